/** `lab help`: sem traços, que o npm no PowerShell não deixa passar. */
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { labHelpText } from '../lab-options.ts';

export const command: Command = ({ stdout }) => {
  stdout.write(`${labHelpText()}\n`);
  return EXIT.passed;
};

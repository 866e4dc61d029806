/** `npm run fuzz`: fuzz de todas as portas da Luneta. */
import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UsageError } from '../../usage-error.ts';
import { type FuzzOptions, fuzzHelpText, readFuzzOptions } from './fuzz-options.ts';
import { EXTRA_MEMORY, startLunetaTarget } from './luneta-target.ts';
import { renderReport } from './report.ts';
import { runFuzz } from './run-fuzz.ts';

async function main(argv: readonly string[]): Promise<number> {
  let options: FuzzOptions;
  try {
    options = readFuzzOptions(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
  if (options.help) {
    console.log(fuzzHelpText());
    return 0;
  }
  const { seed = randomInt(2 ** 31 - 1), seconds, only, iterations } = options;
  // Antes de tudo: se o próprio fuzz cair, a corrida ainda se repete.
  console.log(`Fuzz da Luneta, semente ${seed}.`);
  const target = await startLunetaTarget();
  try {
    const folder = path.join(tmpdir(), `luneta-fuzz-${seed}`);
    const report = await runFuzz(target, { seed, seconds, only, iterations, folder, extraMemory: EXTRA_MEMORY });
    console.log(renderReport(report, seed));
    return report.findings.length === 0 ? 0 : 1;
  } finally {
    await target.close();
  }
}

process.exitCode = await main(process.argv.slice(2));

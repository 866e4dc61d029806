import { execFile } from 'node:child_process';
import path from 'node:path';

/** Roda um programa desta pasta num processo dele, e responde o que ele escreveu. */
export function runProgram(name: string, args: readonly string[]): Promise<string> {
  const program = path.join(import.meta.dirname, name);
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['--import', 'tsx', program, ...args], (error, stdout, stderr) => {
      if (error) reject(new Error(`${name} falhou: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}

/** Espera a linha `{"ready":true,…}` que todo programa do projeto escreve quando está pronto. */
import type { ChildProcess } from 'node:child_process';

const READY_DEADLINE_MS = 30_000;
/** Do que o programa escreveu, quanto mostrar quando ele não fica pronto. */
const TAIL_CHARS = 600;

/** @throws se o programa termina ou o prazo acaba antes da linha. */
export function waitReady<T>(child: ChildProcess, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(`${what} ${why}. ${output.trim().slice(-TAIL_CHARS)}`));
    };
    const timer = setTimeout(() => fail(`não ficou pronto em ${READY_DEADLINE_MS / 1000} s`), READY_DEADLINE_MS);
    const read = (text: string): void => {
      // Depois de pronto a saída continua a ser lida, mas não guardada.
      if (output === READY) return;
      output += text;
      const line = /^\{"ready":true.*\}$/m.exec(output)?.[0];
      if (line === undefined) return;
      clearTimeout(timer);
      output = READY;
      resolve(JSON.parse(line) as T);
    };
    child.stdout?.setEncoding('utf8').on('data', read);
    child.stderr?.setEncoding('utf8').on('data', read);
    child.once('error', (error) => fail(`não começou: ${error.message}`));
    child.once('exit', (code, signal) => fail(`terminou antes de ficar pronto (${signal ?? `código ${code}`})`));
  });
}

const READY = '(pronto)';

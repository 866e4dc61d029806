/** O processo de um notebook: começa com os parâmetros do job, e acaba com um resultado, ou com um erro. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { notebookCommand } from './notebook-command';

/**
 * As variáveis do cluster: ele junta a telemetria por meio minuto, como quem paga por pedido. Quem a quer antes tem de entregá-la.
 * O que vale nos outros serviços, para que ninguém espere, aqui não vale: o notebook é de outra máquina.
 */
const CLUSTER_ENV = {
  OTEL_BSP_SCHEDULE_DELAY: '30000',
  OTEL_BLRP_SCHEDULE_DELAY: '30000',
  OTEL_METRIC_EXPORT_INTERVAL: '30000',
};
/** O limite do Databricks para o que um notebook devolve, em bytes. */
const MAX_RESULT_BYTES = 5 * 1024 * 1024;
/** Do que ele escreve na saída de erro, guarda-se o fim, em caracteres. */
const MAX_TRACE = 20_000;
/** Depois que ele acaba, o que ainda falta ler; um processo que ele deixou para trás pode segurar as saídas abertas para sempre. */
const LAST_WORDS_MS = 500;

export interface NotebookEnd {
  /** Zero, se acabou bem; nulo, se o encerraram. */
  exitCode: number | null;
  /** O que o `dbutils.notebook.exit` disse. */
  result?: string;
  /** O resultado era maior do que cabe, e este é só o começo. */
  isTruncated: boolean;
  /** A linha da saída de erro que diz o que houve. */
  error?: string;
  errorTrace: string;
}

export interface RunningNotebook {
  /** Nunca rejeita. */
  ended: Promise<NotebookEnd>;
  /** Sem despedida: quem está no meio de uma célula não fica sabendo. */
  kill(): void;
}

/** @param parameters O que o notebook lê com `dbutils.widgets.get`. */
export function startNotebook(file: string, parameters: Readonly<Record<string, string>>): RunningNotebook {
  const folder = mkdtempSync(path.join(tmpdir(), 'notebook-'));
  const output = path.join(folder, 'result');
  const { command, args, env } = notebookCommand(file, folder);
  const child = spawn(command, args, {
    env: {
      ...process.env,
      ...CLUSTER_ENV,
      // O token é de quem pede o job, e não do job.
      DATABRICKS_TOKEN: undefined,
      NOTEBOOK_WIDGETS: JSON.stringify(parameters),
      NOTEBOOK_OUTPUT: output,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let errorTrace = '';
  show(child.stdout);
  show(child.stderr, (line) => {
    // O Jupyter pinta os erros, haja ou não um terminal.
    errorTrace = `${errorTrace}${stripVTControlCharacters(line)}\n`.slice(-MAX_TRACE);
  });
  const ended = new Promise<NotebookEnd>((resolve) => {
    const end = (exitCode: number | null): void => {
      const read = readResult(output);
      rmSync(folder, { recursive: true, force: true });
      resolve({ exitCode, ...read, error: tellingLine(errorTrace), errorTrace });
    };
    child.once('close', end);
    child.once('exit', () => {
      const letGo = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, LAST_WORDS_MS);
      child.once('close', () => clearTimeout(letGo));
    });
    child.once('error', ({ message }) => {
      errorTrace = `Error: could not start ${command}: ${message}\n`;
      if (child.pid === undefined) end(1);
    });
  });
  return { ended, kill: () => void child.kill('SIGKILL') };
}

/** O que o notebook escreve aparece no terminal de quem o roda, com o nome dele à frente. */
function show(stream: Readable, onLine?: (line: string) => void): void {
  createInterface({ input: stream }).on('line', (line) => {
    console.log(`[notebook] ${line}`);
    onLine?.(line);
  });
}

function readResult(file: string): Pick<NotebookEnd, 'result' | 'isTruncated'> {
  try {
    const isTruncated = statSync(file).size > MAX_RESULT_BYTES;
    return { result: readFileSync(file).subarray(0, MAX_RESULT_BYTES).toString(), isTruncated };
  } catch {
    // O notebook acabou sem dizer nada, e pode.
    return { isTruncated: false };
  }
}

/** Do Node ou do Python, a linha que tem o nome do erro; se nenhuma tem, a última. */
function tellingLine(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /^\w*(?:Error|Exception):/.test(line)) ?? lines.at(-1);
}

/**
 * Um arquivo de traces → o que guardar dele. Ler 20 MiB de JSON leva segundos: um arquivo grande é lido noutra thread,
 * e as portas continuam a receber.
 */
import { Worker } from 'node:worker_threads';
import { readTraceFile } from '../wire/trace-file.ts';
import { WireError } from '../wire/wire-error.ts';
import { encodeFresh, type FreshTraces, traceIdsOf } from './fresh-traces.ts';
import type { ThreadMessage } from './trace-file-thread.ts';

export interface DecodedFile {
  /** Na ordem do arquivo. */
  traceIds: string[];
  known: Set<string>;
  fresh: FreshTraces;
  otherSignals: number;
}

/** Até aqui a leitura leva menos do que começar uma thread. */
export const MAX_BYTES_HERE = 256 * 1024;
/** @throws WireError se o arquivo não se lê. */
export async function decodeTraceFile(bytes: Uint8Array, isKnown: (traceId: string) => boolean): Promise<DecodedFile> {
  return bytes.length <= MAX_BYTES_HERE ? decodeHere(bytes, isKnown) : decodeInThread(bytes, isKnown);
}

function decodeHere(bytes: Uint8Array, isKnown: (traceId: string) => boolean): DecodedFile {
  const { resourceSpans, otherSignals } = readTraceFile(bytes);
  const traceIds = traceIdsOf(resourceSpans);
  const known = new Set(traceIds.filter(isKnown));
  return { traceIds, known, fresh: encodeFresh(resourceSpans, known), otherSignals };
}

async function decodeInThread(bytes: Uint8Array, isKnown: (traceId: string) => boolean): Promise<DecodedFile> {
  const thread = await startThread(bytes);
  try {
    return await new Promise((resolve, reject) => {
      const file = { traceIds: [] as string[], known: new Set<string>(), otherSignals: 0 };
      thread.on('message', (message: ThreadMessage) => {
        if ('problem' in message) return reject(new WireError(message.problem.code, message.problem.message));
        if ('fresh' in message) return resolve({ ...file, fresh: message.fresh });
        Object.assign(file, message, { known: new Set(message.traceIds.filter(isKnown)) });
        // Uma thread não tem origem, que a regra pede a janelas.
        // oxlint-disable-next-line unicorn/require-post-message-target-origin
        return thread.postMessage([...file.known]);
      });
      thread.once('error', (error: NodeJS.ErrnoException) => reject(isOutOfMemory(error) ? tooLarge() : error));
      thread.once('exit', () => reject(new Error('A thread que lia o arquivo terminou sem responder.')));
    });
  } finally {
    void thread.terminate();
  }
}

async function startThread(traceFile: Uint8Array): Promise<Worker> {
  const { threadUrl } = await import('./trace-file-thread.ts');
  const entry = threadUrl.endsWith('.ts') ? new URL('source-thread.mjs', threadUrl) : new URL(threadUrl);
  const thread = new Worker(entry, { workerData: { traceFile, module: threadUrl }, execArgv: [] });
  // A Luneta pode terminar no meio: nada do arquivo foi guardado ainda.
  thread.unref();
  return thread;
}

function isOutOfMemory({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function tooLarge(): WireError {
  return new WireError('too_large', 'O arquivo não coube na memória. Divida-o e envie uma parte por vez.');
}

/**
 * O outro lado de `decode-trace-file.ts`: lê e codifica um arquivo numa thread. Importado fora dela, só diz onde está:
 * no pacote este módulo é um arquivo à parte, de nome que só ele sabe.
 */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { readTraceFile } from '../wire/trace-file.ts';
import { WireError, type WireErrorCode } from '../wire/wire-error.ts';
import { encodeFresh, type FreshTraces, traceIdsOf } from './fresh-traces.ts';

export const threadUrl = import.meta.url;

/** O que vai para a thread ao começar. */
export interface ThreadInput {
  traceFile: Uint8Array;
}

/** O que ela diz: os traces do arquivo, aos quais se responde com os já conhecidos; e no fim, um dos outros dois. */
export type ThreadMessage =
  | { traceIds: string[]; otherSignals: number }
  | { fresh: FreshTraces }
  | { problem: { code: WireErrorCode; message: string } };

function run(port: MessagePort, bytes: Uint8Array): void {
  const say = (message: ThreadMessage): void => port.postMessage(message);
  try {
    const { resourceSpans, otherSignals } = readTraceFile(bytes);
    port.once('message', (known: string[]) => say({ fresh: encodeFresh(resourceSpans, new Set(known)) }));
    say({ traceIds: traceIdsOf(resourceSpans), otherSignals });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    say({ problem: { code: error.code, message: error.message } });
  }
}

const input = workerData as Partial<ThreadInput> | null;
if (parentPort && input?.traceFile) run(parentPort, input.traceFile);

/** No início: abre os diários de uma pasta e refaz a memória com o que eles guardaram. */
import path from 'node:path';
import { type Journal, type JournalOptions, openJournal } from './journal/journal.ts';
import { createIngest } from './receivers/ingest.ts';
import { bytesOf, type Stores } from './stores.ts';
import type { Signal } from './wire/signal.ts';

/** O que voltou do disco. */
export interface RestoredData {
  /** Caminho inteiro da pasta. */
  directory: string;
  traces: number;
  spans: number;
  metricPoints: number;
  logRecords: number;
}

export type Journals = Record<Signal, Journal>;

/** Uma amostra ocupa na memória muito menos que o ponto do OTLP que a trouxe: o disco precisa de mais para refazê-la. */
const METRIC_REQUEST_FACTOR = 8;

/** A pasta de traces é a de sempre; a de cada sinal que veio depois fica dentro dela. */
const FOLDERS: Record<Signal, string> = { traces: '', metrics: 'metrics', logs: 'logs' };

/**
 * Enche `stores` com os pedidos guardados, como se chegassem de novo, e devolve os diários prontos para os próximos.
 * @param maxBytes A memória de todos os sinais.
 * @throws DataFolderError se a pasta não pode ser usada; o motivo de `signal`, se ele é abortado antes do fim.
 */
export async function restoreFromJournals(
  stores: Stores,
  { directory, maxBytes, onWarning }: { directory: string; maxBytes: number; onWarning: JournalOptions['onWarning'] },
  signal?: AbortSignal,
): Promise<{ journals: Journals; restored: RestoredData }> {
  const opened: Journal[] = [];
  const restore = async (holds: Signal, maxStoreBytes: number, accept: (request: Buffer) => void): Promise<Journal> => {
    const folder = path.join(directory, FOLDERS[holds]);
    const journal = await openJournal({ holds, directory: folder, maxStoreBytes, onWarning });
    opened.push(journal);
    await journal.replay(accept, signal);
    return journal;
  };
  let metricPoints = 0;
  const ingest = createIngest(stores);
  try {
    // Um de cada vez: a primeira pasta que não serve dá a mensagem, e nenhuma outra é criada.
    const journals: Journals = {
      traces: await restore('traces', bytesOf('traces', maxBytes), (request) => void ingest.traces(request)),
      metrics: await restore('metrics', bytesOf('metrics', maxBytes) * METRIC_REQUEST_FACTOR, (request) => {
        metricPoints += ingest.metrics(request).accepted;
      }),
      logs: await restore('logs', bytesOf('logs', maxBytes), (request) => void ingest.logs(request)),
    };
    const { traces, spans: spanCount } = stores.spans.getStats();
    const restored = {
      directory: journals.traces.directory,
      traces,
      spans: spanCount,
      metricPoints,
      logRecords: stores.logs.getStats().records,
    };
    return { journals, restored };
  } catch (error) {
    await Promise.all(opened.map((journal) => journal.close()));
    throw error;
  }
}

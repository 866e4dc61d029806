/** No início: abre o diário de uma pasta e refaz a memória com o que ele guardou. */
import { type Journal, type JournalOptions, openJournal } from './journal/journal.ts';
import { createIngest } from './receivers/ingest.ts';
import type { SpanStore } from './store/store.ts';

/** O que voltou do disco. */
export interface RestoredData {
  /** Caminho inteiro da pasta. */
  directory: string;
  traces: number;
  spans: number;
}

/**
 * Enche `store` com os pedidos guardados, como se chegassem de novo, e devolve o diário pronto para os próximos.
 * @throws DataFolderError se a pasta não pode ser usada; o motivo de `signal`, se ele é abortado antes do fim.
 */
export async function restoreFromJournal(
  store: SpanStore,
  options: JournalOptions,
  signal?: AbortSignal,
): Promise<{ journal: Journal; restored: RestoredData }> {
  const journal = await openJournal(options);
  try {
    const ingest = createIngest(store);
    await journal.replay((request) => ingest.traces(request), signal);
  } catch (error) {
    await journal.close();
    throw error;
  }
  const { traces, spans } = store.getStats();
  return { journal, restored: { directory: journal.directory, traces, spans } };
}

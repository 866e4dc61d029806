/** O que ficou guardado de um serviço, por onde quer que se pergunte: é com isto que se compara o que foi confirmado. */
import { type Stored, readStored } from '../../labs/06-escala/app/experiment/stored.ts';
import { formatDuration } from '../format.ts';
import { MAX_LIMIT } from '../luneta/api/jaeger-v1.ts';
import { poll } from '../poll.ts';
import { fetchFailureReason } from '../system-error.ts';

export type { Stored };

/** Com o Kafka lido, o que se lhe pediu que gravasse é gravado ou recusado neste tempo: o Zipkin confirma antes de gravar. */
const QUIET_MS = 12_000;
/** O Kafka leva 45 s a dar por morto o leitor que não se despediu. */
const DRAIN_MS = 180_000;
const ASK_MS = 10_000;

/** Do OpenSearch. @param urls Os nós: um que caiu não impede de perguntar aos outros. */
export function storedInStore(urls: readonly string[], service: string): Promise<Stored> {
  return readStored(urls, service);
}

/** De quem fala a API do Jaeger: a Luneta. @throws Error se há mais do que ela responde de uma vez. */
export async function storedInJaeger(url: string, service: string): Promise<Stored> {
  const query = new URLSearchParams({ service, limit: String(MAX_LIMIT), lookback: '1h' });
  const response = await fetch(`${url}/api/traces?${query}`, { signal: AbortSignal.timeout(ASK_MS) });
  if (!response.ok) throw new Error(`${url} respondeu ${response.status}: ${await response.text()}`);
  const { data } = (await response.json()) as { data: { traceID: string; spans: { spanID: string }[] }[] };
  if (data.length >= MAX_LIMIT) throw new Error(`${url} tem mais traces do que responde de uma vez (${MAX_LIMIT})`);
  const traces = new Map(data.map(({ traceID, spans }) => [traceID, new Set(spans.map(({ spanID }) => spanID)).size]));
  const documents = data.reduce((sum, trace) => sum + trace.spans.length, 0);
  return { traces, documents, spans: [...traces.values()].reduce((sum, spans) => sum + spans, 0) };
}

export interface Storing {
  /** Com menos que isto, um trace ainda não está guardado. */
  spansPerTrace: number;
  read(): Promise<Stored>;
  /** Se já não há, no caminho, nada que ainda possa vir a ser guardado. */
  isDrained(): Promise<boolean>;
  quietMs?: number;
  deadlineMs?: number;
  /** Abortado, rejeita. */
  signal?: AbortSignal;
}

/**
 * Espera que tudo o que se confirmou esteja guardado, ou que não haja mais de onde vir.
 * @returns O último que se viu. @throws Error se no fim não se consegue saber: atrasado, ou ilegível, não é o mesmo que perdido.
 */
export async function untilStored(
  acknowledged: readonly string[],
  { spansPerTrace, read, isDrained, quietMs = QUIET_MS, deadlineMs = DRAIN_MS, signal }: Storing,
): Promise<Stored> {
  let seen: Stored = { traces: new Map(), documents: 0, spans: 0 };
  let newsAt = performance.now();
  let problem = '';
  const ended = await poll(
    async () => {
      try {
        const now = await read();
        const isNews = now.documents !== seen.documents;
        seen = now;
        const isDry = await isDrained();
        // O que ainda está no caminho pode ser uma repetição do que já chegou.
        if (isDry && acknowledged.every((traceId) => (seen.traces.get(traceId) ?? 0) >= spansPerTrace)) return seen;
        if (isNews || !isDry) newsAt = performance.now();
        problem = isDry ? '' : `ainda há o que ler no Kafka depois de ${formatDuration(deadlineMs * 1000)}`;
      } catch (error) {
        // Quem acabou de voltar talvez ainda não responda.
        newsAt = performance.now();
        problem = fetchFailureReason(error);
      }
      return performance.now() - newsAt > quietMs ? seen : undefined;
    },
    { deadlineMs, intervalMs: 500, signal },
  );
  if (ended) return ended;
  if (problem === '') return seen;
  throw new Error(`Não sei dizer o que se perdeu: ${problem}.`);
}

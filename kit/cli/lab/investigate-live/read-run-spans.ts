/** Os spans de um incidente, como o backend os mostra. */
import type { LiveIncidents } from '../../../course/live-incidents.ts';
import { jaegerSource } from '../../../verify/sources/jaeger.ts';
import { attributeOf, type ObservedSpan } from '../../../verify/span.ts';
import type { Backend } from '../../backend/backend.ts';
import { BackendError } from '../../backend/backend-error.ts';
import { RUN_START } from './live-marks.ts';
import type { LiveRun } from './live-story.ts';
import { liveTexts } from './live-texts.ts';

/** Os traces de um minuto são alguns megabytes. */
const READ_MS = 20_000;

/** Os de todos os traces que passam por quem recebe as visitas, ou por quem se conta. @throws BackendError se não há nenhum. */
export async function readRunSpans(
  { url }: Pick<Backend, 'url'>,
  { entry, count }: Pick<LiveIncidents, 'entry' | 'count'>,
  { id, zeroMs }: LiveRun,
  stop: AbortSignal,
): Promise<ObservedSpan[]> {
  const services = [entry, ...(count ? [count.per.service] : [])];
  const source = jaegerSource(url, { services, timeoutMs: READ_MS });
  const { spans, problems } = await source.read({ sinceUs: zeroMs * 1000 }, stop);
  stop.throwIfAborted();
  const own = spans.filter(({ resource }) => attributeOf(resource, RUN_START) === id);
  if (own.length === 0) throw new BackendError(problems[0]?.message ?? liveTexts.nothingArrived(url));
  // O trace que passa pelos dois vem duas vezes.
  return [...new Map(own.map((span) => [span.spanId, span])).values()];
}

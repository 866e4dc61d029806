/** Os traces de um mistério, mandados para valer: acabam agora, e os ids são novos a cada vez. */
import { traceUrl } from '../../../jaeger-backend.ts';
import { emit } from '../../../scripted/emit.ts';
import { planEndMs } from '../../../scripted/planned-span.ts';
import { send } from '../../backend/send-spans.ts';
import type { Backend } from '../../backend/backend.ts';
import type { Link } from '../../start-texts.ts';
import type { Mystery } from '../../../mysteries/mystery.ts';
import { mysteryTexts } from './mystery-texts.ts';

/** @returns Onde se veem. @throws BackendError */
export async function publishMystery(
  { plan }: Mystery,
  { url, otlpUrl }: Pick<Backend, 'url' | 'otlpUrl'>,
  signal?: AbortSignal,
): Promise<Link[]> {
  const { spans, traceIds } = await emit(plan, Date.now() - Math.ceil(planEndMs(plan)));
  await send(otlpUrl, spans, signal);
  const labels = mysteryTexts.labels(traceIds.length);
  return traceIds.map((traceId, i) => ({ label: labels[i], url: traceUrl(url, traceId) }));
}

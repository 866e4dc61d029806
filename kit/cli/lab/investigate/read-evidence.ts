/** O trace que o aluno dá por prova, como o backend o mostra. */
import { jaegerSource } from '../../../verify/sources/jaeger.ts';
import type { ObservedSpan } from '../../../verify/span.ts';
import { BackendError } from '../../backend/backend-error.ts';
import type { Answers } from './read-answers.ts';

/** Nenhum span se não há prova, ou se o trace não existe. @throws BackendError */
export async function readEvidence(
  { url }: { url: string },
  { traceId }: Answers,
  stop: AbortSignal,
): Promise<readonly ObservedSpan[]> {
  if (traceId === undefined) return [];
  const { spans, problems } = await jaegerSource(url).read({ sinceUs: 0, traceIds: [traceId] }, stop);
  stop.throwIfAborted();
  const [problem] = problems;
  if (problem && spans.length === 0) throw new BackendError(problem.message);
  return spans;
}

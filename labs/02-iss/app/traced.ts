// Um span por fora de uma função, sem mexer nela.

import { SpanStatusCode, trace } from '@opentelemetry/api';
import { errorType } from './call';

const tracer = trace.getTracer('traced');

/** A mesma função: cada vez que ela roda, é dentro de um span com este nome, que termina quando ela termina. */
export function traced<Args extends unknown[], Result>(
  name: string,
  work: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  // #region 3.2 Rode a função dentro de um span, e termine-o mesmo que ela lance
  return (...args) =>
    tracer.startActiveSpan(name, async (span) => {
      try {
        return await work(...args);
        // #region 3.3 Quem lançou não conseguiu: diga isso no span, e de que tipo foi o erro
      } catch (error) {
        span.setAttribute('error.type', errorType(error));
        span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
        throw error;
        // #endregion
      } finally {
        span.end();
      }
    });
  // #problema
  // return work;
  // #endregion
}

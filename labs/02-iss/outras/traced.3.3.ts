// Outra solução do passo 3.3: um then de dois braços, e a exceção anotada também.

import { SpanStatusCode, trace } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { CallError } from './call';

const tracer = trace.getTracer('traced');

export function traced<Args extends unknown[], Result>(
  name: string,
  work: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return (...args) =>
    tracer.startActiveSpan(name, (span) =>
      work(...args).then(
        (result) => {
          span.end();
          return result;
        },
        (error: Error) => {
          span.recordException(error);
          span.setAttribute(ATTR_ERROR_TYPE, error instanceof CallError ? error.type : error.name);
          span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
          throw error;
        },
      ),
    );
}

// Outra solução do passo 3.2: o span e o contexto à parte, e promessas sem async.

import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('traced');

export function traced<Args extends unknown[], Result>(
  name: string,
  work: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return function inSpan(...args) {
    const span = tracer.startSpan(name);
    const inside = trace.setSpan(context.active(), span);
    return context.with(inside, () => work(...args)).finally(() => span.end());
  };
}

/** Um span visto, para os testes desta pasta: o nome é também o id. */
import type { ObservedSpan } from '../../../verify/span.ts';

export function seen(name: string, change: Partial<ObservedSpan> = {}): ObservedSpan {
  return {
    traceId: 'a'.repeat(32),
    spanId: name,
    name,
    kind: 'INTERNAL',
    status: { code: 'UNSET' },
    attributes: {},
    events: [],
    links: [],
    service: 'lab01',
    resource: {},
    scope: 'lab01',
    startUs: 1_000_000,
    durationUs: 1000,
    source: 'stdout',
    ...change,
  };
}

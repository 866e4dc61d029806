/** Outras soluções dos passos 5.1 e 5.2, como trocas em telemetry.ts. */
import type { Edit } from '../../kit/course/edit.ts';

type Replace = Edit['replace'];

const TELEMETRY: Readonly<Record<string, readonly Replace[]>> = {
  // os de fábrica do register(), que são os mesmos dois; só o moderation precisa de outro
  '03/5.1': [
    [
      'tracerProvider.register({ propagator: null });',
      "tracerProvider.register(serviceName === 'moderation' ? { propagator: new B3Propagator() } : {});",
    ],
    [
      `propagation.setGlobalPropagator(
  new CompositePropagator({ propagators: serviceName === 'moderation' ? OLD_PROPAGATORS : PROPAGATORS }),
);
`,
      '',
    ],
  ],
  // o que o moderation lê, escrito à mão: quem só escreve não precisa saber ler
  '03/5.2': [
    [
      "import { metrics, propagation, type TextMapPropagator } from '@opentelemetry/api';",
      "import { metrics, propagation, type TextMapPropagator, trace } from '@opentelemetry/api';",
    ],
    [
      '/** Em que cabeçalhos o contexto viaja entre os nossos serviços. */',
      `const FIELDS = ['x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled'];
const zipkinWriter: TextMapPropagator = {
  inject(context, carrier, setter) {
    const span = trace.getSpanContext(context);
    if (!span) return;
    const values = [span.traceId, span.spanId, String(span.traceFlags & 1)];
    for (const [i, value] of values.entries()) setter.set(carrier, FIELDS[i] ?? '', value);
  },
  extract: (context) => context,
  fields: () => FIELDS,
};

/** Em que cabeçalhos o contexto viaja entre os nossos serviços. */`,
    ],
    ['  new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),\n', '  zipkinWriter,\n'],
  ],
};

export const outrasPropagation: readonly Edit[] = Object.entries(TELEMETRY).flatMap(([step, list]) =>
  list.map((replace) => ({ step, file: 'telemetry.ts', replace })),
);

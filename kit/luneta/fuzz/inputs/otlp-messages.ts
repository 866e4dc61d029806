/** Mensagens OTLP para o fuzz: traces gerados do modelo, métricas e logs dos serializadores oficiais. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import type { ResourceSpans } from '../../store/model.ts';
import { encodeTraceRequest } from '../../wire/otlp-encode.ts';
import { signalJsonToProtobuf } from '../../wire/otlp-json-signals.ts';
import { arbitraryRequest, arbitraryStyle, writeOtlpJson } from '../../wire/testing/otlp-json-arbitrary.ts';
import { logsSample, metricsSample } from '../../wire/testing/otlp-signal-samples.ts';
import { mutated } from '../mutations.ts';
import { JSON_MONSTERS, PROTOBUF_MONSTERS } from './monsters.ts';
import { SIGNAL_JSON } from './otlp-signals.ts';

const { requests: RECORDED } = JSON.parse(
  readFileSync(new URL('../../api/fixtures/jaeger-api/input.otlp.json', import.meta.url), 'utf8'),
) as { requests: unknown[] };

/** Nomes de serviço que incomodam quem monta URL, HTML, JSON ou um objeto. */
export const ODD_NAMES = [
  'loja',
  '__proto__',
  'constructor',
  'a/b',
  '..',
  '%2e%2e%2f',
  '100%',
  'a+b c',
  '<script>alert(1)</script>',
  '"\'&<>',
  '\u0000',
  '\u202e\u2028',
  '💥'.repeat(40),
  'x'.repeat(3000),
];

const serviceName = fc.oneof(fc.constantFrom(...ODD_NAMES), fc.string({ unit: 'binary', maxLength: 20 }));

/** Com poucos ids há ciclos, pais repetidos, spans duplicados e links para si mesmo. */
function crowdIds(request: ResourceSpans[], names: readonly string[]): ResourceSpans[] {
  const traceId = (id: string): string => id.slice(0, 31) + (Number.parseInt(id.slice(31), 16) % 2);
  const spanId = (id: string): string =>
    id === '' ? '' : `000000000000000${(Number.parseInt(id.slice(15), 16) % 4) + 1}`;
  const [first] = request.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  const shared = first ? traceId(first.traceId) : '';
  return request.map(({ resource, scopeSpans }, i) => ({
    resource: {
      ...resource,
      attributes: [
        ...resource.attributes,
        { key: 'service.name', value: { type: 'string', value: names[i % names.length] } },
      ],
    },
    scopeSpans: scopeSpans.map(({ scope, spans }) => ({
      scope,
      spans: spans.map((span) => ({
        ...span,
        traceId: shared,
        spanId: spanId(span.spanId),
        parentSpanId: spanId(span.parentSpanId),
        links: span.links.map((link) => ({ ...link, traceId: shared, spanId: spanId(link.spanId) })),
      })),
    })),
  }));
}

const traces: fc.Arbitrary<ResourceSpans[]> = fc.oneof(
  arbitraryRequest,
  fc
    .tuple(arbitraryRequest, fc.array(serviceName, { minLength: 1, maxLength: 3 }))
    .map(([request, names]) => crowdIds(request, names)),
);

const signals = { metrics: await metricsSample(), logs: await logsSample() };
const monsters = (list: readonly Buffer[]): fc.WeightedArbitrary<Buffer> => ({
  weight: 1,
  arbitrary: fc.constantFrom(...list),
});

const traceProtobuf = traces.map((request) => encodeTraceRequest(request));
const traceJson = fc
  .tuple(traces, arbitraryStyle)
  .map(([request, style]) => Buffer.from(writeOtlpJson(request, style)));
const recorded = fc.constantFrom(...RECORDED.map((request) => Buffer.from(JSON.stringify(request))));

function signalJson(signal: 'metrics' | 'logs'): fc.Arbitrary<Buffer> {
  return fc.oneof(
    { weight: 5, arbitrary: SIGNAL_JSON[signal] },
    { weight: 4, arbitrary: mutated(fc.oneof(fc.constant(signals[signal].json), SIGNAL_JSON[signal])) },
    monsters(JSON_MONSTERS),
  );
}

function signalProtobuf(signal: 'metrics' | 'logs'): fc.Arbitrary<Buffer> {
  const drawn = SIGNAL_JSON[signal].map((json) => protobufOf(signal, json) ?? Buffer.from(signals[signal].protobuf));
  return fc.oneof(
    { weight: 5, arbitrary: drawn },
    { weight: 4, arbitrary: mutated(fc.oneof(fc.constant(signals[signal].protobuf), drawn)) },
    monsters(PROTOBUF_MONSTERS),
  );
}

/** Os mesmos bytes que a porta faria do JSON; `undefined` se ela o recusaria. */
function protobufOf(signal: 'metrics' | 'logs', json: Buffer): Buffer | undefined {
  try {
    return Buffer.from(signalJsonToProtobuf(signal, json));
  } catch {
    return undefined;
  }
}

/** Corpos por sinal; a maior parte é mutação de mensagens boas, o resto são os monstros. */
export const OTLP_BODIES = {
  protobuf: {
    traces: fc.oneof(
      { weight: 6, arbitrary: traceProtobuf.map((bytes) => Buffer.from(bytes)) },
      { weight: 8, arbitrary: mutated(traceProtobuf) },
      monsters(PROTOBUF_MONSTERS),
    ),
    metrics: signalProtobuf('metrics'),
    logs: signalProtobuf('logs'),
  },
  json: {
    traces: fc.oneof(
      { weight: 6, arbitrary: traceJson },
      { weight: 6, arbitrary: mutated(traceJson) },
      { weight: 3, arbitrary: mutated(recorded) },
      monsters(JSON_MONSTERS),
    ),
    metrics: signalJson('metrics'),
    logs: signalJson('logs'),
  },
} as const;

/**
 * Exporters e clientes de Python e Go, de hoje e os últimos que falam Jaeger e Zipkin, enviando o mesmo trace a uma
 * Luneta de verdade. Cada um perde algo do trace no seu protocolo; o que se espera aqui é o que um Jaeger de verdade
 * também mostra.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { PortName } from '../../doors.ts';
import { startLuneta, type Luneta } from '../../start.ts';
import { ANY_PORTS } from '../../testing/any-ports.ts';
import { installGo, installPython, type Command } from './install.ts';

const run = promisify(execFile);
const INSTALL_MS = 600_000;

interface V1Span {
  operationName: string;
  references: { refType: string; traceID: string; spanID: string }[];
  spanID: string;
  tags: { key: string; type: string; value: unknown }[];
  logs: { fields: { key: string; value: unknown }[] }[];
  processID: string;
}
interface V1Trace {
  spans: V1Span[];
  processes: Record<string, { serviceName: string; tags: { key: string; value: unknown }[] }>;
}

let luneta: Luneta;
const commands: Record<string, Command> = {};

beforeAll(async () => {
  luneta = await startLuneta({ ports: ANY_PORTS });
  commands['Python atual'] = await installPython('requirements-current.txt');
  commands['Python antigo'] = await installPython('requirements-legacy.txt');
  commands.Go = await installGo();
}, INSTALL_MS);
afterAll(() => luneta.close());

/** Roda o programa e espera o trace aparecer inteiro; por UDP a resposta do programa vem antes dos spans. */
async function traceSentBy(program: string, exporter: string, door: PortName): Promise<V1Trace> {
  const [file, ...args] = commands[program];
  const { stdout } = await run(file, [...args, exporter, String(luneta.ports[door])], { timeout: 60_000 });
  const traceId = stdout.trim();
  return vi.waitFor(
    async () => {
      const response = await fetch(`${luneta.urls.ui}/api/traces/${traceId}`);
      const { data } = (await response.json()) as { data: V1Trace[] | null };
      if (data?.[0].spans.length !== 2) throw new Error(`o trace ${traceId} não chegou inteiro por ${exporter}`);
      return data[0];
    },
    { timeout: 10_000, interval: 20 },
  );
}

/** Os dois spans em forma curta: as tags como `tipo valor`, os campos do primeiro evento, o processo. */
function summary(trace: V1Trace) {
  const spans = new Map(trace.spans.map((span) => [span.operationName, span]));
  const [parent, child] = [spans.get('parent')!, spans.get('child')!];
  const textOf = (list: { key: string; type?: string; value: unknown }[]) =>
    Object.fromEntries(list.map(({ key, type, value }) => [key, `${type ?? ''} ${String(value)}`.trim()]));
  return {
    isChild: child.references.some(({ refType, spanID }) => refType === 'CHILD_OF' && spanID === parent.spanID),
    links: parent.references.filter(({ refType }) => refType === 'FOLLOWS_FROM').map(({ spanID }) => spanID),
    parent: textOf(parent.tags),
    child: textOf(child.tags),
    failed: child.tags.some(({ key, type, value }) => key === 'error' && type === 'bool' && value === true),
    event: Object.fromEntries(child.logs[0].fields.map(({ key, value }) => [key, value])),
    process: trace.processes[child.processID],
  };
}

/** O que todo protocolo preserva. */
const COMMON = {
  isChild: true,
  failed: true,
  parent: { 'span.kind': 'string server' },
  child: { texto: 'string é', 'span.kind': 'string client', 'otel.status_code': 'string ERROR' },
};

/** OTLP e Thrift do Jaeger guardam os tipos e os links. */
const TYPED = {
  ...COMMON,
  links: ['b7ad6b7169203331'],
  child: {
    ...COMMON.child,
    inteiro: 'int64 9007199254740993',
    real: 'float64 1.5',
    logico: 'bool true',
    'otel.status_description': expect.stringContaining('falhou') as string,
  },
  event: { 'exception.message': 'falhou' },
};
const OTLP = {
  ...TYPED,
  child: { ...TYPED.child, lista: 'string ["a","b"]', 'otel.scope.name': 'string senders' },
  event: { ...TYPED.event, event: 'exception' },
  process: { tags: expect.arrayContaining([{ key: 'turma', type: 'string', value: 'noite' }]) as unknown },
};
/** No Zipkin tudo é texto, e o exporter não manda links nem atributos de eventos, só o texto deles. */
const ZIPKIN = {
  ...COMMON,
  links: [],
  child: {
    ...COMMON.child,
    inteiro: 'string 9007199254740993',
    real: 'string 1.5',
    logico: 'string true',
    lista: 'string ["a","b"]',
    turma: 'string noite',
    'otel.scope.name': 'string senders',
    'otel.scope.version': 'string 1.0',
  },
  event: { event: expect.stringMatching(/exception.*falhou/) as string },
  process: { tags: expect.arrayContaining([{ key: 'service.version', type: 'string', value: '3' }]) as unknown },
};
/** Os clientes do OpenTracing não conhecem links nem listas. */
const JAEGER_CLIENT = {
  ...COMMON,
  links: [],
  child: { ...COMMON.child, inteiro: 'int64 7', real: 'float64 1.5', logico: 'bool true' },
  event: { event: 'exception', message: 'falhou' },
};

describe.each<[program: string, service: string, senders: [exporter: string, door: PortName, expected: object][]]>([
  [
    'Python atual',
    'py',
    [
      ['otlp-http', 'otlpHttp', OTLP],
      ['otlp-grpc', 'otlpGrpc', OTLP],
      ['zipkin-json', 'zipkin', ZIPKIN],
    ],
  ],
  [
    'Python antigo',
    'py',
    [
      ['zipkin-json', 'zipkin', ZIPKIN],
      ['zipkin-protobuf', 'zipkin', ZIPKIN],
      ['jaeger-udp', 'jaegerCompact', TYPED],
      ['jaeger-http', 'jaegerHttp', TYPED],
      ['jaeger-client', 'jaegerCompact', JAEGER_CLIENT],
    ],
  ],
  [
    'Go',
    'go',
    [
      ['otlp-http', 'otlpHttp', OTLP],
      ['otlp-grpc', 'otlpGrpc', OTLP],
      ['zipkin-json', 'zipkin', ZIPKIN],
      ['jaeger-udp', 'jaegerCompact', TYPED],
      ['jaeger-http', 'jaegerHttp', TYPED],
      ['jaeger-client', 'jaegerCompact', JAEGER_CLIENT],
    ],
  ],
])('%s', (program, service, senders) => {
  test.each(senders)('%s pela porta %s', async (exporter, door, expected) => {
    const sent = summary(await traceSentBy(program, exporter, door));
    expect(sent).toMatchObject(expected);
    expect(sent.process.serviceName).toBe(service);
    expect(luneta.doors[door]?.lastError).toBeUndefined();
  });
});

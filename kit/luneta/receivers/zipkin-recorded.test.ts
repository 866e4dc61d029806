/**
 * Pedidos estranhos e comuns à porta do Zipkin, com as respostas gravadas de um Jaeger de verdade (receptor Zipkin do
 * Collector 0.140): o estado da entrega e o trace que as APIs v1 e v3 mostram depois. Os marcados `deliberate` são os
 * casos em que a Luneta responde diferente de propósito (`api/deviations.ts`); o que ela responde está aqui.
 */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLuneta, type Luneta } from '../start.ts';

interface Recorded {
  name: string;
  /** A Luneta difere de propósito. */
  deliberate?: boolean;
  path: string;
  headers: Record<string, string>;
  text?: string;
  base64?: string;
  status: number;
  traceId?: string;
  v1?: V1Trace;
  v3?: ResourceSpans[];
}

interface KeyValue {
  key: string;
  value: unknown;
}
interface V1Trace {
  spans: { spanID: string; processID: string; tags: KeyValue[]; logs: { fields: KeyValue[] }[]; warnings: unknown }[];
  processes: Record<string, { serviceName: string; tags: KeyValue[] }>;
}
interface ResourceSpans {
  resource?: { attributes?: KeyValue[] };
  scopeSpans: { scope?: object; spans: V3Span[] }[];
}
interface V3Span {
  spanId: string;
  attributes?: KeyValue[];
  events?: { name?: string; attributes?: KeyValue[] }[];
  links?: { attributes?: KeyValue[] }[];
}

const cases = JSON.parse(
  readFileSync(new URL('./fixtures/zipkin-recorded.json', import.meta.url), 'utf8'),
) as Recorded[];

let luneta: Luneta;
beforeAll(async () => {
  const off = 'off' as const;
  luneta = await startLuneta({
    ports: {
      ui: 0,
      zipkin: 0,
      otlpHttp: off,
      otlpGrpc: off,
      jaegerCompact: off,
      jaegerBinary: off,
      jaegerHttp: off,
      jaegerSampling: off,
    },
  });
});
afterAll(() => luneta.close());

/** Envia como foi gravado; os bytes não ganham um Content-Type que o pedido não tinha. */
async function send({ path, headers, text, base64 }: Recorded): Promise<{ status: number; body: string }> {
  const body = text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text);
  const response = await fetch(`${luneta.urls.zipkin}${path}`, { method: 'POST', headers, body });
  return { status: response.status, body: await response.text() };
}

async function query(path: string): Promise<unknown> {
  const response = await fetch(`${luneta.urls.ui}${path}`);
  return response.json();
}

async function v1Of(traceId: string): Promise<V1Trace | undefined> {
  const { data } = (await query(`/api/traces/${traceId}`)) as { data: V1Trace[] | null };
  return data?.[0];
}

async function v3Of(traceId: string): Promise<ResourceSpans[] | undefined> {
  const { result } = (await query(`/api/v3/traces/${traceId}`)) as { result?: { resourceSpans: ResourceSpans[] } };
  return result?.resourceSpans;
}

/** As tags saem em ordem de mapa; e o Jaeger gravado guarda os avisos como atributo e os acumula a cada leitura. */
function tags(list: KeyValue[] | undefined): string[] {
  return (list ?? [])
    .filter(({ key }) => key !== '@jaeger@warnings')
    .map((tag) => JSON.stringify(tag))
    .toSorted();
}

function sorted<T>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Spans com o seu processo, em ordem fixa: o Jaeger ordena o lote de um jeito que muda com o tamanho dele. */
function comparableV1(trace: V1Trace | undefined): unknown {
  return sorted(
    (trace?.spans ?? []).map((span) => {
      const { serviceName, tags: processTags } = trace!.processes[span.processID];
      return {
        ...span,
        processID: { serviceName, tags: tags(processTags) },
        tags: tags(span.tags),
        logs: sorted(span.logs.map((log) => ({ ...log, fields: tags(log.fields) }))),
        warnings: undefined,
      };
    }),
  );
}

function comparableV3(groups: ResourceSpans[] | undefined): unknown {
  const withTags = <T extends { attributes?: KeyValue[] }>(items: T[] | undefined) =>
    sorted((items ?? []).map((item) => ({ ...item, attributes: tags(item.attributes) })));
  const spans = (groups ?? []).flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans: list }) =>
      list.map((span) => ({
        ...span,
        attributes: tags(span.attributes),
        events: withTags(span.events),
        links: withTags(span.links),
        resource: tags(resource?.attributes),
        scope: scope ?? {},
      })),
    ),
  );
  return sorted(spans);
}

describe('como o Jaeger de verdade', () => {
  const same = cases.filter(({ deliberate }) => !deliberate);

  test.each(same.map((recorded) => [`${recorded.path}: ${recorded.name}`, recorded] as const))(
    '%s',
    async (_name, recorded) => {
      const { status, body } = await send(recorded);
      expect([status, body === '']).toEqual([recorded.status, recorded.status === 202]);
      // Sem trace gravado não há o que consultar: o id pedido não existe em nenhum dos dois.
      const traceId = recorded.traceId ?? 'fffffffffffffffe';
      expect(comparableV1(await v1Of(traceId))).toEqual(comparableV1(recorded.v1));
      expect(comparableV3(await v3Of(traceId))).toEqual(comparableV3(recorded.v3));
    },
  );

  test('a tabela cobre os formatos e as recusas', () => {
    const count = (filter: (recorded: Recorded) => boolean) => same.filter(filter).length;
    expect(count(({ v1 }) => v1 !== undefined)).toBeGreaterThan(60);
    expect(count(({ status }) => status === 400)).toBeGreaterThan(25);
    expect(count(({ base64 }) => base64 !== undefined)).toBeGreaterThan(15);
  });
});

describe('diferente de propósito', () => {
  const FIRST = { startTime: 1_795_253_474_406_123 };
  /** O que a Luneta responde: o estado e, se aceitou, o que há no trace. */
  const answers: Record<string, { status: number; v1?: object; v3?: object }> = {
    'status OK da especificação': { status: 202, v1: tagsContaining('otel.status_code', 'OK') },
    'status ERROR da especificação': { status: 202, v1: tagsContaining('error', true) },
    'escopo com o nome novo': { status: 202, v3: [{ scopeSpans: [{ scope: { name: 'lib', version: '1' } }] }] },
    'evento com barra': { status: 202, v1: logNamed('a|b') },
    'evento com duas barras': { status: 202, v1: logNamed('a|b|c') },
    'link quebrado': { status: 202, v1: tagsContaining('otlp.link.0', 'a|b') },
    'tags de recurso que diferem': { status: 202, v1: { processes: { p1: hostNamed('h1'), p2: hostNamed('h2') } } },
    'tags de recurso sem serviço': {
      status: 202,
      v1: { processes: { p1: { ...hostNamed('h1'), serviceName: 'missing-service-name' } } },
    },
    'timestamp em nanossegundos': { status: 400 },
    'timestamp em texto': { status: 202, v1: { spans: [FIRST] } },
    'lista como atributo de evento': {
      status: 202,
      v1: { spans: [{ logs: [{ fields: expect.arrayContaining([{ key: 'l', type: 'string', value: '[1,2]' }]) }] }] },
    },
    'traceId zero': { status: 400 },
    'sem traceId': { status: 400 },
    'span.kind=server na tag': { status: 202, v1: tagsContaining('span.kind', 'server') },
    'v1 texto de erro': { status: 202, v1: tagsContaining('error', 'timeout') },
    'v1 otel por nome': { status: 202, v1: tagsContaining('error', true) },
    'v1 descrição sozinha': { status: 202, v1: tagsContaining('otel.status_description', 'só') },
    'v1 valor booleano': { status: 202, v1: tagsContaining('sa', 'true') },
    'protobuf traceId de 8 bytes': { status: 202, v1: { spans: [FIRST] } },
    'thrift números negativos': { status: 202, v1: tagsContaining('i32', -1) },
  };
  const different = cases.filter(({ deliberate }) => deliberate);

  test.each(different.map((recorded) => [recorded.name, recorded] as const))('%s', async (name, recorded) => {
    const { status } = await send(recorded);
    const traceId = recorded.traceId ?? 'fffffffffffffffe';
    const [v1, v3] = [await v1Of(traceId), await v3Of(traceId)];
    const expected = answers[name];
    expect(status).toBe(expected.status);
    expect(v1 ?? {}).toMatchObject(expected.v1 ?? {});
    expect(v3 ?? []).toMatchObject(expected.v3 ?? v3 ?? []);
    // Se o Jaeger passar a responder o mesmo, o caso não é mais uma diferença.
    const asJaeger = [recorded.status, comparableV1(recorded.v1), comparableV3(recorded.v3)];
    expect(isDeepStrictEqual([status, comparableV1(v1), comparableV3(v3)], asJaeger)).toBe(false);
  });

  test('cada diferença tem um caso', () => {
    expect(Object.keys(answers).toSorted()).toEqual(different.map(({ name }) => name).toSorted());
  });

  function tagsContaining(key: string, value: unknown): object {
    return { spans: [{ tags: expect.arrayContaining([expect.objectContaining({ key, value })]) as unknown }] };
  }

  function logNamed(value: string): object {
    return { spans: [{ logs: [{ fields: [{ key: 'event', type: 'string', value }] }] }] };
  }

  function hostNamed(value: string): object {
    return { tags: [{ key: 'host.name', type: 'string', value }] };
  }
});

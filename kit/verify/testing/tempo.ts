/**
 * Um Tempo de faz de conta para os testes desta pasta: os spans são os de uma Luneta, que os mostra em OTLP/JSON, e o que
 * muda é o jeito de os escrever, que é o do Tempo. Um Tempo de hoje, que se possa compilar, não há.
 */
import type { RequestListener } from 'node:http';
import { fieldsOf, jsonFields } from '../../read-answer.ts';
import { type Fields, listOf } from '../sources/api-json.ts';

/** A v2 é a da 2.x; a v1, a de antes, em que os endereços da v2 não existem. */
export type TempoDialect = 'v1' | 'v2';

/** @param lunetaUrl A tela da Luneta que guarda os spans. @param asked Recebe cada pedido, com os parâmetros. */
export function tempoOver(lunetaUrl: string, dialect: TempoDialect, asked: URL[] = []): RequestListener {
  const answerTo = async (url: URL): Promise<unknown> => {
    const read = async (path: string): Promise<Fields> => jsonFields(await (await fetch(lunetaUrl + path)).text());
    const { pathname, searchParams } = url;
    if (pathname === SERVICES[dialect]) {
      const { services } = await read('/api/v3/services');
      const names = Array.isArray(services) ? services : [];
      return { tagValues: names.map((value: unknown) => (dialect === 'v1' ? value : { type: 'string', value })) };
    }
    if (pathname === '/api/search') {
      const service = JSON.parse(/^\{resource\.service\.name=(.*)\}$/.exec(searchParams.get('q') ?? '')?.[1] ?? '""');
      const start = `${searchParams.get('start')}000000`;
      const { data } = await read(`/api/traces?${new URLSearchParams({ service, start, limit: '1000' })}`);
      return {
        traces: listOf(data).map(({ traceID }) => ({ traceID: String(traceID).replace(/^0+/, '') })),
        metrics: {},
      };
    }
    const id = new RegExp(dialect === 'v1' ? '^/api/traces/(.+)$' : '^/api/v2/traces/(.+)$').exec(pathname)?.[1];
    if (id === undefined) return undefined;
    const { result } = await read(`/api/v3/traces/${id}?rawTraces=true`);
    return result === undefined ? undefined : inDialect(fieldsOf(result), dialect);
  };
  return async (request, response) => {
    const url = new URL(request.url ?? '', 'http://tempo');
    asked.push(url);
    const answer = url.pathname === '/api/echo' ? 'echo' : JSON.stringify(await answerTo(url));
    if (answer === undefined) response.writeHead(404).end('404 page not found\n');
    else response.end(answer);
  };
}

const SERVICES = {
  v1: '/api/search/tag/service.name/values',
  v2: '/api/v2/search/tag/resource.service.name/values',
};
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map(
  (name) => `SPAN_KIND_${name}`,
);
const CODES = ['UNSET', 'OK', 'ERROR'].map((name) => `STATUS_CODE_${name}`);

/** Os bytes em base64 e os enums por nome, que é como o Tempo os escreve; na v1, também as listas com outro nome. */
function inDialect({ resourceSpans }: Fields, dialect: TempoDialect): Fields {
  const text = JSON.stringify(resourceSpans, (key, value: unknown) => {
    if (typeof value === 'string' && /^(trace|span|parentSpan)Id$/.test(key)) {
      return Buffer.from(value, 'hex').toString('base64');
    }
    if (typeof value !== 'number') return value;
    return key === 'kind' ? KINDS[value] : key === 'code' ? CODES[value] : value;
  });
  if (dialect === 'v2') return { trace: { resourceSpans: JSON.parse(text) }, metrics: {} };
  const old = text.replaceAll('"scopeSpans":', '"instrumentationLibrarySpans":');
  return { batches: JSON.parse(old.replaceAll('"scope":', '"instrumentationLibrary":')) };
}

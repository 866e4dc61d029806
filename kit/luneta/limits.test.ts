/** A seção "Limites" do README: os valores são os do código, linha a linha. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MAX_COURSE_BYTES } from './api/course.ts';
import { EVENT_LIMITS } from './api/events.ts';
import { MAX_LIMIT as MAX_LOG_LINES } from './api/loki-params.ts';
import { MAX_FORM_BYTES } from './api/form-params.ts';
import { MAX_LIMIT, MAX_TRANSFORM_BYTES, MAX_TRANSFORMS_BYTES } from './api/jaeger-v1.ts';
import { MAX_ATTRIBUTE_CONDITIONS } from './api/query-params.ts';
import { MAX_DECODED_SPANS } from './api/long-answer.ts';
import { MAX_STEPS } from './api/metrics-params.ts';
import { MAX_STUDENTS } from './classroom/classroom.ts';
import { MAX_COLUMNS } from './classroom/overview.ts';
import { MAX_SPAN_SERIES } from './connectors/span-metrics.ts';
import { MAX_REPORT_BYTES, MAX_REPORTED_STEPS, MAX_STUDENT_CHARS } from './classroom/report.ts';
import { MAX_ANSWER_BYTES, MAX_PENDING_ANSWER_BYTES, MAX_PRETTY_BYTES } from './http/answer.ts';
import { UI_SERVER_LIMITS as UI } from './http/ui-server.ts';
import { MAX_SPANS as MAX_EXAMINED_SPANS, MAX_TRACES as MAX_EXAMINED_TRACES } from './query/diagnosis/snapshot.ts';
import { MAX_FILTER_CHARS, MAX_FILTER_TERMS } from './query/parse-span-filter.ts';
import { MAX_POINTS as MAX_LOG_POINTS, MAX_SERIES as MAX_LOG_SERIES } from './query/logql/collect-series.ts';
import { MAX_QUERY_CHARS as MAX_LOGQL_CHARS } from './query/logql/parse.ts';
import { MAX_SAMPLES } from './query/promql/evaluation.ts';
import { MAX_DEPTH as MAX_PROMQL_DEPTH, MAX_QUERY_CHARS as MAX_PROMQL_CHARS } from './query/promql/parse.ts';
import { MAX_RED_POINTS, MAX_RED_SERIES } from './query/red-metrics.ts';
import { HTTP_DOOR_LIMITS as HTTP } from './receivers/http-door.ts';
import { MAX_UDP_PAYLOAD_BYTES } from './receivers/jaeger-udp.ts';
import { OTLP_GRPC_LIMITS as GRPC } from './receivers/otlp-grpc.ts';
import { MAX_PAGE_BYTES } from './receivers/scrape-page.ts';
import { DEFAULT_MAX_SERIES, DEFAULT_MAX_SERIES_PER_METRIC } from './store/metrics/memory-metric-store.ts';
import { MAX_EXEMPLARS_PER_SERIES } from './store/metrics/metric-store.ts';
import { DEFAULT_MAX_BYTES } from './stores.ts';
import { MAX_LOG_LIMIT } from './ui/log-params.ts';
import { MAX_READ_LOGS } from './ui/log-search.ts';
import { MAX_EXPECTED } from './ui/expected-spans.ts';
import { MAX_FRAMES, MAX_ROWS } from './ui/flamegraph-layout.ts';
import { MAX_UPLOAD_BYTES, MAX_UPLOADS_BYTES } from './ui/routes/upload-routes.ts';
import { MAX_LIMIT as MAX_PAGE_TRACES } from './ui/search-params.ts';
import { MAX_NAME_CHARS, MAX_SHOWN_ATTRIBUTES, MAX_SHOWN_ITEMS, MAX_VALUE_CHARS } from './ui/shown.ts';
import { SPANS_PER_PAGE } from './ui/span-table.ts';
import { MAX_PAGE_SPANS } from './ui/trace-cache.ts';
import { MAX_DRAWN_PATHS } from './ui/trace-graph.ts';
import { INLINE_DETAILS_LIMIT } from './ui/trace-view.ts';
import { MAX_JSON_COMMAS, MAX_JSON_DEPTH, MAX_JSON_OPENINGS } from './wire/json-text.ts';
import { MAX_ITEMS_PER_MESSAGE, MAX_NESTED_VALUES, MAX_VALUE_DEPTH } from './wire/key-value-table.ts';
import { MAX_JSON_GROUPS_AND_SPANS } from './wire/otlp-json.ts';
import { MAX_LOG_MESSAGES } from './wire/otlp-logs.ts';
import { MAX_EXPLICIT_BUCKETS } from './wire/otlp-metric-samples.ts';
import { MAX_POINT_ATTRIBUTES, MAX_SAMPLES_PER_REQUEST } from './wire/otlp-metrics.ts';
import { MAX_TRACE_MESSAGES } from './wire/otlp-trace-index.ts';
import { MAX_MESSAGE_DEPTH, MAX_MESSAGES } from './wire/otlp-validate.ts';
import { MAX_DEPTH, MAX_ITEMS } from './wire/thrift-types.ts';
import { MAX_ZIPKIN_MESSAGES } from './wire/zipkin-protobuf.ts';

const KIB = 1024;
const MIB = KIB * KIB;

const count = (n: number): string => new Intl.NumberFormat('pt-BR').format(n);

function bytes(n: number): string {
  if (n % MIB === 0) return `${n / MIB} MiB`;
  return n % KIB === 0 ? `${n / KIB} KiB` : `${count(n)} bytes`;
}

function time(ms: number): string {
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}

/** Os mesmos nomes da primeira coluna do README. */
const LIMITS: Readonly<Record<string, string>> = {
  'memória para a telemetria (`--max-bytes`)': bytes(DEFAULT_MAX_BYTES),

  'portas HTTP: corpo, também depois de descomprimido': bytes(HTTP.bodyBytes),
  'portas HTTP: soma dos corpos que estão chegando, por porta': bytes(HTTP.inFlightBytes),
  'portas HTTP: conexões, por endereço': count(HTTP.connections),
  'portas HTTP: cabeçalhos chegarem inteiros': time(HTTP.headersTimeoutMs),
  'portas HTTP: pedido chegar inteiro': time(HTTP.requestTimeoutMs),
  'portas HTTP: conexão parada entre pedidos': time(HTTP.idleTimeoutMs),

  'gRPC: mensagem, também depois de descomprimida': bytes(GRPC.messageBytes),
  'gRPC: soma das mensagens que estão chegando': bytes(GRPC.inFlightBytes),
  'gRPC: chamadas ao mesmo tempo numa conexão': count(GRPC.callsPerConnection),
  'gRPC: chamada chegar inteira': time(GRPC.callTimeoutMs),
  'gRPC: cabeçalhos de uma chamada': bytes(GRPC.headerBytes),
  'gRPC: conexões, por endereço': count(GRPC.connections),
  'gRPC: conexão dizer a que veio': time(GRPC.prefaceTimeoutMs),
  'gRPC: conexão parada entre chamadas': time(GRPC.idleTimeoutMs),
  'gRPC: PINGs por minuto numa conexão': count(GRPC.pingsPerMinute),

  'UDP: datagrama': bytes(MAX_UDP_PAYLOAD_BYTES),

  'traces em protobuf: mensagens dentro do pedido': count(MAX_TRACE_MESSAGES),
  'métricas em protobuf: mensagens dentro do pedido': count(MAX_MESSAGES),
  'métricas em protobuf: aninhamento': count(MAX_MESSAGE_DEPTH),
  'logs em protobuf: mensagens dentro do pedido': count(MAX_LOG_MESSAGES),
  'JSON: objetos e listas': count(MAX_JSON_OPENINGS),
  'JSON: itens': count(MAX_JSON_COMMAS),
  'JSON: aninhamento': count(MAX_JSON_DEPTH),
  'OTLP em JSON: spans e grupos no pedido': count(MAX_JSON_GROUPS_AND_SPANS),
  'Thrift: itens no lote': count(MAX_ITEMS),
  'Thrift: aninhamento': count(MAX_DEPTH),
  'Zipkin em protobuf: mensagens dentro do pedido': count(MAX_ZIPKIN_MESSAGES),
  'um span: atributos, eventos ou links': count(MAX_ITEMS_PER_MESSAGE),
  'um span: itens de listas e mapas': count(MAX_NESTED_VALUES),
  'um atributo: listas dentro de listas': count(MAX_VALUE_DEPTH),

  'métricas: séries': count(DEFAULT_MAX_SERIES),
  'métricas: séries de uma métrica': count(DEFAULT_MAX_SERIES_PER_METRIC),
  'métricas: exemplars de uma série': count(MAX_EXEMPLARS_PER_SERIES),
  'métricas: amostras num pedido OTLP': count(MAX_SAMPLES_PER_REQUEST),
  'métricas: atributos de um ponto': count(MAX_POINT_ATTRIBUTES),
  'métricas: baldes de um histograma': count(MAX_EXPLICIT_BUCKETS),
  'métricas dos spans: combinações de rótulos': count(MAX_SPAN_SERIES),
  '`--scrape`: página': bytes(MAX_PAGE_BYTES),

  'consultas: conexões, por endereço': count(UI.connections),
  'consultas: endereço e cabeçalhos do pedido': bytes(UI.headerBytes),
  'consultas: cabeçalhos chegarem inteiros': time(UI.headersTimeoutMs),
  'consultas: pedido chegar inteiro': time(UI.requestTimeoutMs),
  'consultas: conexão parada entre pedidos': time(UI.idleTimeoutMs),
  'consultas: resposta sem que ninguém leia nem um byte': time(UI.stalledTimeoutMs),
  'consultas: corpo de `/api/transform`': bytes(MAX_TRANSFORM_BYTES),
  'consultas: soma dos corpos que estão chegando': bytes(MAX_TRANSFORMS_BYTES),
  'consultas: resposta': bytes(MAX_ANSWER_BYTES),
  'consultas: resposta com `prettyPrint`': bytes(MAX_PRETTY_BYTES),
  'consultas: soma das respostas que ninguém leu ainda': bytes(MAX_PENDING_ANSWER_BYTES),
  'consultas: traces numa busca (`limit`)': count(MAX_LIMIT),
  'consultas: condições de atributo numa busca': count(MAX_ATTRIBUTE_CONDITIONS),
  'consultas: spans de um trace incomum, decodificados de uma vez': count(MAX_DECODED_SPANS),
  'consultas: passos numa pergunta de métricas': count(MAX_STEPS),
  'consultas: séries numa resposta de métricas': count(MAX_RED_SERIES),
  'consultas: pontos numa resposta de métricas': count(MAX_RED_POINTS),

  'PromQL: formulário': bytes(MAX_FORM_BYTES),
  'PromQL: caracteres de uma consulta': count(MAX_PROMQL_CHARS),
  'PromQL: expressões dentro de expressões': count(MAX_PROMQL_DEPTH),
  'PromQL: amostras lidas por uma consulta': count(MAX_SAMPLES),
  'LogQL: caracteres de uma consulta': count(MAX_LOGQL_CHARS),
  'LogQL: linhas numa resposta (`limit`)': count(MAX_LOG_LINES),
  'LogQL: séries numa resposta': count(MAX_LOG_SERIES),
  'LogQL: pontos numa resposta': count(MAX_LOG_POINTS),

  'páginas: logs numa página': count(MAX_LOG_LIMIT),
  'páginas: logs lidos por uma busca': count(MAX_READ_LOGS),
  'páginas: spans de um trace': count(MAX_PAGE_SPANS),
  'páginas: spans com os detalhes já na página do trace': count(INLINE_DETAILS_LIMIT),
  'páginas: spans numa página da tabela de spans': count(SPANS_PER_PAGE),
  'páginas: níveis de um flamegraph': count(MAX_ROWS),
  'páginas: retângulos de um flamegraph': count(MAX_FRAMES),
  'páginas: caixas do grafo de um trace': count(MAX_DRAWN_PATHS),
  'páginas: traces numa busca': count(MAX_PAGE_TRACES),
  'páginas: caracteres de um nome': count(MAX_NAME_CHARS),
  'páginas: caracteres de um valor': count(MAX_VALUE_CHARS),
  'páginas: atributos de um span': count(MAX_SHOWN_ATTRIBUTES),
  'páginas: eventos, e links, de um span': count(MAX_SHOWN_ITEMS),
  'páginas: spans esperados desenhados num trace': count(MAX_EXPECTED),
  'páginas: caracteres do filtro de um trace': count(MAX_FILTER_CHARS),
  'páginas: termos do filtro de um trace': count(MAX_FILTER_TERMS),
  'páginas: arquivo enviado': bytes(MAX_UPLOAD_BYTES),
  'páginas: soma dos arquivos que estão chegando': bytes(MAX_UPLOADS_BYTES),

  'ao vivo (`/api/events`): clientes': count(EVENT_LIMITS.clients),
  'ao vivo (`/api/events`): traces por contar a cada cliente': count(EVENT_LIMITS.traces),
  'doutor: traces que ele lê': count(MAX_EXAMINED_TRACES),
  'doutor: spans que ele lê': count(MAX_EXAMINED_SPANS),
  'progresso do curso (`PUT /api/labs`): corpo': bytes(MAX_COURSE_BYTES),

  'turma: alunos': count(MAX_STUDENTS),
  'turma: relato de um aluno': bytes(MAX_REPORT_BYTES),
  'turma: caracteres do nome de um aluno': count(MAX_STUDENT_CHARS),
  'turma: passos de um aluno': count(MAX_REPORTED_STEPS),
  'turma: passos na página': count(MAX_COLUMNS),
};

/** As linhas da tabela da seção: limite, valor, o que acontece além dele. */
function readmeRows(): string[][] {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
  const section = /^## Limites$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(readme)?.[1] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('a tabela tem exatamente os limites do código, com os valores dele', () => {
  expect(readmeRows().map(([name, value]) => [name, value])).toEqual(Object.entries(LIMITS));
});

test('cada limite diz o que acontece além dele', () => {
  expect(readmeRows().filter((cells) => cells.length !== 3 || cells[2] === '')).toEqual([]);
});

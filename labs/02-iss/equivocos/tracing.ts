/** Os enganos dos passos 3.1 a 3.4. */
import type { Trade, Trades } from '../../trades.ts';

const DISTANCE = 'iss-distance.ts';
const GEOLOCATOR = 'geolocator.ts';
const TELEMETRY = 'telemetry.ts';
const TRACED = 'traced.ts';

const OPEN_CALCULATION = "await tracer.startActiveSpan('calculating-api-distance', async (span) => {";
const OPEN_LOOKUP = "tracer.startActiveSpan('looking-up-place', (span) => {";
const RUN_INSIDE = 'tracer.startActiveSpan(name, async (span) => {';
const CATCH_STATUS = 'span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });';

export const tracingTrades: Trades = {
  '02/3.1': [
    // um provider montado já vale, sem registro
    ['tracerProvider.register();\n', '', 'no_telemetry', TELEMETRY],
    // startActiveSpan termina sozinho
    ['    span.end();\n', '', 'no_telemetry', DISTANCE],
    // os lotes dispensam o shutdown; no Windows, onde não há SIGTERM, a conferência não vê a diferença
    ...(process.platform === 'win32'
      ? []
      : [['providers.push(tracerProvider);\n', '', 'no_telemetry', TELEMETRY] as Trade]),
    // 4317 e 4318 são a mesma coisa: o exporter de HTTP, no endereço de gRPC
    ['exporter-trace-otlp-grpc', 'exporter-trace-otlp-http', 'no_telemetry', TELEMETRY],
    // o recurso do passo 0 vale para todos os providers
    ['  resource,\n  spanProcessors', '  spanProcessors', 'service_differs', TELEMETRY],
    // no nome do span cabe o que muda a cada pedido
    [
      "startActiveSpan('calculating-api-distance',",
      'startActiveSpan(`calculating-api-distance ${latitude}`,',
      'span_missing:calculating-api-distance',
      DISTANCE,
    ],
  ],
  '02/3.2': [
    // startSpan também torna o span o atual
    [
      OPEN_CALCULATION,
      "const opened = tracer.startSpan('calculating-api-distance');\n  await Promise.resolve(opened).then(async (span) => {",
      'span_other_trace:getting-iss-coordinates',
      DISTANCE,
    ],
    // o embrulho roda a cada pedido: um span aberto nele seria o de cada um
    [
      `return (...args) =>\n    ${RUN_INSIDE}`,
      'const opened = tracer.startSpan(name);\n  return (...args) =>\n    Promise.resolve(opened).then(async (span) => {',
      'span_other_trace:getting-iss-coordinates',
      TRACED,
    ],
    // o span tem o nome da função
    ['startActiveSpan(name,', 'startActiveSpan(work.name,', 'span_missing:getting-iss-coordinates', TRACED],
    // quem abre não precisa fechar: a função acabou
    ['      } finally {\n        span.end();\n', '      } finally {\n', 'span_missing:getting-iss-coordinates', TRACED],
    // um span por função
    [
      'return await getCoordinates();',
      "return await traced('findStation', getCoordinates)();",
      'span_not_child:getting-iss-coordinates',
      DISTANCE,
    ],
    // quem pede a outro é CLIENT, mesmo quando a conta é do trabalho inteiro
    ['startActiveSpan(name, async', 'startActiveSpan(name, { kind: 2 }, async', 'kind_differs', TRACED],
  ],
  '02/3.3': [
    // recordException marca o erro
    [CATCH_STATUS, 'span.recordException(error as Error);', 'status_differs', TRACED],
    // quem deu certo é OK
    [
      'return await work(...args);',
      'const done = await work(...args);\n        span.setStatus({ code: SpanStatusCode.OK });\n        return done;',
      'status_differs',
      TRACED,
    ],
    // error.type é a frase do erro
    ['errorType(error))', 'String(error))', 'attribute_differs:getting-iss-coordinates:error.type', TRACED],
    // o número da resposta como texto, e os nomes de antes
    [
      "'http.response.status_code': status,",
      "'http.response.status_code': String(status),",
      'attribute_differs',
      DISTANCE,
    ],
    [
      "'http.request.method': 'GET',\n    'url.full'",
      "'http.method': 'GET',\n    'http.url'",
      'attribute_missing',
      DISTANCE,
    ],
    // sem await, o finally espera a promessa
    [
      'return await work(...args);',
      'return work(...args);',
      'attribute_missing:getting-iss-coordinates:iss.position',
      TRACED,
    ],
  ],
  '02/3.4': [
    // o contexto segue o trabalho até por uma lista
    ['      context: context.active(),\n', '', 'log_not_in_trace:pedido atendido', GEOLOCATOR],
    // pegar o contexto na hora de escrever
    ['context: where,', 'context: context.active(),', 'log_not_in_trace:pedido atendido', GEOLOCATOR],
    // copiar o trace_id para um atributo basta
    [
      'context: where,',
      "...(where && { attributes: { 'http.route': route, 'http.response.status_code': status, traceId: trace.getSpanContext(where)?.traceId } }),",
      'log_not_in_trace:pedido atendido',
      GEOLOCATOR,
    ],
    // um span para escrever o registro
    [
      'context: where,',
      "context: trace.setSpan(context.active(), tracer.startSpan('writing-access-log')),",
      'log_other_trace:pedido atendido',
      GEOLOCATOR,
    ],
    // startSpan põe os logs dentro dele
    [OPEN_LOOKUP, "[tracer.startSpan('looking-up-place')].forEach((span) => {", 'log_not_in_trace', GEOLOCATOR],
    // o span que ninguém termina: o log aponta para um span que não existe
    ['    span.end();\n', '', 'no_telemetry', GEOLOCATOR],
  ],
};

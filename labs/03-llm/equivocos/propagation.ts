/** Os enganos dos passos 5.1 e 5.2: quem escreve o contexto, quem o lê, e em que língua. */
import type { Trades } from '../../trades.ts';

const TELEMETRY = 'telemetry.ts';
const BACKEND = 'backend.ts';

const W3C = '  new W3CTraceContextPropagator(),\n';
const BAGGAGE = '  new W3CBaggagePropagator(),\n';
const B3 = '  new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),\n';
const OLD = 'const OLD_PROPAGATORS = [new B3Propagator()];';
const LIST = `/** Em que cabeçalhos o contexto viaja entre os nossos serviços. */
const PROPAGATORS: TextMapPropagator[] = [
  // Ao ler, vale o último: o B3 não tem onde pôr o tracestate.
`;
const CHOICE = "serviceName === 'moderation' ? OLD_PROPAGATORS : PROPAGATORS";
const SET_GLOBAL = `propagation.setGlobalPropagator(
  new CompositePropagator({ propagators: ${CHOICE} }),
);
`;
const CONTENT_TYPE = "headers: { 'content-type': 'application/json' },";
const MODERATE = "{ method: 'POST', body: question, signal }";

export const propagationTrades: Trades = {
  '03/5.1': [
    // o baggage leva tudo, o id do trace também
    [W3C, '', 'trace_services_differ', TELEMETRY],
    // o B3 é mais conhecido, e liga do mesmo jeito
    [W3C, '  new B3Propagator(),\n', 'attribute_missing:POST /ask', TELEMETRY],
    // a da OpenAI já vê quem chama
    ['    new UndiciInstrumentation(),\n', '', 'trace_services_differ', TELEMETRY],
    // o inject do lab 01, à mão, e mais o da instrumentação: dois traceparent, e nenhum se lê
    [
      CONTENT_TYPE,
      `headers: await import('@opentelemetry/api').then(({ context, propagation: propagator }) => {
        const headers = { 'content-type': 'application/json' };
        propagator.inject(context.active(), headers);
        return headers;
      }),`,
      'trace_services_differ',
      'frontend.ts',
    ],
    // cada chamada ao modelo merece o seu trace
    ["'call_llm_api', async", "'call_llm_api', { root: true }, async", 'span_other_trace', 'llm.ts'],
  ],
  '03/5.2': [
    // o B3 no lugar do W3C: liga os três, e deixa de fora todos os outros
    [`${B3}${W3C}${BAGGAGE}`, B3, 'attribute_missing:POST /ask', TELEMETRY],
    // ensinar o W3C ao moderation, que é dos outros, em vez de falar a língua dele
    [
      `${OLD}\n${LIST}${B3}`,
      `${OLD.replace('new B3Propagator()', 'new W3CTraceContextPropagator()')}\n${LIST}`,
      'attribute_missing:POST /check',
      TELEMETRY,
    ],
    // o último a registrar-se é o que vale
    [
      `${B3}${W3C}${BAGGAGE}];\n${SET_GLOBAL}`,
      `${W3C}${BAGGAGE}];\n${SET_GLOBAL}propagation.setGlobalPropagator(new B3Propagator());\n`,
      'trace_services_differ',
      TELEMETRY,
    ],
    // os cabeçalhos do Zipkin à mão, e mais os do propagator
    [
      MODERATE,
      "{ method: 'POST', body: question, headers: { 'x-b3-traceid': traceId() ?? '' } }",
      'trace_services_differ',
      BACKEND,
    ],
  ],
};

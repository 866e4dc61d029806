/** Os enganos dos passos 6 a 8: a língua errada, o fluxo num trace só, os spans que congelam com a função. */
import type { Trade, Trades } from '../../trades.ts';

const READ_JOB = `  await telescopeJob(
    tracer,
    SERVICE,
    'read_salaries',
    async () => {
`;
const LINKED = "trace.getActiveSpan()?.setAttribute('telescope.linked.trace_id', producer?.traceId ?? '');\n";
const JOB_OPTIONS = '{ kind: SpanKind.CONSUMER, links }';
const WORK = '    const work = () => processBatch(positions);\n';
const FLUSH = 'flush: () => pipeline.forceFlush()';
const API = "await telescopeResource(tracer, SERVICE, api(MARITIME_API), 'maritime');\n";

const MICRO_BATCH = 'local_computer.job.micro_batch';
const NIGHTLY = 'azure_function_app.job.nightly_report';

function tradesIn(file: string, trades: readonly (readonly [from: string, to: string, code: string])[]): Trade[] {
  return trades.map((trade) => [...trade, file] as const);
}

export const destinationTrades: Trades = {
  '04/6': tradesIn('zipkin.ts', [
    // por OTLP chega mais
    ["'ZIPKIN'", "'OTLP'", 'attribute_differs:local_computer.df.salaries'],
    // o agente do Jaeger também é antigo
    ["'ZIPKIN'", "'JAEGER'", 'attribute_differs:local_computer.df.salaries'],
    // o id do span também identifica
    ['producer?.traceId', 'producer?.spanId', 'attribute_differs:local_computer.job.read_salaries'],
    // assim que se sabe quem publicou, antes de começar a ler
    [`${READ_JOB}      ${LINKED}`, `  ${LINKED}${READ_JOB}`, 'attribute_missing:local_computer.job.read_salaries'],
  ]),
  '04/7': tradesIn('stream.ts', [
    // dentro do fluxo, os micro-lotes
    [
      'await consume();',
      "await telescopeJob(tracer, SERVICE, 'maritime_stream', consume);",
      'span_unexpected:local_computer.job.maritime_stream',
    ],
    // os cabeçalhos já vêm nas mensagens
    [JOB_OPTIONS, '{ kind: SpanKind.CONSUMER }', `link_missing:${MICRO_BATCH}`],
    // o trabalho se faz, e depois se entrega
    [
      WORK,
      '    const isSame = await processBatch(positions);\n    const work = () => isSame;\n',
      `attribute_missing:${MICRO_BATCH}`,
    ],
    // Date.now() já está em milissegundos
    [') / 1000)', '))', `attribute_differs:${MICRO_BATCH}`],
  ]),
  '04/8': tradesIn('nightly.ts', [
    // o lote que se mande sozinho, como nos outros pipelines
    [`    ${FLUSH},\n`, '', 'no_telemetry'],
    // nos outros pipelines era shutdown
    [FLUSH, 'flush: () => pipeline.shutdown()', `attribute_differs:${NIGHTLY}:faas.coldstart`],
    // a hora da execução é a de agora
    ['CRON, scheduledAt,', 'CRON, scheduledAt: new Date(),', `attribute_differs:${NIGHTLY}:telescope.schedule.delay`],
    // da chamada, o endereço que se chamou
    [API, `${API}  tracer.startSpan(\`GET \${MARITIME_API}\`).end();\n`, 'value_unexpected'],
  ]),
};

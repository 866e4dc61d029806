/** Métricas e logs de programas de verdade: o que o doutor acha, e o mesmo programa sadio, de que não tem nada a dizer. */
import { expect, test } from 'vitest';
import { codesOf } from './testing/doctor-of.ts';
import { usePatient } from './testing/use-patient.ts';

const ward = usePatient();

/** Seis atendimentos curtos com pausas, e um log em cada um. */
const SHOP = `
const { MeterProvider, PeriodicExportingMetricReader } = require('@opentelemetry/sdk-metrics');
const { OTLPMetricExporter } = require('@opentelemetry/exporter-metrics-otlp-proto');
const { BatchLogRecordProcessor, LoggerProvider } = require('@opentelemetry/sdk-logs');
const { OTLPLogExporter } = require('@opentelemetry/exporter-logs-otlp-proto');
const resource = resourceFromAttributes({ 'service.name': 'loja' });
const url = (signal) => process.env.OTLP_URL + '/v1/' + signal;
function meters() {
  const exporter = new OTLPMetricExporter({ url: url('metrics') });
  const made = new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader({ exporter })] });
  providers.push(made);
  return made.getMeter('loja');
}
const logs = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url: url('logs') }) })] });
providers.push(logs);
const logger = logs.getLogger('loja');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
async function serveSix(serve) {
  logger.emit({ body: 'no ar' });
  for (let i = 0; i < 6; i++) {
    await serve();
    await pause(60);
  }
  await shutdown();
}
`;

test('delta, e logs que saem com um span que não está ativo', async () => {
  const program = `${SHOP}
    const tracer = provider('loja', { resource }).getTracer('loja');
    const orders = meters().createCounter('pedidos');
    void serveSix(async () => {
      const span = tracer.startSpan('cobrar');
      orders.add(1);
      await pause(5);
      logger.emit({ body: 'cobrando' });
      span.end();
    });`;
  await ward.run(program, { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' });
  const diagnosis = await ward.patient.ask('?service=loja');
  expect(codesOf(diagnosis)).toEqual(['logs_without_trace', 'delta_temporality']);
  expect(diagnosis.findings.map(({ examples }) => examples[0].detail)).toEqual([
    // O da partida pode sair no mesmo milissegundo em que o primeiro span começa.
    expect.stringMatching(/^loja: [67] logs dentro de spans, todos sem trace$/),
    'pedidos_total',
  ]);
});

test('o mesmo, com o span ativo e o padrão do exporter: nada a dizer, agora nem depois', async () => {
  await ward.run(`${SHOP}
    const made = provider('loja', { resource });
    made.register();
    const orders = meters().createCounter('pedidos');
    void serveSix(() => made.getTracer('loja').startActiveSpan('cobrar', async (span) => {
      orders.add(1);
      await pause(5);
      logger.emit({ body: 'cobrando' });
      span.end();
    }));`);
  const { patient } = ward;
  expect([codesOf(await patient.ask()), codesOf(await patient.later())]).toEqual([[], []]);
  // Que o programa mandou mesmo os três sinais.
  const { spans, metricPoints, logRecords } = patient.luneta.doors.otlpHttp!;
  expect([spans, metricPoints, logRecords]).toEqual([6, 1, 7]);
});

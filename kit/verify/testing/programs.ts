/** Programas de aluno, rodados de verdade: CommonJS, com o SDK instalado, cada um num processo. */
import { fileURLToPath } from 'node:url';
import { spawnNode } from '../../testing/node-process.ts';

const KIT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * O que todo programa tem à mão. Os spans vão ao terminal e, com OTLP_URL no ambiente, também a um backend; com ZIPKIN_SPANS,
 * a um Zipkin, sem ninguém no meio.
 */
const PRELUDE = `
const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = require('@opentelemetry/api');
const { BasicTracerProvider, ConsoleSpanExporter, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const { defaultResource, detectResources, envDetector, resourceFromAttributes } = require('@opentelemetry/resources');

const exporters = [new ConsoleSpanExporter()];
if (process.env.OTLP_URL) exporters.push(new OTLPTraceExporter({ url: process.env.OTLP_URL + '/v1/traces' }));
if (process.env.ZIPKIN_SPANS) {
  const { ZipkinExporter } = require('@opentelemetry/exporter-zipkin');
  exporters.push(new ZipkinExporter({ url: process.env.ZIPKIN_SPANS }));
}

function resourceOf(service, { useEnv = true, attributes = {} } = {}) {
  let resource = defaultResource().merge(resourceFromAttributes(attributes));
  if (service) resource = resource.merge(resourceFromAttributes({ 'service.name': service }));
  return useEnv ? resource.merge(detectResources({ detectors: [envDetector] })) : resource;
}
function provider(service, options) {
  const resource = resourceOf(service, options);
  return new BasicTracerProvider({ resource, spanProcessors: exporters.map((e) => new SimpleSpanProcessor(e)) });
}
const tracer = provider('loja').getTracer('exercicio');

/** Um span inteiro: o que \`body\` fizer é dentro dele. */
function run(name, options = {}, body = () => {}, { parent, of = tracer } = {}) {
  const span = of.startSpan(name, options, parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT);
  body(span);
  span.end();
  return span;
}
`;

/** O mesmo para métricas e logs. `flush` os manda: o que um programa só mede fica esperando o intervalo. */
const SIGNALS_PRELUDE = `
const { SeverityNumber } = require('@opentelemetry/api-logs');
const { OTLPLogExporter } = require('@opentelemetry/exporter-logs-otlp-proto');
const { OTLPMetricExporter } = require('@opentelemetry/exporter-metrics-otlp-proto');
const { LoggerProvider, SimpleLogRecordProcessor } = require('@opentelemetry/sdk-logs');
const { MeterProvider, PeriodicExportingMetricReader } = require('@opentelemetry/sdk-metrics');

const instance = { 'service.instance.id': require('node:crypto').randomUUID() };
const meterProviders = [];
function meterOf(service, { attributes = {}, ...options } = {}) {
  const exporter = new OTLPMetricExporter({ url: process.env.OTLP_URL + '/v1/metrics' });
  const readers = [new PeriodicExportingMetricReader({ exporter })];
  meterProviders.push(new MeterProvider({ resource: resourceOf(service, { attributes: { ...instance, ...attributes }, ...options }), readers }));
  return meterProviders.at(-1).getMeter('exercicio');
}
const meter = meterOf('loja');
function emit(body, record = {}, service = 'loja', attributes = {}) {
  const exporter = new OTLPLogExporter({ url: process.env.OTLP_URL + '/v1/logs' });
  const resource = resourceOf(service, { attributes: { ...instance, ...attributes } });
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  provider.getLogger('exercicio').emit({ body, ...record });
}
const flush = () => Promise.all(meterProviders.map((each) => each.forceFlush()));
`;

export interface RunningProgram {
  stdout: () => string;
  stderr: () => string;
  /** Resolve quando acabou e a saída foi toda lida. */
  done: Promise<number | null>;
  kill: () => void;
}

export function startProgram(body: string, env: Record<string, string> = {}): RunningProgram {
  return startNodeProgram(`${PRELUDE}\n${body}`, env);
}

function startNodeProgram(source: string, env: Record<string, string> = {}): RunningProgram {
  // Pela entrada: juntos, os do contrato não caberiam numa linha de comando.
  const { child, stdout, stderr, exit } = spawnNode(['-'], { cwd: KIT, env, stdin: 'pipe' });
  child.stdin?.on('error', () => {}).end(source);
  return { stdout, stderr, done: exit, kill: () => void child.kill('SIGKILL') };
}

/** Roda um programa até o fim. @throws Error se ele acaba mal. */
export async function runProgram(body: string, env?: Record<string, string>): Promise<RunningProgram> {
  const program = startProgram(body, env);
  const code = await program.done;
  if (code !== 0) throw new Error(`o programa acabou com ${code}: ${program.stderr()}`);
  return program;
}

export async function outputOf(body: string, env?: Record<string, string>): Promise<string> {
  return (await runProgram(body, env)).stdout();
}

export interface ProgramToRun {
  body: string;
  /** Também mede e escreve logs; no fim, manda o que mediu. */
  hasSignals?: boolean;
  env: Record<string, string>;
}

const END_OF_PROGRAM = '(fim deste programa)\n';

/**
 * Roda os programas um depois do outro, num processo só: carregar o SDK é quase todo o trabalho de cada um.
 * @returns O que cada um escreveu. @throws Error se um deles lança.
 */
export async function outputsOf(programs: readonly ProgramToRun[]): Promise<string[]> {
  const { done, stdout, stderr } = startNodeProgram(`
const SIGNALS_PRELUDE = ${JSON.stringify(SIGNALS_PRELUDE)};
function program(body, hasSignals) {
${PRELUDE}
eval(hasSignals ? [SIGNALS_PRELUDE, body, 'flush()'].join(';\\n') : body);
}
(async () => {
  for (const { body, env, hasSignals } of ${JSON.stringify(programs)}) {
    Object.assign(process.env, env);
    program(body, hasSignals);
    // O que ele deixou para a próxima volta ainda é dele.
    await new Promise(setImmediate);
    process.stdout.write(${JSON.stringify(END_OF_PROGRAM)});
  }
})();`);
  if ((await done) !== 0) throw new Error(`um dos programas acabou mal: ${stderr()}`);
  return stdout().split(END_OF_PROGRAM).slice(0, -1);
}

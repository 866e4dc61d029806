/** Programas de aluno, rodados de verdade: CommonJS, com o SDK instalado, cada um num processo. */
import { fileURLToPath } from 'node:url';
import { spawnNode } from '../../testing/node-process.ts';

const KIT = fileURLToPath(new URL('../..', import.meta.url));

/** O que todo programa tem à mão. Os spans vão ao terminal e, com OTLP_URL no ambiente, também a um backend. */
const PRELUDE = `
const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = require('@opentelemetry/api');
const { BasicTracerProvider, ConsoleSpanExporter, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const { defaultResource, detectResources, envDetector, resourceFromAttributes } = require('@opentelemetry/resources');

const exporters = [new ConsoleSpanExporter()];
if (process.env.OTLP_URL) exporters.push(new OTLPTraceExporter({ url: process.env.OTLP_URL + '/v1/traces' }));

function provider(service, { useEnv = true, attributes = {} } = {}) {
  let resource = defaultResource().merge(resourceFromAttributes(attributes));
  if (service) resource = resource.merge(resourceFromAttributes({ 'service.name': service }));
  if (useEnv) resource = resource.merge(detectResources({ detectors: [envDetector] }));
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
  const { child, stdout, stderr, exit } = spawnNode(['-e', source], { cwd: KIT, env });
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
  env: Record<string, string>;
}

const END_OF_PROGRAM = '(fim deste programa)\n';

/**
 * Roda os programas um depois do outro, num processo só: carregar o SDK é quase todo o trabalho de cada um.
 * @returns O que cada um escreveu. @throws Error se um deles lança.
 */
export async function outputsOf(programs: readonly ProgramToRun[]): Promise<string[]> {
  const { done, stdout, stderr } = startNodeProgram(`
function program(body) {
${PRELUDE}
eval(body);
}
(async () => {
  for (const { body, env } of ${JSON.stringify(programs)}) {
    Object.assign(process.env, env);
    program(body);
    // O que ele deixou para a próxima volta ainda é dele.
    await new Promise(setImmediate);
    process.stdout.write(${JSON.stringify(END_OF_PROGRAM)});
  }
})();`);
  if ((await done) !== 0) throw new Error(`um dos programas acabou mal: ${stderr()}`);
  return stdout().split(END_OF_PROGRAM).slice(0, -1);
}

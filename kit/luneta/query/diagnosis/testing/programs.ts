/** Programas de verdade para o doutor olhar: cada um num processo, com o SDK e as instrumentações dos exemplos. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** De onde `require` e `import` acham o SDK, as instrumentações e o Express. */
const EXAMPLES = fileURLToPath(new URL('../../../../../exemplos', import.meta.url));

/** O que todo programa tem à mão; os spans vão por OTLP a OTLP_URL. */
const SDK = `
const { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = require('@opentelemetry/api');
const { BatchSpanProcessor, NodeTracerProvider, ParentBasedSampler, SimpleSpanProcessor, TraceIdRatioBasedSampler } = require('@opentelemetry/sdk-trace-node');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const { defaultResource, resourceFromAttributes } = require('@opentelemetry/resources');

const providers = [];
function provider(service, options = {}) {
  const named = service ? resourceFromAttributes({ 'service.name': service }) : resourceFromAttributes({});
  const exporter = new OTLPTraceExporter({ url: process.env.OTLP_URL + '/v1/traces' });
  const made = new NodeTracerProvider({
    resource: defaultResource().merge(named),
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 50 })],
    ...options,
  });
  providers.push(made);
  return made;
}
const shutdown = () => Promise.all(providers.map((made) => made.shutdown()));
const within = (span) => trace.setSpan(ROOT_CONTEXT, span);
`;

const INSTRUMENTED = `
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { ExpressInstrumentation } = require('@opentelemetry/instrumentation-express');
function instrument(service, registration) {
  provider(service).register(registration);
  registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()] });
}
/** Um GET que a instrumentação de http vê, lido até o fim. */
function visit(port, path) {
  return new Promise((resolve, reject) => {
    require('node:http').get({ host: '127.0.0.1', port, path }, (response) => response.resume().on('end', resolve)).on('error', reject);
  });
}
`;

export interface StudentProgram {
  /** A porta que o programa disse ter aberto. @throws Error se ele acaba antes. */
  port: Promise<number>;
  /** Manda acabar e espera: os spans já foram entregues. */
  stop(): Promise<void>;
  /** Espera acabar sozinho. @throws Error se acaba mal. */
  done(): Promise<void>;
}

/** Um programa em CommonJS, com o SDK. */
export function startScript(body: string, env: Record<string, string>): StudentProgram {
  return startNode(['-e', `${SDK}\n${body}`], env);
}

/** Um programa em CommonJS, com o SDK e as instrumentações de http e Express à mão. */
export function startServer(body: string, env: Record<string, string>): StudentProgram {
  return startNode(['-e', `${SDK}\n${INSTRUMENTED}\n${body}`], env);
}

/** O mesmo em módulo ES: `body` pode importar o que quiser. */
export function startModule(body: string, env: Record<string, string>): StudentProgram {
  const prelude = `import { createRequire } from 'node:module'; const require = createRequire(process.cwd() + '/x.js');`;
  return startNode(['--input-type=module', '-e', `${prelude}\n${SDK}\n${INSTRUMENTED}\n${body}`], env);
}

/** Um exemplo do repositório, como o aluno o inicia. */
export function startExample(file: string, env: Record<string, string>): StudentProgram {
  return startNode(['-r', 'tsx/cjs', file], env);
}

function startNode(args: readonly string[], env: Record<string, string>): StudentProgram {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(OTEL_|OTLP_|LUNETA_|PORT$|HOST$|NODE_|VITEST|FORCE_COLOR)/.test(name),
  );
  const child = spawn(process.execPath, args, {
    cwd: EXAMPLES,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = once(child, 'close').then(([code]: (number | null)[]) => code);
  const port = new Promise<number>((resolve, reject) => {
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const line = /"port":(\d+)\}/.exec(stdout);
      if (line) resolve(Number(line[1]));
    });
    void closed.then((code) => reject(new Error(`o programa acabou com ${code} sem abrir porta: ${stderr}`)));
  });
  port.catch(() => {}); // quem não abre porta não a espera
  const done = async (): Promise<void> => {
    const code = await closed;
    if (code !== 0) throw new Error(`o programa acabou com ${code}: ${stderr}`);
  };
  return {
    port,
    done,
    stop: async () => {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

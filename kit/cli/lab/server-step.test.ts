/** Um passo cujo programa é um servidor: processos de verdade, pedidos de verdade. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { MY_LAB } from '../../course/lab-paths.ts';
import type { Lab, LabStep, StepRequest } from '../../course/manifest.ts';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { startLuneta } from '../../luneta/start.ts';
import { ANY_PORTS } from '../../luneta/testing/any-ports.ts';
import { type Expectation, span } from '../../verify/expectations.ts';
import { poll } from '../../poll.ts';
import { findRepoRoot } from '../../repo-root.ts';
import type { StudentRun } from '../student-program.ts';
import { isAlive } from '../testing/kit-process.ts';
import { EXIT } from './exit-codes.ts';
import { type DriveOptions, driveOpened } from './serve-step.ts';
import { fakeTerminal } from './testing/fake-terminal.ts';
import { runHere } from './testing/run-here.ts';
import type { LabRun } from './testing/lab-root.ts';

const HAS_SIGTERM = process.platform !== 'win32';

function labWith(...requests: StepRequest[]): Lab {
  const step: Lab['steps'][number] = {
    id: '91/1',
    title: 'Atender',
    minutes: 1,
    files: ['serve.ts'],
    entry: 'serve.ts',
    requests,
    telemetry: 'backend',
    hints: { program_failed: ['caiu', 'b', 'c'], 'program_failed:stopped': ['não atendeu', 'b', 'c'] },
  };
  return { id: '91-servidor', number: '91', title: 'Servidor', steps: [step] };
}

/** @param answer O corpo da função que atende. @param stop A da que encerra. */
function serverSource(answer: string, stop = 'server.close();'): string {
  return `
import { createServer } from 'node:http';
const server = createServer((request, response) => { ${answer} });
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log('pid ' + process.pid);
  console.log(JSON.stringify({ ready: true, port: (server.address() as { port: number }).port }));
});
process.once('SIGTERM', () => { ${stop} });
`;
}

/** Um span por pedido. @param goodbye O que se faz depois da última resposta. */
function traced({ answer = `response.end('olá');`, goodbye = 'provider.shutdown();' } = {}): string {
  return `
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
const provider = new NodeTracerProvider({
  resource: detectResources({ detectors: [envDetector] }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();
const answered = (url = '') => trace.getTracer('t').startSpan('atende ' + url).end();
${serverSource(`answered(request.url); ${answer}`, `server.close(() => { ${goodbye} });`)}`;
}

function rootWith(lab: Lab, source: string): string {
  const root = temporaryFolder();
  for (const folder of [path.join('labs', lab.id, 'app'), path.join(MY_LAB, lab.id)]) {
    mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, folder, 'serve.ts'), source);
  }
  writeFileSync(path.join(root, 'labs', lab.id, 'tsconfig.json'), '{}');
  symlinkSync(path.join(findRepoRoot(), 'node_modules'), path.join(root, 'node_modules'), 'junction');
  return root;
}

interface Driven {
  run: StudentRun;
  pid: number;
}

interface DriveSetup extends DriveOptions {
  request?: StepRequest;
  stop?: AbortSignal;
  programDeadlineMs?: number;
}

/** O servidor posto no ar, pedido e encerrado, sem o que se julga depois. */
async function drive(source: string, { request = { path: '/' }, stop, ...setup }: DriveSetup = {}): Promise<Driven> {
  const { programDeadlineMs, ...options } = setup;
  const lab = labWith(request);
  const root = rootWith(lab, source);
  const target: LabStep = { lab, step: lab.steps[0]! };
  const context = { root, stop: stop ?? new AbortController().signal, programDeadlineMs };
  const run = await driveOpened(context, target, options).end();
  const [, pid] = /pid (\d+)/.exec(run.stdout.text) ?? [];
  return { run, pid: Number(pid) };
}

test('responde como devia: encerrado, sem nada a dizer, e nada fica rodando', async () => {
  const { run, pid } = await drive(serverSource(`response.end('olá, mundo');`), {
    request: { path: '/', body: 'olá' },
  });
  expect(run).toMatchObject({ ended: 'stopped' });
  expect(run.message).toBeUndefined();
  expect(isAlive(pid)).toBe(false);
});

test.each([
  [
    'outro status',
    `response.statusCode = 503; response.end('volte logo');`,
    /^GET \/ devia responder 200, .* 503: volte/,
  ],
  ['outro corpo', `response.end('tchau');`, /^GET \/ devia responder "olá", e respondeu: tchau$/],
  ['um redirecionamento', `response.writeHead(302, { location: '/' }).end();`, /devia responder 200, .* 302/],
  [
    'a conexão cortada',
    `response.write('ol'); setTimeout(() => request.socket.destroy(), 20);`,
    /conexão caiu no meio/,
  ],
])('%s: o motivo é o pedido', async (_title, answer, message) => {
  const { run } = await drive(serverSource(answer), { request: { path: '/', body: 'olá' } });
  expect(run).toMatchObject({ ended: 'stopped', message: expect.stringMatching(message) });
});

/** Devolve o método, o tipo e o corpo do que recebeu. */
const ECHO = `
  let text = '';
  request.on('data', (part) => (text += part));
  request.on('end', () => response.end([request.method, request.headers['content-type'], text].join(' ')));
`;

test('com um JSON, o pedido é um POST dele; sem, um GET sem corpo', async () => {
  const posted = await drive(serverSource(ECHO), {
    request: { path: '/ask', json: { question: 'Olá?' }, body: ['POST application/json ', '{"question":"Olá?"}'] },
  });
  expect(posted.run.message).toBeUndefined();
  const got = await drive(serverSource(ECHO), { request: { path: '/', body: 'GET  ' } });
  expect(got.run.message).toBeUndefined();
});

test('de vários trechos, se diz o que faltou, e o pedido como foi feito', async () => {
  const { run } = await drive(serverSource(ECHO), {
    request: { path: '/ask', json: null, body: ['null', 'custo'] },
  });
  expect(run.message).toBe('POST /ask devia responder "custo", e respondeu: POST application/json null');
});

test.each([
  ['quem começa a responder e não acaba', `response.write('ol');`],
  ['quem se perde num laço', 'for (;;);'],
])('%s: o prazo de um pedido encerra a espera', async (_title, answer) => {
  const { run, pid } = await drive(serverSource(answer), { requestMs: 400, goodbyeMs: 300 });
  expect(run.message).toMatch(/^GET \/ não respondeu em 400 ms\..*response\.send/);
  expect(run.endedAtMs - run.startedAtMs).toBeLessThan(15_000);
  expect(isAlive(pid)).toBe(false);
});

test('quem nunca responde: o prazo sobrevive ao coletor de lixo', async () => {
  setFlagsFromString('--expose-gc');
  const collect = setInterval(runInNewContext('gc') as () => void, 50);
  const stop = new AbortController();
  onTestFinished(() => {
    clearInterval(collect);
    stop.abort();
  });
  const { run } = await drive(serverSource(''), { requestMs: 1500, goodbyeMs: 300, stop: stop.signal });
  expect(run.message).toContain('não respondeu em 1,5 s');
});

test('morre no meio de um pedido: o motivo é a queda, com as linhas dela', async () => {
  const { run } = await drive(serverSource(`throw new Error('deu ruim');`));
  expect(run).toMatchObject({ ended: 'exit', code: 1 });
  expect(run.message).toMatch(/^serve\.ts terminou com erro \(código 1\).*deu ruim/s);
});

test('nunca fica pronto: a linha que falta', async () => {
  const { run } = await drive(`console.log('escutando'); setInterval(() => {}, 1000);`, { programDeadlineMs: 2000 });
  expect(run).toMatchObject({ ended: 'deadline', message: expect.stringContaining('{"ready":true,"port":5000}') });
});

test.runIf(HAS_SIGTERM)('ignora o SIGTERM: é morto, e se diz por quê', async () => {
  const { run, pid } = await drive(serverSource(`response.end('olá');`, 'setInterval(() => {}, 1000);'), {
    goodbyeMs: 300,
  });
  expect(run).toMatchObject({ ended: 'stopped', signal: 'SIGKILL' });
  expect(run.message).toMatch(/^serve\.ts não parou quando recebeu o SIGTERM, e teve de ser morto: a fila/);
  expect(isAlive(pid)).toBe(false);
});

test('Ctrl+C no meio de um pedido: encerra tudo, e não é um veredito', async () => {
  const asked = path.join(temporaryFolder(), 'pid');
  const stop = new AbortController();
  const source = serverSource(`require('node:fs').writeFileSync(${JSON.stringify(asked)}, process.pid + ' .');`);
  const driven = drive(source, { stop: stop.signal, requestMs: 60_000 });
  const pid = await poll(
    () => (existsSync(asked) && readFileSync(asked, 'utf8').endsWith('.') ? readFileSync(asked, 'utf8') : undefined),
    { deadlineMs: 15_000 },
  );
  stop.abort();
  await expect(driven).rejects.toMatchObject({ name: 'LabStop', exitCode: EXIT.interrupted });
  expect(isAlive(Number.parseInt(pid ?? ''))).toBe(false);
});

function verifyHere(source: string, expected: readonly Expectation[], args: readonly string[] = []): Promise<LabRun> {
  const lab = labWith({ path: '/a' }, { path: '/b' });
  const checksOf = async () => ({ '91/1': expected });
  return runHere(rootWith(lab, source), ['verify', '--json', ...args], { labs: [lab], checksOf });
}

test('cada pedido do roteiro é um span no backend', async () => {
  const { code, stdout } = await verifyHere(traced(), [span('atende /a').once(), span('atende /b').once()]);
  expect(JSON.parse(stdout).checks.map(({ code: found }: { code: string }) => found)).not.toContain('program_failed');
  expect(code).toBe(0);
}, 20_000);

test.runIf(HAS_SIGTERM)(
  'a fila que ninguém esvazia ao encerrar se perde, e o que o programa avisou vai junto',
  async () => {
    const source = traced({
      // Tempo de sobra para um lote apressado, que esconderia a falta.
      answer: `setTimeout(() => response.end('olá'), request.url === '/b' ? 600 : 0);`,
      goodbye: `console.error('a fila ficou'); process.exit();`,
    });
    const { code, stdout } = await verifyHere(source, [span('atende /a')]);
    expect(code).toBe(1);
    const [check] = JSON.parse(stdout).checks;
    expect(check).toMatchObject({ code: 'no_telemetry', expected: 'pelo menos um span, no backend' });
    expect(check.observed).toMatch(/\. O programa avisou:\na fila ficou$/);
  },
  20_000,
);

test('a resposta errada e o que o doutor já achava de outra execução não se misturam', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  // Alguém, antes, mandou para um caminho que não existe.
  await fetch(`${luneta.urls.otlpHttp}/spans`, { method: 'POST', body: '{}' });
  const wrong = traced({ answer: `response.writeHead(500).end('não');` });
  const { stdout } = await verifyHere(wrong, [span('outro')], ['--backend', luneta.urls.ui ?? '']);
  const [failed, missing] = JSON.parse(stdout).checks;
  expect(failed).toMatchObject({
    code: 'program_failed',
    expected: 'serve.ts atende GET /a, GET /b e para quando lhe pedem',
    observed: 'GET /a devia responder 200, e respondeu 500: não',
    hint: 'não atendeu',
  });
  expect(missing).toMatchObject({ code: 'span_missing', finding: null });
}, 20_000);

test('lab run: no ar até o Ctrl+C, no endereço que diz, e marcado como outra tentativa', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  const lab = labWith({ path: '/' });
  const { stdout, written } = fakeTerminal(100, 30);
  const stop = new AbortController();
  const running = runHere(rootWith(lab, traced()), ['run', '1', luneta.urls.ui ?? ''], {
    labs: [lab],
    stderr: stdout,
    stop: stop.signal,
  });
  const address = await poll(() => /no ar\s+(http:\/\/localhost:\d+\/)/.exec(written())?.[1], { deadlineMs: 15_000 });
  expect(await (await fetch((address ?? '').replace('localhost', '127.0.0.1'))).text()).toBe('olá');
  stop.abort();
  await running;
  expect(written()).toContain('Fora do ar.');
  expect(written()).not.toContain('nada foi conferido');
  const traces = await (await fetch(`${luneta.urls.ui}/api/traces?service=missing-service-name`)).json();
  const [{ processes }] = traces.data;
  expect(JSON.stringify(processes)).toContain('lab.attempt');
}, 20_000);

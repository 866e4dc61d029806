import { describe, expect, onTestFinished, test } from 'vitest';
import { startLuneta } from '../luneta/start.ts';
import { ANY_PORTS } from '../luneta/testing/any-ports.ts';
import { ANY_PORT_ENV } from './backend/testing/any-port-env.ts';
import { findRepoRoot } from '../repo-root.ts';
import { Screen } from './screen.ts';
import { runSession, type SessionOptions } from './start-session.ts';
import type { Terminal } from './terminal.ts';
import { writeFakeApp, writeProgram } from './testing/fake-app.ts';
import { poll } from '../poll.ts';

const terminal: Terminal = { columns: 80, color: false, drawing: true, utf8: true };
const ROOT_SPAN = "await sendSpan('GET /', request.headers['user-agent']);";

function start(overrides: Partial<SessionOptions> & { entry: string }) {
  let shown = '';
  let problems = '';
  const stop = new AbortController();
  const exit = runSession({
    once: true,
    verbose: false,
    root: findRepoRoot(),
    env: { ...process.env, ...ANY_PORT_ENV },
    screen: new Screen({ write: (text) => (shown += text) }, terminal),
    errors: new Screen({ write: (text) => (problems += text) }, terminal),
    stop: stop.signal,
    ...overrides,
  });
  // Um teste que falha no meio não deixa o app para trás.
  onTestFinished(async () => {
    stop.abort();
    await exit;
  });
  return { exit, stop, shown: () => shown, problems: () => problems, oneLine: () => problems.replace(/\s+/g, ' ') };
}

function until(text: string, read: () => string): Promise<true | undefined> {
  return poll(() => (read().includes(text) ? true : undefined), { deadlineMs: 20_000 });
}

test('app que não começa: as últimas linhas dele, e 1', async () => {
  const entry = writeProgram('quebrado.cjs', "throw new Error('faltou um módulo aqui');");
  const session = start({ entry });
  expect(await session.exit).toBe(1);
  expect(session.oneLine()).toContain('terminou antes de ficar pronto (código 1)');
  expect(session.problems()).toContain('  app │ Error: faltou um módulo aqui');
  expect(session.oneLine()).toContain('rode só ele: npx tsx ');
});

test('arquivo que não existe', async () => {
  const session = start({ entry: 'exemplos/nao-existe.ts' });
  expect(await session.exit).toBe(1);
  expect(session.oneLine()).toContain('(exemplos/nao-existe.ts) terminou antes de ficar pronto');
  expect(session.problems()).toContain('Cannot find module');
});

test('app que nunca fica pronto: diz o prazo, e 1', async () => {
  const entry = writeProgram('mudo.cjs', 'setInterval(() => {}, 1000);');
  const session = start({ entry, readyDeadlineMs: 1000 });
  expect(await session.exit).toBe(1);
  expect(session.oneLine()).toContain('não ficou pronto em 1 s');
  expect(session.problems()).toContain('Ele não escreveu nada.');
});

test('app que derruba a conexão: a requisição falhou, e 1', async () => {
  const session = start({ entry: writeFakeApp({ onRequest: 'request.socket.destroy(); return;' }) });
  expect(await session.exit).toBe(1);
  expect(session.oneLine()).toMatch(/O app ficou pronto, mas GET http:\/\/127\.0\.0\.1:\d+\/ falhou: /);
});

test('nenhum span: o que conferir, e 1', async () => {
  const session = start({ entry: writeFakeApp(), traceDeadlineMs: 300 });
  expect(await session.exit).toBe(1);
  expect(session.oneLine()).toContain(
    'GET / respondeu 200, mas o trace dessa requisição não chegou à Luneta em 300 ms',
  );
  expect(session.oneLine()).toContain('OTEL_EXPORTER_JAEGER_AGENT_PORT');
  expect(session.shown()).not.toContain('este trace');
});

test('só outros spans: a suspeita é a ordem dos imports', async () => {
  const session = start({ entry: writeFakeApp({ onRequest: "await sendSpan('test_span');" }), traceDeadlineMs: 1000 });
  expect(await session.exit).toBe(1);
  expect(session.oneLine()).toContain("o primeiro import tem de ser './instrumentacao'");
});

test('app que cai mais tarde: diz que caiu, com as últimas linhas, e 1', async () => {
  const onRequest = `if (request.url === '/cair') { console.error('acabou a memória'); process.exit(7); } ${ROOT_SPAN}`;
  const session = start({ entry: writeFakeApp({ onRequest }), once: false });
  expect(await until('Ctrl+C', session.shown)).toBe(true);
  const [, url] = /^ +o app +(http\S+)/m.exec(session.shown()) ?? [];
  await expect(fetch(`${url}cair`)).rejects.toThrow('fetch failed');
  expect(await session.exit).toBe(1);
  expect(session.oneLine()).toContain('terminou sozinho (código 7): o motivo deve estar nas linhas acima');
  expect(session.shown()).toContain('  app │ acabou a memória');
});

test('mandaram parar com tudo no ar: 0; antes do trace, com --once: 1', async () => {
  const running = start({ entry: writeFakeApp({ onRequest: ROOT_SPAN }), once: false });
  expect(await until('Ctrl+C', running.shown)).toBe(true);
  running.stop.abort();
  expect(await running.exit).toBe(0);
  expect(running.problems()).toBe('');

  const waiting = start({ entry: writeFakeApp({ before: 'console.log("esperando");' }), once: true, verbose: true });
  expect(await until('esperando', waiting.shown)).toBe(true);
  waiting.stop.abort();
  expect(await waiting.exit).toBe(1);
  expect(waiting.problems()).toBe('');
});

test('o que o app escreve só aparece com --verbose, e sem mandar no terminal', async () => {
  const app = { onRequest: `console.log('um\\tspan\\u001b[2J'); ${ROOT_SPAN}` };
  const quiet = start({ entry: writeFakeApp(app) });
  const verbose = start({ entry: writeFakeApp(app), verbose: true });
  expect(await quiet.exit).toBe(0);
  expect(await verbose.exit).toBe(0);
  expect(quiet.shown()).not.toContain('app │');
  expect(verbose.shown()).toContain('  app │ um    span\n');
  expect(verbose.shown()).not.toContain('\u001b');
});

test('a porta do app tomada só por um instante: outra porta, e o trace chega', async () => {
  // Um dono que morre com o app: quando a sessão confere, a porta já está livre de novo.
  const before = "if (process.env.PORT !== '0') createServer().listen(Number(process.env.PORT), process.env.HOST);";
  const session = start({ entry: writeFakeApp({ before, onRequest: ROOT_SPAN }) });
  expect(await session.exit).toBe(0);
  expect(session.oneLine()).toBe('');
});

test('variáveis do aluno não mudam a demonstração', async () => {
  const before = 'console.log(JSON.stringify(Object.keys(process.env).filter((k) => /^(OTEL_|PORT|HOST$)/.test(k))));';
  const session = start({
    entry: writeFakeApp({ before, onRequest: ROOT_SPAN }),
    verbose: true,
    env: {
      ...process.env,
      ...ANY_PORT_ENV,
      PORT: '1',
      HOST: '203.0.113.1',
      OTEL_SERVICE_NAME: 'x',
      OTEL_TRACES_SAMPLER: 'always_off',
    },
  });
  expect(await session.exit).toBe(0);
  expect(session.shown()).not.toContain('OTEL_SERVICE_NAME');
  expect(session.shown()).not.toContain('OTEL_TRACES_SAMPLER');
});

describe('com uma Luneta que já roda', () => {
  async function running() {
    const luneta = await startLuneta({ ports: ANY_PORTS });
    onTestFinished(() => luneta.close());
    return { luneta, env: { ...process.env, ...ANY_PORT_ENV, LUNETA_UI: String(luneta.ports.ui) } };
  }

  test('os spans vão para ela, que continua no ar depois de Ctrl+C', async () => {
    const { luneta, env } = await running();
    const session = start({ entry: writeFakeApp({ onRequest: ROOT_SPAN }), once: false, env });
    expect(await until('Ctrl+C', session.shown)).toBe(true);
    const text = session.shown().replace(/\s+/g, ' ');
    expect(text).toContain(`Já há uma Luneta em ${luneta.urls.ui}: os spans vão para ela, que segue no ar no fim.`);
    expect(text).toContain('Ctrl+C encerra o app; a Luneta, que já rodava, continua.');
    session.stop.abort();
    expect(await session.exit).toBe(0);
    const [, url = ''] = /este trace +(http\S+)/.exec(session.shown()) ?? [];
    expect(url).toContain(`${luneta.urls.ui}/trace/`);
    expect((await fetch(url)).status).toBe(200);
  });

  test('spans que já estavam nela não enganam quem procura o da requisição', async () => {
    const { env } = await running();
    const before = start({ entry: writeFakeApp({ onRequest: ROOT_SPAN }), env });
    expect(await before.exit).toBe(0);
    const session = start({ entry: writeFakeApp(), traceDeadlineMs: 300, env });
    expect(await session.exit).toBe(1);
    expect(session.oneLine()).toContain('O nome do serviço em exemplos/instrumentacao.ts');
    expect(session.oneLine()).not.toContain('Chegaram outros spans');
  });

  test('ela é encerrada no meio: diz o que houve, e 1', async () => {
    const { luneta, env } = await running();
    const entry = writeFakeApp({ onRequest: "console.log('requisição');" });
    const session = start({ entry, env, verbose: true });
    expect(await until('requisição', session.shown)).toBe(true);
    await luneta.close();
    expect(await session.exit).toBe(1);
    expect(session.oneLine()).toMatch(/A Luneta em http:\S+ parou de responder \(.+\)\. Ela foi encerrada\?/);
  });
});

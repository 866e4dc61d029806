/** `npm start` como o aluno o usa: um processo, com o app de verdade. */
import { createSocket, Socket } from 'node:dgram';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { DOORS, PORT_NAMES, type PortName } from '../luneta/doors.ts';
import { startLuneta } from '../luneta/start.ts';
import { ANY_PORTS } from '../luneta/testing/any-ports.ts';
import { DEFAULT_APP_PORT } from './app-port.ts';
import { ANY_PORT_ENV, portEnv } from './backend/testing/any-port-env.ts';
import { poll } from '../poll.ts';
import { findRepoRoot } from '../repo-root.ts';
import { writeFakeApp, writeProgram } from './testing/fake-app.ts';
import { isAlive, type KitProcess, startNode } from './testing/kit-process.ts';
import { textWidth } from '../text-width.ts';

/** Prometemos 2 s; numa máquina ocupada com outros testes, o relógio dela não é o nosso. */
const STOP_LIMIT_MS = 4000;

function startKit(args: readonly string[] = [], env: Record<string, string> = {}): KitProcess {
  return startNode(['kit/run.mjs', 'start', ...args], { ...ANY_PORT_ENV, ...env });
}

/** Uma porta com dono, de número qualquer (`0`) ou este; a que já tem outro dono serve do mesmo jeito. */
async function takePort(transport: 'tcp' | 'udp', port = 0): Promise<number> {
  const holder = transport === 'tcp' ? createServer() : createSocket('udp4');
  const taken = new Promise<void>((resolve) => {
    holder.once('listening', resolve);
    holder.once('error', () => resolve());
  });
  if (holder instanceof Socket) holder.bind(port, '127.0.0.1');
  else holder.listen(port, '127.0.0.1');
  await taken;
  onTestFinished(() => ignoreErrors(() => void holder.close()));
  return port || (holder.address() as AddressInfo).port;
}

function ignoreErrors(action: () => void): void {
  try {
    action();
  } catch {
    // O socket que não conseguiu a porta já está fechado.
  }
}

async function untilShown(kit: KitProcess, text: string): Promise<void> {
  const shown = await poll(
    () => {
      if (kit.child.exitCode !== null) throw new Error(`terminou antes da hora: ${kit.stdout()}\n${kit.stderr()}`);
      return kit.stdout().includes(text) || undefined;
    },
    { deadlineMs: 25_000 },
  );
  if (!shown) throw new Error(`não apareceu "${text}": ${kit.stdout()}\n${kit.stderr()}`);
}

function link(kit: KitProcess, label: string): URL {
  const [, url = ''] = new RegExp(`^ +${label} +(http\\S+)$`, 'm').exec(kit.stdout()) ?? [];
  return new URL(url);
}

async function expectSuccess(kit: KitProcess): Promise<void> {
  const code = await kit.exit;
  expect({ code, stderr: kit.stderr() }).toEqual({ code: 0, stderr: '' });
}

function expectWaterfall(kit: KitProcess): void {
  const lines = kit.stdout().split('\n');
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}GET \/ +service_example +[█▌▐]+ +[\d,]+ [mµ]s$/));
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}└─ request handler +service_example .*[█▌▐]/));
  expect(lines).toContainEqual(expect.stringMatching(/^ {5}└─ test_span +service_example .*[█▌▐]/));
  expect(Math.max(...lines.map(textWidth))).toBeLessThan(80);
}

test('--once: o trace na tela, e 0', async () => {
  const kit = startKit(['--once']);
  await expectSuccess(kit);
  expectWaterfall(kit);
  expect(kit.stdout()).toContain('3 spans');
  expect(kit.stdout()).not.toContain('\u001b');
  expect(link(kit, 'este trace').pathname).toMatch(/^\/trace\/[0-9a-f]{32}$/);
});

test('portas ocupadas: diz quais mudaram, e funciona, duas vezes ao mesmo tempo', async () => {
  await takePort('tcp', DEFAULT_APP_PORT);
  const taken = new Map<PortName, number>();
  for (const name of PORT_NAMES) taken.set(name, await takePort(DOORS[name].transport));
  const env = portEnv((name) => taken.get(name)!);
  const kits = [startKit(['--once'], env), startKit(['--once'], env)];
  for (const kit of kits) {
    await expectSuccess(kit);
    expectWaterfall(kit);
    const text = kit.stdout().replace(/\s+/g, ' ');
    expect(text).toContain('Portas ocupadas');
    for (const port of taken.values()) expect(text).toMatch(new RegExp(`${port} → (?!${port})\\d+ \\(`));
    expect(text).toMatch(/A porta 5000 já tem dono.*; o app ficou na \d+\./);
  }
});

test('com uma Luneta que já roda, duas vezes ao mesmo tempo: os dois traces ficam nela', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  const env = { LUNETA_UI: String(luneta.ports.ui) };
  const kits = [startKit(['--once'], env), startKit(['--once'], env)];
  for (const kit of kits) {
    await expectSuccess(kit);
    expectWaterfall(kit);
    const text = kit.stdout().replace(/\s+/g, ' ');
    expect(text).toContain(`Já há uma Luneta em ${luneta.urls.ui}: os spans vão para ela`);
    expect(text).toContain('a Luneta, que já rodava, continua, com este trace');
    const trace = link(kit, 'este trace');
    expect(trace.origin).toBe(luneta.urls.ui);
    expect((await fetch(trace)).status).toBe(200);
  }
  const traces = luneta.store.findTraceIds({ serviceName: 'service_example', limit: 10 });
  expect(traces).toHaveLength(2);
});

test('LUNETA_* que não servem: uma frase; 2 se estão mal escritas, 1 se não dá', async () => {
  const wrong = startKit(['--once'], { LUNETA_MAX_BYTES: 'x' });
  const impossible = startKit(['--once'], { LUNETA_HOST: '203.0.113.7' });
  expect(await wrong.exit).toBe(2);
  expect(wrong.stderr()).toMatch(/^ +LUNETA_MAX_BYTES precisa de um tamanho/);
  expect(await impossible.exit).toBe(1);
  expect(impossible.stderr()).toMatch(/^ +Não deu para escutar em 203\.0\.113\.7.*LUNETA_HOST\)\.\n$/s);
});

test('no ar: os links funcionam; SIGINT encerra tudo em 2 s, com 0', async () => {
  const kit = startKit();
  await untilShown(kit, 'Ctrl+C');
  expectWaterfall(kit);

  const app = link(kit, 'o app');
  expect(await (await fetch(app)).text()).toBe('SRE and DevOps work together!!!');
  const search = link(kit, 'a busca');
  expect(search.pathname + search.search).toBe('/search?service=service_example');
  const trace = link(kit, 'este trace');
  expect(trace.origin).toBe(search.origin);
  const answer = await fetch(new URL(`/api/traces/${trace.pathname.split('/').at(-1)}`, trace));
  expect(await answer.json()).toMatchObject({ data: [{ spans: [{}, {}, {}] }] });

  const before = performance.now();
  kit.child.kill('SIGINT');
  // O npm repete o sinal.
  kit.child.kill('SIGINT');
  await expectSuccess(kit);
  expect(performance.now() - before).toBeLessThan(STOP_LIMIT_MS);
  await expect(fetch(app)).rejects.toThrow('fetch failed');
  await expect(fetch(search)).rejects.toThrow('fetch failed');
});

test.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s: nem o app nem os filhos dele ficam para trás, mesmo teimosos',
  async (signal) => {
    const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);";
    const entry = writeFakeApp({
      before: `
        ${stubborn}
        const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}]);
        console.log('pids ' + process.pid + ' ' + child.pid);`,
      onRequest: "await sendSpan('GET /', request.headers['user-agent']);",
    });
    const kit = startNode([writeRunner({ entry }), '--verbose'], ANY_PORT_ENV);
    await untilShown(kit, 'Ctrl+C');
    // Se alguém toma a porta do app antes dele, ele começa de novo, noutra: os processos são os de agora.
    const [, ...pids] = [...kit.stdout().matchAll(/pids (\d+) (\d+)/g)].at(-1) ?? [];
    expect(pids.map(Number).map(isAlive)).toEqual([true, true]);

    const before = performance.now();
    kit.child.kill(signal);
    expect(await kit.exit).toBe(0);
    expect(performance.now() - before).toBeLessThan(STOP_LIMIT_MS);
    const gone = (): true | undefined => (pids.map(Number).some(isAlive) ? undefined : true);
    expect(await poll(gone, { deadlineMs: 5000 })).toBe(true);
  },
);

test('ninguém mais lê a saída: encerra tudo em vez de ficar falando sozinho', async () => {
  const entry = writeFakeApp({
    before: "console.log('pid ' + process.pid); setInterval(() => console.log('mais uma linha'), 20);",
    onRequest: "await sendSpan('GET /', request.headers['user-agent']);",
  });
  const kit = startNode([writeRunner({ entry }), '--verbose'], ANY_PORT_ENV);
  await untilShown(kit, 'Ctrl+C');
  const [, pid] = /pid (\d+)/.exec(kit.stdout()) ?? [];
  kit.child.stdout?.destroy();
  expect(await kit.exit).toBe(0);
  expect(isAlive(Number(pid))).toBe(false);
});

test('opção desconhecida: uma frase, e 2; --help: a ajuda, e 0', async () => {
  const wrong = startKit(['--onze']);
  const help = startKit(['--help']);
  expect(await wrong.exit).toBe(2);
  expect(wrong.stdout()).toBe('');
  expect(wrong.stderr()).toBe('Opção desconhecida: --onze. Veja as opções com: npm start -- --help\n');
  expect(await help.exit).toBe(0);
  expect(help.stdout()).toContain('--once');
});

test('LC_ALL=C e FORCE_COLOR: só ASCII, com cor', async () => {
  const kit = startKit(['--once'], { LC_ALL: 'C', FORCE_COLOR: '1' });
  await expectSuccess(kit);
  expect(kit.stdout()).toMatch(/^\p{ASCII}*$/u);
  expect(kit.stdout()).toContain('`- ');
  expect(kit.stdout()).toContain('\u001b[1mGET /');
});

/** Um programa que roda o `main` de verdade com outro app. */
function writeRunner(overrides: { entry: string }): string {
  const root = findRepoRoot();
  const url = (file: string): string => JSON.stringify(pathToFileURL(path.join(root, file)).href);
  return writeProgram(
    'runner.mjs',
    `
import { loadProgram } from ${url('kit/load-program.mjs')};
const { main } = await loadProgram('start');
process.exitCode = await main(process.argv.slice(2), ${JSON.stringify(overrides)});
`,
  );
}

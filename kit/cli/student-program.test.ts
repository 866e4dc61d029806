/** Programas de verdade, cada um com um problema. */
import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { EndTreeDeps } from '../end-tree.ts';
import { poll } from '../poll.ts';
import { findRepoRoot } from '../repo-root.ts';
import { runStudentProgram } from './student-program.ts';
import { jumpingClock } from './testing/early-deadline.ts';
import { isAlive } from './testing/kit-process.ts';
import { pidsIn, program, STUBBORN, withGrandchild } from './testing/student-programs/sources.ts';
import { temporaryFolder } from '../course/testing/temporary-folder.ts';

const MB = 1024 * 1024;
const PARENT = path.join(import.meta.dirname, 'testing/student-programs/parent.ts');

async function expectGone(pids: readonly number[]): Promise<void> {
  expect(await poll(() => (pids.some(isAlive) ? undefined : true), { deadlineMs: 5000 })).toBe(true);
}

test('até o fim: código, saídas, horas; TypeScript, na pasta dele, sem entrada', async () => {
  const options = program(`
    import { readFileSync } from 'node:fs';
    const name: string = 'José';
    console.log(name, process.cwd(), JSON.stringify(readFileSync(0, 'utf8')));
    console.error('aviso');
  `);
  const before = Date.now();
  const run = await runStudentProgram(options);
  expect(run).toMatchObject({ ended: 'exit', code: 0, signal: null });
  expect(run.stdout).toEqual({
    text: expect.stringMatching(/^José \S+ ""\n$/),
    truncated: false,
    totalBytes: expect.any(Number),
  });
  expect(run.stdout.text).toContain(path.basename(options.cwd));
  expect(run.stderr.text).toBe('aviso\n');
  expect(run.message).toBeUndefined();
  expect(before <= run.startedAtMs && run.startedAtMs <= run.endedAtMs && run.endedAtMs <= Date.now()).toBe(true);
});

test('o ambiente: sem NODE_OPTIONS nem FORCE_COLOR do terminal, com NO_COLOR e as OTEL_* dadas', async () => {
  vi.stubEnv('NODE_OPTIONS', '--require=/nao/existe.cjs');
  vi.stubEnv('FORCE_COLOR', '1');
  vi.stubEnv('NO_COLOR', '1');
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://outro:1');
  onTestFinished(() => void vi.unstubAllEnvs());
  const source = `console.log([process.env.NO_COLOR, process.env.OTEL_EXPORTER_OTLP_ENDPOINT].join(' '));`;
  const run = await runStudentProgram(program(source, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' } }));
  expect(run.stdout.text).toBe('1 http://127.0.0.1:9\n');
  expect(run.stderr.text).toBe('');
});

test('cai com uma pilha: código, e a linha do aluno na mensagem, sem as do Node', async () => {
  const run = await runStudentProgram(
    program(`function quebra(): never {\n  throw new TypeError('ops');\n}\nquebra();\n`),
  );
  expect(run).toMatchObject({ ended: 'exit', code: 1, signal: null });
  expect(run.stderr.text).toContain('node:internal');
  expect(run.message).toMatch(
    /^main\.ts terminou com erro \(código 1\).*TypeError: ops\n +at quebra \(main\.ts:2:9\)/s,
  );
  expect(run.message).not.toContain('node:internal');
});

test('erro de sintaxe: onde, e o que se esperava', async () => {
  const run = await runStudentProgram(program(`const a: number = 1;\nconst b = ;\n`));
  expect(run).toMatchObject({ ended: 'exit', code: 1 });
  expect(run.message?.split('\n')).toEqual([
    'main.ts tem um erro de sintaxe. A linha 2 não se entende a partir de ";":',
    'main.ts:2:10',
    'Unexpected ";"',
    'const b = ;',
    '          ^',
  ]);
});

test('morto de fora: o sinal', async () => {
  const run = await runStudentProgram(program(`console.log('antes'); process.kill(process.pid, 'SIGKILL'); for (;;);`));
  expect(run).toMatchObject({ ended: 'signal', code: null, signal: 'SIGKILL' });
  expect(run.message).toContain('SIGKILL');
});

test.each([
  ['o arquivo', { entry: 'outro.ts' }, /^Não achei outro\.ts em .+\. Confira o nome/],
  [
    'a pasta',
    { cwd: path.join(import.meta.dirname, 'nao-existe') },
    /^A pasta do programa não existe: .+nao-existe\. Abra/,
  ],
  ['um arquivo: é uma pasta', { entry: '.' }, /^\., em .+, não é um arquivo/],
  ['um nome possível', { entry: 'a\0b.ts' }, /^O sistema não deixou a\0b\.ts começar: .+null bytes/],
  ['um ambiente possível', { env: { X: 'a\0b' } }, /^O sistema não deixou main\.ts começar: .+null bytes/],
])('não começa, falta %s: dado, e não exceção', async (_, options, message) => {
  const run = await runStudentProgram(program('', options));
  expect(run).toMatchObject({ ended: 'not_started', code: null, signal: null, stdout: { text: '', truncated: false } });
  expect(run.message).toMatch(message);
});

test('sem o tsx instalado: diz o que rodar', async () => {
  const run = await runStudentProgram(program(''), { root: temporaryFolder() });
  expect(run).toMatchObject({ ended: 'not_started', message: expect.stringContaining('Rode npm ci') });
});

test('um pacote dos labs que não está instalado: a máquina, e não o programa', async () => {
  const repo = path.join(findRepoRoot(), 'node_modules');
  const lock = { packages: { 'node_modules/nao-ha': { version: '1.0.0' } } };
  const root = temporaryFolder({
    'package.json': '{}',
    'package-lock.json': JSON.stringify(lock),
    'node_modules/.package-lock.json': '{"packages":{}}',
  });
  symlinkSync(path.join(repo, 'tsx'), path.join(root, 'node_modules/tsx'), 'junction');
  const absent = await runStudentProgram(program(`import 'nao-ha/x';`), { root });
  expect(absent).toMatchObject({
    ended: 'not_started',
    code: null,
    message:
      'main.ts não achou um pacote que devia estar instalado. Falta um pacote: nao-ha. Na pasta do projeto, rode:\nnpm ci',
  });
  // Um arquivo do aluno que não há, ou um pacote que ninguém instalaria, é com ele.
  const own = await runStudentProgram(program(`import './nao-ha';`), { root });
  expect(own).toMatchObject({ ended: 'exit', code: 1, message: expect.stringContaining('terminou com erro') });
  const typo = await runStudentProgram(program(`import 'nao-ha';`));
  expect(typo).toMatchObject({ ended: 'exit', code: 1, message: expect.stringContaining("module 'nao-ha'") });
});

test('a pasta temporária não existe: diz que é ela', async () => {
  const missing = path.join(temporaryFolder(), 'nao-existe');
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, missing);
  onTestFinished(() => void vi.unstubAllEnvs());
  const cwd = path.join(import.meta.dirname, 'testing/student-programs');
  const run = await runStudentProgram({ entry: 'sources.ts', cwd, deadlineMs: 20_000, maxOutputBytes: MB });
  expect(run.ended).toBe('not_started');
  expect(run.message).toMatch(
    /^Não consegui usar .+nao-existe, a pasta temporária, .+\(ENOENT\)\. Confira se ela existe/,
  );
});

test.runIf(process.platform !== 'win32').each([
  ['cai', "console.log('oi'); process.exit(1);"],
  ['nem percebe', "console.log('oi');"],
])('o que ele escreve não cabe no disco, e ele %s: a culpa não é dele', async (_, source) => {
  const { entry, cwd } = program(source);
  // Um limite de tamanho de arquivo recusa a escrita como um disco cheio.
  const limited = [
    '-c',
    'ulimit -f 0; exec "$@"',
    'sh',
    process.execPath,
    '--import',
    'tsx',
    PARENT,
    entry,
    cwd,
    'wait',
  ];
  const { stdout } = spawnSync('sh', limited, { cwd: findRepoRoot(), encoding: 'utf8' });
  expect(stdout).toContain(`Sem espaço em ${tmpdir()}, a pasta temporária, por onde passa o que main.ts escreve: `);
  expect(stdout).toMatch(/^ended not_started;/m);
});

test('sai com um código e sem dizer por quê: os spans que imprimiu não são linhas de erro', async () => {
  const span = (extra = '') => `
    const { trace } = require('@opentelemetry/api');
    const { BasicTracerProvider, ConsoleSpanExporter, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())] })
      .getTracer('t').startSpan('s').end();
    process.exitCode = 1;
    ${extra}`;
  const run = (source: string) => {
    const options = program(source);
    symlinkSync(path.join(findRepoRoot(), 'node_modules'), path.join(options.cwd, 'node_modules'), 'junction');
    return runStudentProgram(options);
  };
  const silent = await run(span());
  expect(silent.stdout.text).toContain("name: 's'");
  const told = 'main.ts saiu com código 1 sem mensagem de erro: há um process.exit ou process.exitCode?';
  expect(silent.message).toBe(told);
  expect((await run(span("console.log('fim');"))).message).toBe(`${told} O que ele escreveu por último:\nfim`);
  expect((await run('process.exit(3);')).message).toMatch(/saiu com código 3 .*\? Ele não escreveu nada\.$/);
});

test('calado e sem fim: encerrado no prazo', async () => {
  const run = await runStudentProgram(program('setInterval(() => {}, 1000);', { deadlineMs: 700 }));
  expect(run).toMatchObject({ ended: 'deadline', code: null, signal: 'SIGTERM' });
  expect(run.endedAtMs - run.startedAtMs).toBeGreaterThanOrEqual(690);
  expect(run.message).toMatch(/^main\.ts não terminou em 700 ms, e foi encerrado\..* Ele não escreveu nada\.$/);
});

test('um prazo maior que o do relógio do Node não vence na hora', async () => {
  const run = await runStudentProgram(program(`console.log('fim');`, { deadlineMs: Infinity }));
  expect(run).toMatchObject({ ended: 'exit', code: 0 });
});

test('teimoso, com um neto teimoso: SIGKILL depois da espera, nos dois', async () => {
  const script = STUBBORN.replace(' as const', '');
  const source = `${STUBBORN}\n${withGrandchild({ script })}`;
  const jump = jumpingClock();
  const stuck = program(source, { onOutput: () => jump(20_000) });
  const run = await runStudentProgram(stuck, { graceMs: 100 });
  expect(run).toMatchObject({ ended: 'deadline', signal: 'SIGKILL' });
  const pids = pidsIn(run.stdout.text);
  expect(pids).toHaveLength(2);
  await expectGone(pids);
});

test('quem sabe se despedir se despede, e o que disse foi lido', async () => {
  const source = `
    process.on('SIGTERM', () => { console.log('tchau'); process.exit(0); });
    setInterval(() => {}, 1000);
    console.log('oi');`;
  const jump = jumpingClock();
  const run = await runStudentProgram(program(source, { onOutput: () => jump(20_000) }));
  expect(run).toMatchObject({ ended: 'deadline', code: 0, signal: null, stdout: { text: 'oi\ntchau\n' } });
  // O que ele imprimia não diz o que o prende.
  expect(run.message).toMatch(/um servidor aberto\.$/);
});

test('abortado no meio, e antes de começar', async () => {
  const stop = new AbortController();
  const source = `console.log('pids ' + process.pid + ' ' + process.pid); setInterval(() => {}, 1000);`;
  const run = await runStudentProgram(program(source, { signal: stop.signal, onOutput: () => stop.abort() }));
  expect(run).toMatchObject({ ended: 'aborted', signal: 'SIGTERM' });
  await expectGone(pidsIn(run.stdout.text));

  const never = await runStudentProgram(program(source, { signal: stop.signal }));
  expect(never).toMatchObject({ ended: 'aborted', code: null, signal: null, stdout: { text: '' } });
});

test.each(['', 'sem fim'])('100 MB o mais rápido que dá %s: memória limitada, e um fim claro', async (endless) => {
  const source = `
    import { writeSync } from 'node:fs';
    const line = Buffer.from('x'.repeat(65_535) + '\\n');
    console.log('o começo');
    for (let i = 0; i < 1600 ${endless && '|| true'}; i++) {
      // O pipe pode não bloquear: cheio, tenta de novo.
      for (let at = 0; at < line.length; ) try { at += writeSync(1, line, at); } catch {}
    }`;
  let told = 0;
  const before = process.memoryUsage();
  let peak = 0;
  const watch = setInterval(() => {
    const { external, arrayBuffers, heapUsed } = process.memoryUsage();
    peak = Math.max(peak, heapUsed + external + arrayBuffers - before.heapUsed - before.external - before.arrayBuffers);
  }, 5);
  onTestFinished(() => clearInterval(watch));
  const run = await runStudentProgram(program(source, { onOutput: (text) => (told += text.length) }));
  expect(run.ended).toBe('output_limit');
  expect(run.stdout.truncated).toBe(true);
  expect(run.stdout.totalBytes).toBeGreaterThan(MB);
  expect(run.stdout.text.startsWith('o começo\nxxx')).toBe(true);
  expect(run.stdout.text.length).toBeLessThan(MB + 100);
  expect(told).toBeLessThan(MB + 200_000);
  expect(run.message).toMatch(/^main\.ts escreveu mais de 1\sMB e foi encerrado\./);
  expect(peak).toBeLessThan(40 * MB);
});

test('o limite é da soma de stdout e stderr; os dois voltam inteiros', async () => {
  const source = `
    process.stdout.write('a'.repeat(700)); process.stderr.write('b'.repeat(700));
    setInterval(() => {}, 1000);`;
  const run = await runStudentProgram(program(source, { maxOutputBytes: 1000 }));
  expect(run).toMatchObject({
    ended: 'output_limit',
    stdout: { text: 'a'.repeat(700), truncated: false },
    stderr: { text: 'b'.repeat(700), truncated: false },
  });
});

test('o que escreveu logo antes de acabar é lido inteiro', async () => {
  const run = await runStudentProgram(program(`process.stdout.write('y'.repeat(900_000) + 'fim');`));
  expect(run).toMatchObject({ ended: 'exit', code: 0, stdout: { truncated: false, totalBytes: 900_003 } });
  expect(run.stdout.text.endsWith('yfim')).toBe(true);
});

test('lixo binário e UTF-8 partido entre pedaços', async () => {
  const source = `
    import { writeSync } from 'node:fs';
    const bytes = Buffer.from('ação 😀\\n');
    let at = 0;
    const next = () => {
      if (at < bytes.length) { writeSync(1, bytes, at++, 1); setTimeout(next, 5); }
      else { writeSync(1, Buffer.from([0, 0xff, 0xfe, 0x80, 10, 0xf0, 0x9f])); }
    };
    next();`;
  const pieces: string[] = [];
  const run = await runStudentProgram(program(source, { onOutput: (text) => pieces.push(text) }));
  const expected = 'ação 😀\n\0\uFFFD\uFFFD\uFFFD\n\uFFFD';
  expect(run.stdout).toEqual({ text: expected, truncated: false, totalBytes: 19 });
  expect(pieces.join('')).toBe(expected);
  expect(pieces.length).toBeGreaterThan(1);
});

test('um neto com a saída aberta não nos prende, e acaba junto', async () => {
  const run = await runStudentProgram(program(withGrandchild()));
  expect(run).toMatchObject({ ended: 'exit', code: 0 });
  const pids = pidsIn(run.stdout.text);
  expect(pids).toHaveLength(2);
  await expectGone(pids);
});

test('nem um que tagarela, e que fugiu para um grupo só dele', async () => {
  const script = "setInterval(() => console.log('ainda aqui'), 5)";
  const run = await runStudentProgram(program(withGrandchild({ own: true, script })));
  const [, grandchild = 0] = pidsIn(run.stdout.text);
  onTestFinished(() => {
    if (isAlive(grandchild)) process.kill(grandchild, 'SIGKILL');
  });
  expect(grandchild).toBeGreaterThan(0);
  // Só no Linux se sabe de quem ele é.
  if (process.platform === 'linux') await expectGone([grandchild]);
  expect(run).toMatchObject({ ended: 'exit', code: 0 });
});

/** Um Windows de mentira; `taskkill` mata mesmo, ou só diz que matou. */
function fakeWindows({ kills }: { kills: boolean }): { deps: EndTreeDeps; commands: string[]; ours: number[] } {
  const commands: string[] = [];
  const ours: number[] = [];
  const run = async (command: string, args: readonly string[]): Promise<number> => {
    commands.push([command, ...args].join(' '));
    ours.push(Number(args[1]));
    if (kills) process.kill(Number(args[1]), 'SIGKILL');
    return 0;
  };
  return { deps: { platform: 'win32', run }, commands, ours };
}

test('Windows: no prazo, taskkill na árvore', async () => {
  const { deps, commands, ours } = fakeWindows({ kills: true });
  const run = await runStudentProgram(program('setInterval(() => {}, 1000);', { deadlineMs: 700 }), deps);
  expect(run.ended).toBe('deadline');
  expect(commands).toEqual([`taskkill /pid ${ours[0]} /T /F`]);
});

test('Windows: quem terminou sozinho não leva taskkill, que o pid já pode ser de outro', async () => {
  const { deps, commands } = fakeWindows({ kills: true });
  const run = await runStudentProgram(program(`console.log('fim');`), deps);
  expect(run).toMatchObject({ ended: 'exit', code: 0 });
  expect(commands).toEqual([]);
});

test('um processo que nada encerra não nos prende', async () => {
  const { deps, ours } = fakeWindows({ kills: false });
  onTestFinished(() => ours.forEach((pid) => process.kill(pid, 'SIGKILL')));
  const run = await runStudentProgram(program('setInterval(() => {}, 1000);', { deadlineMs: 700 }), deps);
  expect(run).toMatchObject({ ended: 'deadline', code: null, signal: null });
});

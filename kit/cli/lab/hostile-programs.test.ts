/** Programas do aluno que se comportam mal: o que ele lê, e que nada fica rodando nem estraga o terminal dele. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { poll } from '../../poll.ts';
import { isAlive } from '../testing/kit-process.ts';
import { pidsIn, STUBBORN, withGrandchild } from '../testing/student-programs/sources.ts';
import { type LabRun, labRoot } from './testing/lab-root.ts';
import { runHere } from './testing/run-here.ts';

const FOLDER = 'meu-lab/01-tracing';

/** `lab verify 1` com este programa no lugar do do aluno. */
async function verify(source: string | Buffer, { deadlineMs = 15_000, root = labRoot() } = {}): Promise<LabRun> {
  mkdirSync(path.join(root, FOLDER), { recursive: true });
  writeFileSync(path.join(root, FOLDER, 'tracing.ts'), source);
  const run = await runHere(root, ['verify', '1'], { programDeadlineMs: deadlineMs });
  // O que quer que ele escreva, nada manda no terminal.
  expect(run.stdout).not.toMatch(/(?!\n)[\p{Control}]/u);
  return run;
}

/** Numa linha só: a quebra depende da largura, e não é o que se confere aqui. */
function told({ stdout }: LabRun): string {
  return stdout.replaceAll(/\s+/g, ' ');
}

async function expectGone(pids: readonly number[]): Promise<void> {
  expect(await poll(() => (pids.some(isAlive) ? undefined : true), { deadlineMs: 5000 })).toBe(true);
}

const EXPECTED_FAILURE = '✗ tracing.ts roda até o fim, sem erro ';

test.each<[string, string | Buffer, RegExp, number?]>([
  [
    'não acaba',
    'setInterval(() => {}, 1000);',
    /tracing\.ts não terminou em 1,5 s, e foi encerrado\. Procure o que o mantém vivo: um laço sem fim, um setInterval, um servidor aberto\. Ele não escreveu nada\./,
    1500,
  ],
  ['não acaba, e não dá a vez a ninguém', 'for (;;);', /tracing\.ts não terminou em 1,5 s, e foi encerrado\./, 1500],
  [
    'não acaba, e ignora SIGTERM',
    STUBBORN.replace(' as const', ''),
    /tracing\.ts não terminou em 1,5 s, e foi encerrado\./,
    1500,
  ],
  [
    'escreve 100 MB',
    "for (let i = 0; i < 1600; i++) process.stdout.write('x'.repeat(65_536));",
    /tracing\.ts escreveu mais de 1 MB e foi encerrado\. Procure um laço que não para de escrever/,
  ],
  [
    'lança',
    "function soma() {\n  throw new TypeError('ops');\n}\nsoma();",
    /terminou com erro \(código 1\)\. Corrija o que as linhas dele dizem: .*app │ TypeError: ops app │ at soma \(tracing\.ts:2:9\)/,
  ],
  ['rejeita, sem ninguém que ouça', "Promise.reject(new Error('ops'));", /\(código 1\)\..* app │ Error: ops/],
  [
    'sai calado',
    'process.exit(3);',
    /saiu com código 3 sem mensagem de erro: há um process\.exit ou process\.exitCode\? Ele não escreveu nada\./,
  ],
  ['aborta', 'process.abort();', /tracing\.ts foi morto pelo sinal SIGABRT, que não veio de nós\./],
  ['sai com 3', "console.error('não deu'); process.exit(3);", /terminou com erro \(código 3\)\. .* app │ não deu/],
  [
    'se mata',
    "process.kill(process.pid, 'SIGKILL'); for (;;);",
    /foi morto pelo sinal SIGKILL, que não veio de nós\. Se não foi você, pode ter faltado memória\./,
  ],
  [
    'tem um erro de sintaxe',
    'const a = 1;\nsoma(a, 2;\n',
    /tracing\.ts tem um erro de sintaxe\. Falta fechar um \) antes de ";", na linha 2: app │ tracing\.ts:2:9 app │ Expected "\)" but found ";" app │ soma\(a, 2; app │ \^ /,
  ],
  [
    'importa um pacote que não há',
    "import { x } from 'pacote-que-nao-ha';\nconsole.log(x);",
    /\(código 1\)\..* app │ Error: Cannot find module 'pacote-que-nao-ha'/,
  ],
  [
    'tem await no nível de cima',
    'await Promise.resolve();',
    /Um await fora de função async, na linha 1: aqui ele só vale dentro de uma função async: app │ tracing\.ts:1:0 app │ Top-level await is currently not supported with the "cjs" output format app │ await Promise/,
  ],
  [
    'está em UTF-16',
    Buffer.from('\uFEFFconsole.log("oi");\n', 'utf16le'),
    /tracing\.ts está gravado em UTF-16, e o programa tem de estar em UTF-8\. No VS Code, .*UTF-8\./,
  ],
])('%s: diz o que houve, e termina com 1', async (_, source, message, deadlineMs) => {
  const run = await verify(source, { deadlineMs });
  expect(told(run)).toMatch(message);
  expect(told(run)).toContain(EXPECTED_FAILURE);
  expect(run).toMatchObject({ code: 1, stderr: '' });
});

test.each([
  ['está vazio', ''],
  ['lê a entrada: não há nenhuma, e segue', "require('node:fs').readFileSync(0); process.stdin.resume();"],
  ['muda o próprio nome', "process.title = 'outro';"],
])('%s: correu bem, e falta a telemetria', async (_, source) => {
  const run = await verify(source);
  expect(told(run)).not.toContain(EXPECTED_FAILURE);
  expect(told(run)).toMatch(/✗ na saída do programa: .+ O que se viu: .*não escreveu nada/);
  expect(run).toMatchObject({ code: 1, stderr: '' });
});

test('um laço que só escreve acaba pelo que escreveu, e não pelo prazo, sem encher a memória', async () => {
  const root = labRoot();
  const watched = JSON.stringify(path.join(root, 'memoria'));
  const source = `
    const { writeFileSync } = require('node:fs');
    for (let i = 0; ; i++) {
      console.log('x'.repeat(60));
      if (i % 1000 === 0) writeFileSync(${watched}, String(process.memoryUsage().rss));
    }`;
  const run = await verify(source, { root, deadlineMs: 25_000 });
  expect(told(run)).toMatch(/tracing\.ts escreveu mais de 1 MB e foi encerrado\./);
  expect(Number(readFileSync(path.join(root, 'memoria'), 'utf8'))).toBeLessThan(300 * 1024 * 1024);
});

test('filhos que viveriam mais que ele acabam junto, mesmo teimosos', async () => {
  const root = labRoot();
  const pidFile = JSON.stringify(path.join(root, 'pids'));
  const script = STUBBORN.replace(' as const', '');
  const source = `${withGrandchild({ script })}
    require('node:fs').writeFileSync(${pidFile}, 'pids ' + process.pid + ' ' + grandchild.pid);`;
  const run = await verify(source, { root });
  expect(run.code).toBe(1);
  const pids = pidsIn(readFileSync(path.join(root, 'pids'), 'utf8'));
  expect(pids).toHaveLength(2);
  await expectGone(pids);
});

test.each([4318, 16_686, 5000])('abre a porta %i: livre, serve; com dono, diz de quem é o erro', async (port) => {
  // Fecha na hora quem chega: um teste vizinho que procura a Luneta nessa porta prenderia o `close`.
  const holder = createServer((socket) => void socket.destroy());
  const taken = new Promise<boolean>((resolve) => {
    holder.once('listening', () => resolve(true));
    holder.once('error', () => resolve(false));
  });
  holder.listen(port);
  // Se já tinha dono, fica como está: é o que se quer.
  const isOurs = await taken;
  onTestFinished(() => void holder.close());
  const source = `const server = require('node:net').createServer().listen(${port}, () => server.close());`;
  const busy = await verify(source);
  expect(told(busy)).toMatch(
    new RegExp(`\\(código 1\\)\\. A porta ${port} já tem dono: .* app │ Error: listen EADDRINUSE.*:${port}`),
  );
  expect(busy.code).toBe(1);
  if (!isOurs) return;
  await new Promise((resolve) => void holder.close(resolve));
  const free = await verify(source);
  expect(told(free)).not.toContain(EXPECTED_FAILURE);
});

test('lixo binário, UTF-8 pela metade e comandos do terminal: aparecem sem mandar em nada', async () => {
  const bytes = [0x1b, 0x5b, 0x32, 0x4a, 0x1b, 0x63, 0, 0xff, 0xfe, 0x80, 0x9b, 0x07, 0x0a, 0xf0, 0x9f];
  const well = await verify(`process.stdout.write(Buffer.from(${JSON.stringify(bytes)}));`);
  expect(well.code).toBe(1);
  expect(told(well)).toContain('\uFFFD');
  const badly = await verify(`process.stderr.write(Buffer.from(${JSON.stringify(bytes)})); process.exit(1);`);
  expect(told(badly)).toContain('app │ ?\uFFFD');
  expect(badly.stdout).not.toContain('[2J');
});

test('apaga o próprio arquivo: na próxima vez ele está lá de novo, no começo do passo', async () => {
  const root = labRoot();
  expect((await verify("require('node:fs').rmSync(__filename);", { root })).code).toBe(1);
  expect(readdirSync(path.join(root, FOLDER))).not.toContain('tracing.ts');
  const again = await runHere(root, ['verify', '1']);
  expect(again.stdout).toContain(`Escrevi ${FOLDER}/tracing.ts`);
  expect(again.stdout).toContain('✗ pelo menos um span');
});

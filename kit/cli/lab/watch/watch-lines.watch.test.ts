/** O `lab watch` sem terminal, num processo: as teclas vêm uma por linha, e cada tela fica abaixo da anterior. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { poll } from '../../../poll.ts';
import { isAlive, type KitProcess } from '../../testing/kit-process.ts';
import { labRoot, startLab } from '../testing/lab-root.ts';
import { runHere } from '../testing/run-here.ts';

const FOLDER = 'meu-lab/01-tracing';
/** Prometemos 2 s; numa máquina ocupada com outros testes, o relógio dela não é o nosso. */
const STOP_LIMIT_MS = 4000;

interface Watched {
  lab: KitProcess;
  root: string;
  file: string;
  type(line: string): void;
  /** Espera por isto no que apareceu desde a última espera. */
  until(pattern: RegExp): Promise<string>;
  /** Quantas vezes isto apareceu, ao todo. */
  count(pattern: RegExp): number;
}

function watch(root = labRoot(), env: Record<string, string> = {}): Watched {
  const lab = startLab(root, ['watch'], env, { stdin: 'pipe' });
  let from = 0;
  return {
    lab,
    root,
    file: path.join(root, FOLDER, 'tracing.ts'),
    type: (line) => void lab.child.stdin?.write(`${line}\n`),
    async until(pattern) {
      const found = await poll(
        () => {
          const match = pattern.exec(lab.stdout().slice(from));
          if (!match && lab.child.exitCode !== null) throw new Error(`acabou: ${lab.stdout()}\n${lab.stderr()}`);
          return match ?? undefined;
        },
        { deadlineMs: 20_000 },
      );
      if (!found) throw new Error(`não apareceu ${pattern}: ${lab.stdout()}\n${lab.stderr()}`);
      from += found.index + found[0].length;
      return found[0];
    },
    count: (pattern) => [...lab.stdout().matchAll(new RegExp(pattern, 'gm'))].length,
  };
}

/** Como salva a maioria dos editores: ninguém vê o arquivo pela metade, nem vazio. */
function swap(file: string, text: string): void {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

const VERDICT = /^ {2}n próximo · h dica .* q sair$/m;
const RUNNING = /^ {2}Rodando tracing\.ts\.\.\.$/m;

/** Uma conferência que pedimos é a próxima: se a de antes tivesse deixado outra para trás, seriam duas. */
async function expectOneVerdict(watched: Watched, save: () => void): Promise<void> {
  const before = watched.count(RUNNING);
  save();
  await watched.until(RUNNING);
  await watched.until(VERDICT);
  await expectNoOther(watched, before + 1);
}

/** O que viria de um aviso atrasado vem antes do que se pede agora. */
async function expectNoOther(watched: Watched, runs: number): Promise<void> {
  watched.type('l');
  await watched.until(/Lab 01: Tracing/);
  await watched.until(VERDICT);
  const settled = await poll(() => (watched.count(RUNNING) > runs ? true : undefined), { deadlineMs: 600 });
  expect(settled).toBeUndefined();
  expect(watched.count(RUNNING)).toBe(runs);
}

test('salvar, de todos os jeitos dos editores: uma conferência para cada; sem mudança, nenhuma', async () => {
  const watched = watch();
  const { root, file } = watched;
  await watched.until(VERDICT);
  const source = readFileSync(file, 'utf8');
  const save: [string, () => void][] = [
    ['troca', () => swap(file, `${source}// 1\n`)],
    [
      'esvazia e escreve',
      () => {
        writeFileSync(file, '');
        writeFileSync(file, `${source}// 2\n`);
      },
    ],
    [
      'apaga e refaz',
      () => {
        rmSync(file);
        writeFileSync(file, `${source}// 3\n`);
      },
    ],
    ['CRLF', () => writeFileSync(file, `${source}// 3\n`.replaceAll('\n', '\r\n'))],
  ];
  for (const [, change] of save) await expectOneVerdict(watched, change);
  const runs = watched.count(RUNNING);
  swap(file, readFileSync(file, 'utf8'));
  await expectNoOther(watched, runs);

  await runHere(root, ['solution', '1', 'write']);
  await watched.until(/O passo 01\/1 passou! Para o próximo, aperte n\./);
  await watched.until(VERDICT);
  watched.type('q');
  expect(await watched.lab.exit).toBe(0);
  expect(watched.lab.stdout()).not.toContain('\u001b');
  expect(watched.lab.stderr()).toBe('');
  expect(watched.lab.stdout()).toMatch(/ {2}Até logo! .*npm run lab\n$/);
});

test('um programa que escreve, troca e apaga arquivos na pasta dele não se confere para sempre', async () => {
  const root = labRoot();
  await runHere(root, ['run', '1']);
  const watched = watch(root);
  await watched.until(VERDICT);
  await expectOneVerdict(watched, () =>
    writeFileSync(
      watched.file,
      `const fs = require('node:fs');
       fs.writeFileSync('novo.txt', String(Date.now()));
       fs.utimesSync('novo.txt', 1, 1);
       fs.writeFileSync('outro.tmp', 'x'); fs.renameSync('outro.tmp', 'outro.txt');
       fs.mkdirSync('pasta', { recursive: true }); fs.rmSync('pasta', { recursive: true });
       fs.writeFileSync('some.txt', 'x'); setTimeout(() => fs.rmSync('some.txt'), 150);`,
    ),
  );
  watched.type('q');
  expect(await watched.lab.exit).toBe(0);
});

test('código e segredos são do aluno, mesmo salvos durante a execução; o que os editores deixam, de ninguém', async () => {
  const root = labRoot();
  await runHere(root, ['run', '1']);
  const folder = path.join(root, FOLDER);
  writeFileSync(path.join(folder, 'helper.ts'), 'export {};\n');
  const watched = watch(root);
  await watched.until(VERDICT);
  for (const name of ['helper.ts', 'novo.mjs', '.env', 'dados.json']) {
    await expectOneVerdict(watched, () => writeFileSync(path.join(folder, name), `// ${name}\n`));
  }
  const runs = watched.count(RUNNING);
  // Sem mudança, ou de um editor: o vim prova que pode escrever, o emacs guarda uma cópia.
  swap(path.join(folder, 'helper.ts'), '// helper.ts\n');
  for (const name of ['4913', '#tracing.ts#', 'tracing.ts~', '.tracing.ts.swp'])
    writeFileSync(path.join(folder, name), 'x');
  rmSync(path.join(folder, '4913'));
  await expectNoOther(watched, runs);

  // Cada execução deixa a sua marca: o que se salva depois dela é no meio dela.
  const starts = path.join(root, 'starts');
  const started = (times: number) => (): true | undefined =>
    existsSync(starts) && readFileSync(starts, 'utf8').length === times ? true : undefined;
  writeFileSync(
    watched.file,
    `require('node:fs').appendFileSync(${JSON.stringify(starts)}, 'x'); setInterval(() => {}, 1000);`,
  );
  const saves = ['helper.ts', 'helper.ts', 'helper.ts', 'helper.ts', 'dados.json', '.env'];
  for (const [i, name] of saves.entries()) {
    expect(await poll(started(i + 1), { deadlineMs: 15_000 })).toBe(true);
    writeFileSync(path.join(folder, name), `// durante ${i}\n`);
  }
  expect(await poll(started(saves.length + 1), { deadlineMs: 15_000 })).toBe(true);
  watched.type('q');
  expect(await watched.lab.exit).toBe(0);
});

test('um programa que escreve um .json diferente a cada vez não se confere para sempre', async () => {
  const root = labRoot();
  await runHere(root, ['run', '1']);
  const watched = watch(root);
  await watched.until(VERDICT);
  const before = watched.count(RUNNING);
  writeFileSync(
    watched.file,
    `require('node:fs').writeFileSync('saida.json', String(process.hrtime())); setTimeout(() => {}, 300);`,
  );
  await watched.until(VERDICT);
  await expectNoOther(watched, watched.count(RUNNING));
  expect(watched.count(RUNNING) - before).toBeLessThanOrEqual(3);
  await expectOneVerdict(watched, () => writeFileSync(path.join(root, FOLDER, 'saida.json'), '{}'));
});

const STUCK = `
const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
require('node:fs').writeFileSync(process.env.PIDS, process.pid + ' ' + child.pid + ' .');
setInterval(() => {}, 1000);
`;

async function pidsOf(file: string): Promise<number[]> {
  const pids = await poll(() => readPids(file), { deadlineMs: 15_000 });
  if (!pids) throw new Error('o programa não começou');
  return pids;
}

function readPids(file: string): number[] | undefined {
  try {
    const match = /^(\d+) (\d+) \.$/.exec(readFileSync(file, 'utf8'));
    return match?.slice(1).map(Number);
  } catch {
    return undefined;
  }
}

async function expectGone(pids: readonly number[]): Promise<void> {
  expect(await poll(() => (pids.some(isAlive) ? undefined : true), { deadlineMs: 5000 })).toBe(true);
}

test('salvar no meio: o que rodava acaba, com os filhos, e vale o que se salvou', async () => {
  const root = labRoot();
  await runHere(root, ['run', '1']);
  const file = path.join(root, FOLDER, 'tracing.ts');
  const source = readFileSync(file, 'utf8');
  writeFileSync(file, STUCK);
  const pidFile = path.join(root, 'pids');
  const watched = watch(root, { PIDS: pidFile });
  const pids = await pidsOf(pidFile);
  watched.type('n');
  await watched.until(/Espere: o seu programa ainda está rodando\./);
  writeFileSync(file, source);
  await watched.until(/✗ pelo menos um span/);
  await expectGone(pids);
  const { stdout } = watched.lab;
  expect(stdout()).not.toContain('não terminou');
  expect(stdout().slice(stdout().indexOf('✗ pelo menos'))).not.toContain('Espere');
  watched.lab.child.stdin?.end();
  expect(await watched.lab.exit).toBe(1);
});

test('as teclas: lista, saída, doutor, dicas, próximo, tudo, e as que não fazem nada', async () => {
  const watched = watch();
  await watched.until(VERDICT);
  const ask = async (key: string, answer: RegExp): Promise<void> => {
    watched.type(key);
    await watched.until(answer);
    await watched.until(VERDICT);
  };
  await ask('l', /· {2}01\/1 Spans no console \(20 min\)/);
  await ask('o', /O que tracing\.ts escreveu:\n {2}app │ SRE and DevOps/);
  await ask('d', /Node/);
  await ask('x', /A tecla x não faz nada aqui\./);
  await ask('N', /O passo 01\/1 ainda não passou: o próximo espera por ele\./);
  for (const stage of [1, 2, 3, 3]) await ask('h', new RegExp(`Dica ${stage} de 3:`));
  await ask('r', RUNNING);

  await runHere(watched.root, ['solution', '1', 'write']);
  await watched.until(/O passo 01\/1 passou!/);
  await ask('h', /O passo 01\/1 já passa: não há o que dar de dica\./);
  await ask('n', /01\/2 Um span dentro do outro \(15 min\)[^]*✗ um span chamado "test_span_02"/);
  await ask('c', /Todos os passos até aqui:\n {2}✓ 01\/1 Spans no console\n {2}✗ 01\/2 Um span dentro do outro/);
  watched.lab.child.stdin?.end();
  expect(await watched.lab.exit).toBe(1);
  expect(watched.lab.stderr()).toBe('');
  const { steps } = JSON.parse(readFileSync(path.join(watched.root, 'meu-lab/.progresso.json'), 'utf8'));
  expect(steps['01/1']).toEqual({ hints: { no_telemetry: 3 }, passedAt: expect.any(String) });
});

test('as teclas acabam antes de tudo: confere o que foi pedido, e o código é o do resultado', async () => {
  const root = labRoot();
  await runHere(root, ['solution', '1', 'write']);
  const { lab, type } = watch(root);
  type('d');
  lab.child.stdin?.end();
  expect(await lab.exit).toBe(0);
  expect(lab.stdout()).toContain('O passo 01/1 passou!');
});

test('um progresso que não se lê no meio: diz por quê, com 3, e nada fica rodando', async () => {
  const watched = watch();
  await watched.until(VERDICT);
  writeFileSync(path.join(watched.root, 'meu-lab/.progresso.json'), '{"version":99}');
  watched.type('n');
  expect(await watched.lab.exit).toBe(3);
  expect(watched.lab.stderr().replaceAll(/\s+/g, ' ')).toContain('é da versão 99, e este curso só conhece a 1.');
});

/** Ao preparar, a Luneta ainda não tem endereço. */
const NOBODY = 'http://127.0.0.1:1';

type Stage = 'preparando' | 'rodando' | 'parado' | 'na dica';

test.runIf(process.platform !== 'win32').each<[NodeJS.Signals, Stage, number]>([
  ['SIGINT', 'preparando', 130],
  ['SIGTERM', 'rodando', 143],
  ['SIGINT', 'rodando', 130],
  ['SIGHUP', 'rodando', 129],
  ['SIGTERM', 'parado', 143],
  ['SIGHUP', 'na dica', 129],
])('%s, %s: nada fica rodando, a Luneta fecha, o progresso fica inteiro; sai com %i', async (signal, stage, code) => {
  const root = labRoot();
  await runHere(root, ['run', '1']);
  const pidFile = path.join(root, 'pids');
  if (stage === 'rodando') writeFileSync(path.join(root, FOLDER, 'tracing.ts'), STUCK);
  const watched = watch(root, { PIDS: pidFile });
  onTestFinished(() => void watched.lab.child.kill('SIGKILL'));
  await watched.until(/Preparando o laboratório/);
  if (stage !== 'preparando') await watched.until(stage === 'rodando' ? RUNNING : VERDICT);
  const pids = stage === 'rodando' ? await pidsOf(pidFile) : [];
  if (stage === 'na dica') {
    watched.type('h');
    await watched.until(/Dica 1 de 3/);
  }
  const [url = NOBODY] = /http:\/\/localhost:\d+/.exec(watched.lab.stdout()) ?? [];

  const before = performance.now();
  watched.lab.child.kill(signal);
  expect(await watched.lab.exit).toBe(code);
  expect(performance.now() - before).toBeLessThan(STOP_LIMIT_MS);
  await expectGone(pids);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
  expect(watched.lab.stderr()).toMatch(stage === 'preparando' ? /^( {2}Interrompido: .*\n)?$/ : /^$/);
  const progress = JSON.parse(readFileSync(path.join(root, 'meu-lab/.progresso.json'), 'utf8'));
  expect(progress).toMatchObject({ version: 1, files: { '01-tracing/tracing.ts': expect.anything() } });
});

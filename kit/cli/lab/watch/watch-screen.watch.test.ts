/** A tela de quem observa, num terminal: tudo o que importa à vista, do menor ao maior, e as teclas sem Enter. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ANY_PORT_ENV } from '../../backend/testing/any-port-env.ts';
import { main } from '../main.ts';
import { courseSteps } from '../../../course/manifest.ts';
import { type FakeTerminal, fakeTerminal, type Shown } from '../testing/fake-terminal.ts';
import { labRoot } from '../testing/lab-root.ts';
import { MILESTONE_LABS, MILESTONES, NODE_LABS, passOthers } from '../testing/milestones.ts';
import { runHere } from '../testing/run-here.ts';

interface Watching extends FakeTerminal {
  root: string;
  exit: Promise<number>;
}

function watch(columns: number, rows: number, env: Record<string, string> = {}, root = labRoot()): Watching {
  const terminal = fakeTerminal(columns, rows);
  const stop = new AbortController();
  const { stdin, stdout } = terminal;
  const exit = main([], {
    labs: MILESTONE_LABS,
    root,
    stdin,
    stdout,
    stderr: stdout,
    env: { ...ANY_PORT_ENV, ...env },
    stop: stop.signal,
  });
  onTestFinished(async () => {
    stop.abort();
    await exit;
  });
  return { ...terminal, root, exit };
}

/** Nada rolou para fora da vista, nada foi quebrado ao acaso, e as teclas estão no pé. */
function expectWhole({ lines, scrolled, wrapped }: Shown): void {
  // Um endereço é inteiro ou não serve.
  const cut = wrapped.filter((line) => !/^[0-9a-f]+$/.test(line));
  expect({ scrolled, wrapped: cut, last: lines.at(-1), lines }).toEqual({
    lines,
    scrolled: 0,
    wrapped: [],
    last: expect.stringMatching(/q sair$/),
  });
}

const IDS = courseSteps(NODE_LABS).map(({ step }) => step.id);
const FAILED = /✗[^]*q sair/;

test('do começo ao fim do curso, em janelas de três tamanhos: tudo cabe', async () => {
  const root = labRoot();
  passOthers(root);
  const screen = watch(80, 24, {}, root);
  const seen = async (pattern: RegExp): Promise<void> => {
    expectWhole(await screen.until(pattern));
    for (const [columns, rows] of [
      [60, 20],
      [120, 40],
    ] as const) {
      screen.resize(columns, rows);
      expectWhole(await screen.until(/q sair$/));
    }
    screen.resize(80, 24);
  };
  const press = async (key: string, answer: RegExp): Promise<void> => {
    screen.press(key);
    await seen(answer);
  };
  await seen(/✗ pelo menos um span[^]*q sair/);
  expect(screen.isRaw()).toBe(true);
  await press('d', /Salve o arquivo ou aperte r para[^]*q sair/);
  for (const [i, { id }] of MILESTONES.entries()) {
    const next = MILESTONES[i + 1];
    await press('l', new RegExp(`${id} .*\\(\\d+ min\\)[^]*q sair`));
    await press('o', /O que \S+\.ts escreveu:[^]*q sair/);
    for (const stage of [1, 2, 3]) await press('h', new RegExp(`${id} [^]*Dica ${stage} de 3:[^]*q sair`));
    await press('x', /A tecla x não faz nada aqui\.[^]*q sair/);
    await runHere(screen.root, ['solution', id, 'write'], { labs: NODE_LABS });
    await seen(/passou! Para o|Todos os passos passaram/);
    if (next) await press('n', new RegExp(`${next.id} [^]*✗[^]*q sair`));
  }
  await press('n', /Todos os passos passaram\./);
  await press('c', new RegExp(`✓ ${IDS.at(-1)} [^]*q sair`));
  screen.press('q');
  expect(await screen.exit).toBe(0);
  expect(screen.isRaw()).toBe(false);
}, 90_000);

test('80 × 24: o que não passou, a linha do tempo e o endereço estão à vista', async () => {
  const screen = watch(80, 24);
  const first = (await screen.until(FAILED)).lines.join('\n');
  expect(first).toMatch(/✓ na saída do programa[^]*✗ pelo menos um span\n {2}O que se viu: nenhum span/);
  expect(first).toMatch(/test_span_01 {2}lab01 +(─ )+ +não veio/);
  expect(first).toMatch(new RegExp(`0 de ${IDS.length} passos do lab {2}http://localhost:\\d+`));
  await runHere(screen.root, ['solution', '1', 'write']);
  const passed = (await screen.until(/passou!/)).lines.join('\n');
  expect(passed).toMatch(/test_span_01 {2}lab01 +█+/);
  expect(passed).toMatch(/na tela {2}http:\/\/localhost:\d+\/trace\/[0-9a-f]{32}/);
});

test('40 × 12: o que não passou, a dica e as teclas ainda estão à vista', async () => {
  const screen = watch(40, 12);
  expectWhole(await screen.until(/✗ pelo menos um span[^]*q sair/));
  screen.press('h');
  expectWhole(await screen.until(/Dica 1 de 3:[^]*q sair/));
  screen.press('l');
  expectWhole(await screen.until(/Lab 01: Tracing[^]*q sair/));
  await runHere(screen.root, ['solution', '1', 'write']);
  expectWhole(await screen.until(/passou! Para o/));
  expect(screen.written()).toContain('Dica 1 de 3');
});

test('uma queda com uma pilha, e uma saída enorme, não empurram nada para fora da vista', async () => {
  const screen = watch(80, 24);
  await screen.until(FAILED);
  const file = path.join(screen.root, 'meu-lab/01-tracing/tracing.ts');
  writeFileSync(
    file,
    `for (let i = 0; i < 500; i++) console.log('linha ' + i + ' ' + 'y'.repeat(i));
     function sobe(n) { if (n === 0) throw new Error('ops ' + 'z'.repeat(2000)); sobe(n - 1); }
     sobe(30);`,
  );
  expectWhole(await screen.until(/✗ tracing\.ts roda até o fim[^]*código 1[^]*q sair/));
  screen.press('h');
  expectWhole(await screen.until(/Dica 1 de 3/));
  screen.press('o');
  const output = await screen.until(/O que tracing\.ts escreveu|app │/);
  expectWhole(output);
  expect(output.lines.join('\n')).toContain('sobe');
});

test('outro tamanho de janela, por menor que seja: desenha de novo, com as teclas no pé', async () => {
  const screen = watch(80, 24);
  await screen.until(FAILED);
  for (const [columns, rows] of [
    [40, 12],
    [20, 6],
    [100, 30],
  ] as const) {
    const before = screen.written().length;
    screen.resize(columns, rows);
    expect(screen.written().length).toBeGreaterThan(before);
    await screen.until(/q sair$/);
  }
  expectWhole(await screen.until(/q sair$/));
});

test('NO_COLOR: sem cores; LC_ALL=C: só ASCII', async () => {
  const plain = watch(80, 24, { NO_COLOR: '1', LC_ALL: 'C' });
  expectWhole(await plain.until(/x +pelo menos um span[^]*q sair/));
  // Trocar de tela e apagá-la não é cor.
  const screens = ['\u001b[?1049h', '\u001b[2J\u001b[H'];
  const text = screens.reduce((left, code) => left.replaceAll(code, ''), plain.written());
  expect(text).toMatch(/^[\n\x20-\x7e]*$/);
});

test('TERM=dumb: nunca apaga nem move; as teclas funcionam', async () => {
  const dumb = watch(80, 200, { TERM: 'dumb' });
  await dumb.until(/x +pelo menos um span[^]*q sair/);
  dumb.press('h');
  await dumb.until(/Dica 1 de 3/);
  expect(dumb.written()).not.toContain('\u001b');
});

test('Ctrl+C e Ctrl+D saem, e o terminal volta ao que era: o que já estava nele e, abaixo, o último resultado', async () => {
  for (const key of ['\u0003', '\u0004']) {
    const screen = watch(80, 24);
    screen.write('o que eu tinha antes\n');
    const { lines } = await screen.until(FAILED);
    expect(lines.join('\n')).not.toContain('o que eu tinha antes');
    // Salvar muitas vezes não empurra nada para fora da vista.
    for (let i = 0; i < 3; i++) screen.resize(80 + i, 24);
    screen.resize(80, 24);
    screen.press(key);
    expect(await screen.exit).toBe(0);
    expect(screen.isRaw()).toBe(false);
    const left = await screen.until(/Até logo! [^]*npm run lab$/);
    const text = left.lines.join('\n');
    expect(text).toMatch(/o que eu tinha antes[^]*01\/1 Spans no console[^]*✗ pelo menos um span[^]*Até logo!/);
    expect(text).not.toContain('q sair');
    expect(screen.written()).not.toContain('\u001b[3J');
  }
});

test('as cores que o programa escreve não sujam o que se mostra', async () => {
  const screen = watch(80, 24);
  await screen.until(FAILED);
  const file = path.join(screen.root, 'meu-lab/01-tracing/tracing.ts');
  writeFileSync(
    file,
    String.raw`console.log('\u001b[32mverde\u001b[0m \u001b]8;;http://x\u0007elo\u001b]8;;\u0007'); throw 1;`,
  );
  await screen.until(/✗ tracing\.ts roda até o fim[^]*q sair/);
  screen.press('o');
  const { lines } = await screen.until(/O que tracing\.ts escreveu:/);
  expect(lines).toContain('  app │ verde elo');
});

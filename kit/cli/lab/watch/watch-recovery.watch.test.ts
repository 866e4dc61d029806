/** O que some enquanto se observa: a pasta, um arquivo, a Luneta. O aluno não perde nada, e continua de onde estava. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startLuneta } from '../../../luneta/start.ts';
import { ANY_PORTS } from '../../../luneta/testing/any-ports.ts';
import { ANY_PORT_ENV } from '../../backend/testing/any-port-env.ts';
import { poll } from '../../../poll.ts';
import { main } from '../main.ts';
import { type FakeTerminal, fakeTerminal } from '../testing/fake-terminal.ts';
import { labRoot } from '../testing/lab-root.ts';
import { runHere } from '../testing/run-here.ts';

interface Watching extends FakeTerminal {
  root: string;
  folder: string;
  file: string;
  exit: Promise<number>;
}

const JUDGED = /✗ pelo menos um span[^]*q sair$/;
const PASSED = /O passo 01\/1 passou![^]*q sair$/;

function watch(env: Record<string, string> = {}): Watching {
  const terminal = fakeTerminal(120, 60);
  const root = labRoot();
  const stop = new AbortController();
  const { stdin, stdout } = terminal;
  const exit = main([], { root, stdin, stdout, stderr: stdout, env: { ...ANY_PORT_ENV, ...env }, stop: stop.signal });
  onTestFinished(async () => {
    stop.abort();
    await exit;
  });
  const folder = path.join(root, 'meu-lab/01-tracing');
  return { ...terminal, root, folder, file: path.join(folder, 'tracing.ts'), exit };
}

test.each<[string, (folder: string) => void]>([
  ['apagada', (folder) => rmSync(folder, { recursive: true })],
  ['levada para outro lugar', (folder) => renameSync(folder, `${folder}-antiga`)],
])('a pasta do lab é %s: o que se salva na nova também se confere', async (_how, lose) => {
  const screen = watch();
  await screen.until(JUDGED);
  lose(screen.folder);
  const verdicts = (): number => screen.written().split('conferido às').length - 1;
  expect(await poll(() => (verdicts() > 1 ? true : undefined), { deadlineMs: 15_000 })).toBe(true);
  await runHere(screen.root, ['solution', '1', 'write']);
  await screen.until(PASSED);
  // A troca da pasta também se nota; um segundo salvamento, só com quem observa a nova.
  writeFileSync(screen.file, "throw new Error('ops');\n");
  await screen.until(/✗ tracing\.ts roda até o fim[^]*q sair$/);
});

test('um arquivo apagado: espera pelo editor; se não volta, o que havia nele vai para .antes', async () => {
  const screen = watch();
  await screen.until(JUDGED);
  const mine = `${readFileSync(screen.file, 'utf8')}// meu\nthrow new Error('ops');\n`;
  rmSync(screen.file);
  const isBack = (): true | undefined => (existsSync(screen.file) ? true : undefined);
  expect(await poll(isBack, { deadlineMs: 600 })).toBeUndefined();
  writeFileSync(screen.file, mine);
  await screen.until(/✗ tracing\.ts roda até o fim[^]*conferido às \d\d:\d\d:\d\d[^]*q sair$/);
  expect(existsSync(path.join(screen.folder, '.antes'))).toBe(false);

  rmSync(screen.file);
  const { lines } = await screen.until(/tracing\.ts foi apagado[^]*q sair$/);
  expect(lines.join('\n')).toContain('Guia: labs/01-tracing/README.md · conferido às ');
  const kept = `.antes/${readdirSync(path.join(screen.folder, '.antes')).join()}/tracing.ts`;
  expect(readFileSync(path.join(screen.folder, kept), 'utf8')).toBe(mine);
  expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(`está em meu-lab/01-tracing/${kept}.`);
  expect(readFileSync(screen.file, 'utf8')).not.toContain('// meu');
});

test('a tecla d colada muitas vezes: um doutor só', async () => {
  const screen = watch();
  await screen.until(JUDGED);
  const doctors = (): number => screen.written().split('aperte r para voltar').length - 1;
  screen.press('d'.repeat(50));
  await screen.until(/aperte r para voltar[^]*q sair$/);
  expect(await poll(() => (doctors() > 1 ? true : undefined), { deadlineMs: 1500 })).toBeUndefined();
  screen.press('d');
  expect(await poll(() => (doctors() === 2 ? true : undefined), { deadlineMs: 15_000 })).toBe(true);
});

test('a Luneta que já rodava se fecha: diz, abre outra, e a fecha no fim', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  const screen = watch({ LUNETA_UI: String(luneta.ports.ui) });
  await screen.until(JUDGED);
  await runHere(screen.root, ['solution', '1', 'write']);
  await screen.until(PASSED);
  await luneta.close();
  screen.press('r');
  const { lines } = await screen.until(/não responde mais\. Abri outra[^]*q sair$/);
  const [, url = ''] = /na tela {2}(http:\/\/localhost:\d+)\/trace\//.exec(lines.join('\n')) ?? [];
  expect((await fetch(url)).status).toBe(200);
  screen.press('r');
  expect((await screen.until(PASSED)).lines.join('\n')).toContain(url);
  screen.press('q');
  expect(await screen.exit).toBe(0);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

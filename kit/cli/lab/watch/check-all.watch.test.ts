/** A tecla `c`: os passos que contam, com o mesmo cuidado de uma conferência só. */
import { expect, onTestFinished, test } from 'vitest';
import { labs } from '../../../../labs/labs.ts';
import type { Lab, Step } from '../../../course/manifest.ts';
import { startLuneta } from '../../../luneta/start.ts';
import { ANY_PORTS } from '../../../luneta/testing/any-ports.ts';
import { poll } from '../../../poll.ts';
import { ANY_PORT_ENV } from '../../backend/testing/any-port-env.ts';
import { main } from '../main.ts';
import { type FakeTerminal, fakeTerminal } from '../testing/fake-terminal.ts';
import { labRoot } from '../testing/lab-root.ts';
import { runHere } from '../testing/run-here.ts';

/** Os passos 1 e 2 passados. */
async function twoPassed(): Promise<string> {
  const root = labRoot();
  await runHere(root, ['verify', '1']);
  for (const step of ['1', '2']) {
    await runHere(root, ['solution', step, 'write']);
    expect((await runHere(root, ['verify', step])).code).toBe(0);
  }
  return root;
}

function watch(root: string, step: string, manifest: readonly Lab[], env: Record<string, string> = {}): FakeTerminal {
  const terminal = fakeTerminal(80, 24);
  const stop = new AbortController();
  const { stdin, stdout } = terminal;
  const streams = { stdin, stdout, stderr: stdout };
  const exit = main(['watch', step], {
    root,
    labs: manifest,
    ...streams,
    env: { ...ANY_PORT_ENV, ...env },
    stop: stop.signal,
  });
  onTestFinished(async () => {
    stop.abort();
    await exit;
  });
  return terminal;
}

function withStep(id: string, change: Partial<Step>): Lab[] {
  return labs.map((lab) => ({
    ...lab,
    steps: lab.steps.map((step) => (step.id === id ? { ...step, ...change } : step)),
  }));
}

test('conta à Luneta cada passo, e deixa de fora o que um passo passado substituiu', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  const root = await twoPassed();
  const screen = watch(root, '2', withStep('01/2', { supersedes: ['01/1'] }), {
    LUNETA_UI: String(luneta.ports.ui),
  });
  await screen.until(/passou! Para o próximo[^]*q sair$/);
  screen.press('c');
  const shown = await screen.until(/✓ 01\/2 [^]*q sair$/);
  expect(shown.lines.join('\n')).not.toContain('✓ 01/1');

  const screenOfAll = watch(root, '1', labs, { LUNETA_UI: String(luneta.ports.ui) });
  await screenOfAll.until(/passou! Para o próximo[^]*q sair$/);
  const lastStep = async (): Promise<string> =>
    ((await (await fetch(`${luneta.urls.ui}/api/labs`)).json()) as { last: { step: string } }).last.step;
  expect(await lastStep()).toBe('01/1');
  screenOfAll.press('c');
  await screenOfAll.until(/✓ 01\/1 [^]*✓ 01\/2 [^]*q sair$/);
  expect(await poll(async () => ((await lastStep()) === '01/2' ? true : undefined), { deadlineMs: 2000 })).toBe(true);
});

test('o que um dos passos precisa, e a máquina não tem, é dito', async () => {
  const root = await twoPassed();
  const screen = watch(root, '1', withStep('01/2', { needs: ['docker'] }), { DOCKER_HOST: 'tcp://127.0.0.1:1' });
  await screen.until(/passou! Para o próximo[^]*q sair$/);
  screen.press('c');
  expect((await screen.until(/Docker[^]*q sair$/)).lines.join('\n')).not.toContain('Todos os passos até aqui');
});

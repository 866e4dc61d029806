/** Interromper o `lab`: nada da rede o segura, e o código de saída diz que sinal foi. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { IDENTITY_PATH } from '../../luneta/api/identity.ts';
import { PORT_NAMES } from '../../luneta/doors.ts';
import { ANY_PORT_ENV } from '../backend/testing/any-port-env.ts';
import { serve } from '../../testing/serve.ts';
import { poll } from '../../poll.ts';
import { isAlive } from '../testing/kit-process.ts';
import { main } from './main.ts';
import { fakeTerminal } from './testing/fake-terminal.ts';
import { labRoot, runLab, startLab } from './testing/lab-root.ts';
import { runHere } from './testing/run-here.ts';

interface MuteLuneta {
  env: Record<string, string>;
  /** Espera que lhe peçam isto, que ela não responde. */
  asked(): Promise<void>;
}

/** Uma Luneta que diz quem é, aceita o resto e emudece num pedido só. */
async function muteLuneta(method: string): Promise<MuteLuneta> {
  let isAsked = false;
  const url = await serve((request, response) => {
    if (request.method === method) isAsked = true;
    else if (request.url === IDENTITY_PATH) response.end(identity);
    else response.end('{}');
  });
  const port = Number(new URL(url).port);
  const ports = Object.fromEntries(PORT_NAMES.map((name) => [name, port]));
  const identity = JSON.stringify({ ready: true, pid: process.pid, host: '127.0.0.1', ports, urls: {} });
  return {
    env: { ...ANY_PORT_ENV, LUNETA_UI: String(port) },
    asked: async () => void expect(await poll(() => isAsked || undefined, { deadlineMs: 15_000 })).toBe(true),
  };
}

async function solvedRoot(): Promise<string> {
  const root = labRoot();
  await runHere(root, ['solution', '1', 'write']);
  return root;
}

test.runIf(process.platform !== 'win32').each([
  ['ao copiar os spans, que teria 3 s', 'POST'],
  ['ao contar o progresso, que teria 2 s', 'PUT'],
])('uma Luneta muda %s: não segura o Ctrl+C', async (_name, method) => {
  const luneta = await muteLuneta(method);
  const lab = startLab(await solvedRoot(), ['verify', '1'], luneta.env);
  await luneta.asked();
  const before = performance.now();
  lab.child.kill('SIGINT');
  expect(await lab.exit).toBe(130);
  expect(performance.now() - before).toBeLessThan(1500);
});

test('uma Luneta muda ao contar o progresso: não segura o q', async () => {
  const luneta = await muteLuneta('PUT');
  const { stdin, stdout, press } = fakeTerminal(80, 24);
  const stop = new AbortController();
  const exit = main([], {
    root: await solvedRoot(),
    stdin,
    stdout,
    stderr: stdout,
    env: luneta.env,
    stop: stop.signal,
  });
  await luneta.asked();
  const before = performance.now();
  press('q');
  expect(await exit).toBe(0);
  expect(performance.now() - before).toBeLessThan(1500);
});

test.runIf(process.platform !== 'win32')('um backend mudo não segura o Ctrl+C', async () => {
  let isAsked = false;
  const url = await serve(() => (isAsked = true));
  const lab = startLab(labRoot(), ['verify', '1', url]);
  expect(await poll(() => isAsked || undefined, { deadlineMs: 15_000 })).toBe(true);
  const before = performance.now();
  lab.child.kill('SIGTERM');
  expect(await lab.exit).toBe(143);
  // O prazo do backend é de 5 s.
  expect(performance.now() - before).toBeLessThan(3000);
  expect(lab.stderr()).toBe('  Interrompido: nada foi conferido.\n');
});

test.runIf(process.platform !== 'win32')('quem insiste no Ctrl+C não espera o programa se despedir', async () => {
  const root = labRoot();
  await runLab(root, ['run', '1']);
  const pidFile = path.join(root, 'pid');
  // Com o SIGTERM ignorado, encerrá-lo leva o prazo inteiro.
  writeFileSync(
    path.join(root, 'meu-lab/01-tracing/tracing.ts'),
    `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);
     require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, process.pid + ' .');`,
  );
  const lab = startLab(root, ['verify', '1']);
  const pid = await poll(
    () => (readdirSync(root).includes('pid') ? Number.parseInt(readFileSync(pidFile, 'utf8')) || undefined : undefined),
    { deadlineMs: 15_000 },
  );
  lab.child.kill('SIGINT');
  // O mesmo Ctrl+C chega duas vezes, pelo terminal e pelo npm: só conta o que vem depois.
  lab.child.kill('SIGINT');
  const insist = setInterval(() => lab.child.kill('SIGINT'), 100);
  onTestFinished(() => clearInterval(insist));
  expect(await lab.exit).toBe(130);
  // Quem espera diz "Interrompido". Este saiu pela porta de emergência, e mesmo assim levou o programa junto.
  expect(lab.stderr()).toBe('');
  expect(await poll(() => (isAlive(pid ?? 0) ? undefined : true), { deadlineMs: 5000 })).toBe(true);
});

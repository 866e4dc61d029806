import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { poll } from './poll.ts';
import { type ServerSpec, startServer } from './start-server.ts';

/** Um servidor HTTP de Node, na porta que recebe, que diz de que pasta roda. */
const SERVER = `
  const server = require('node:http').createServer((_, response) => response.end(process.cwd()));
  server.listen(Number(process.argv[1]), '127.0.0.1');
`;

function nodeSpec(script: string, change: Partial<ServerSpec> = {}): ServerSpec {
  return {
    name: 'O servidor',
    howToInstall: 'Instale-o.',
    portCount: 1,
    commandLine: ([port]) => ({ command: process.execPath, args: ['-e', script, String(port)] }),
    readyUrl: ([port]) => `http://127.0.0.1:${port}/`,
    ...change,
  };
}

test('quem fica pronto atende na porta que recebeu; encerrado, não sobra processo nem pasta', async () => {
  const { pid, ports, close } = await startServer(nodeSpec(SERVER));
  onTestFinished(close);
  const folder = await (await fetch(`http://127.0.0.1:${ports[0]}/`)).text();
  expect(existsSync(folder)).toBe(true);
  await close();
  await close();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(existsSync(folder)).toBe(false);
});

test('o filho dele também acaba', async () => {
  const parent = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    console.log('filho ' + child.pid);
    ${SERVER}
  `;
  const { log, close } = await startServer(nodeSpec(parent));
  onTestFinished(close);
  const child = Number(/filho (\d+)/.exec(log())?.[1]);
  expect(process.kill(child, 0)).toBe(true);
  await close();
  // Quem recolhe o órfão é o init, um instante depois.
  const isGone = (): true | undefined => {
    try {
      process.kill(child, 0);
      return undefined;
    } catch {
      return true;
    }
  };
  expect(await poll(isGone, { deadlineMs: 10_000 })).toBe(true);
});

test('um programa que não está na máquina: diz qual, e como instalar', async () => {
  const spec = nodeSpec('', { commandLine: () => ({ command: 'programa-que-nao-existe', args: [] }) });
  await expect(startServer(spec)).rejects.toThrow(
    'O servidor não está nesta máquina: não achei o programa `programa-que-nao-existe`. Instale-o.',
  );
});

test('um que morre ao começar: o código, e o que ele disse', async () => {
  const spec = nodeSpec(`console.error('chave desconhecida: recievers'); process.exit(3)`);
  await expect(startServer(spec)).rejects.toThrow(
    'O servidor terminou antes da hora (código 3). O que ele escreveu:\nchave desconhecida: recievers',
  );
});

test('um que está no ar e nunca atende: o prazo, e que tipo de falha é', async () => {
  const spec = nodeSpec(`console.log('oi'); setInterval(() => {}, 1000)`, { readyMs: 1500 });
  await expect(startServer(spec)).rejects.toMatchObject({ failure: 'silent', log: 'oi\n' });
});

test('quem desiste não espera o prazo', async () => {
  const spec = nodeSpec('setInterval(() => {}, 1000)', { signal: AbortSignal.abort() });
  await expect(startServer(spec)).rejects.toMatchObject({ failure: 'aborted' });
});

// No Windows não há SIGTERM: ninguém se despede.
test.runIf(process.platform !== 'win32')('encerrado, tem tempo de se despedir', async () => {
  const goodbye = `
    process.once('SIGTERM', () => setTimeout(() => { console.log('fila vazia'); process.exit(); }, 1500));
    ${SERVER}
  `;
  const { log, close } = await startServer(nodeSpec(goodbye, { graceMs: 10_000 }));
  await close();
  expect(log()).toContain('fila vazia');
});

test('uma porta tomada no meio do caminho: tenta outra', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const address = taken.address();
  const takenPort = typeof address === 'object' ? address?.port : undefined;
  let attempts = 0;
  const spec = nodeSpec(SERVER, {
    commandLine: ([port]) => ({
      command: process.execPath,
      args: ['-e', SERVER, String(attempts++ === 0 ? takenPort : port)],
    }),
  });
  const { close } = await startServer(spec);
  onTestFinished(close);
  expect(attempts).toBe(2);
});

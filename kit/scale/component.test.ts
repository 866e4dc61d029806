import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { freePorts } from '../free-ports.ts';
import { poll } from '../poll.ts';
import { Component, type ComponentSpec } from './component.ts';

let folder: string;
let port: number;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'component-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  [port = 0] = await freePorts(1);
});

const SERVER = `
  console.log('pasta ' + process.cwd());
  require('node:http').createServer((_, response) => response.end()).listen(Number(process.env.OWN_PORT), '127.0.0.1');
`;

function create(script: string, change: Partial<ComponentSpec> = {}): Component {
  const component = new Component(
    {
      name: 'one',
      command: process.execPath,
      args: ['-e', script],
      env: { OWN_PORT: String(port) },
      address: `http://127.0.0.1:${port}`,
      isReady: async () => (await fetch(`http://127.0.0.1:${port}`)).ok,
      ...change,
    },
    folder,
  );
  onTestFinished(() => component.stop());
  return component;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('começa, é morto, e volta no mesmo lugar com outro número; encerrado, não sobra nada', async () => {
  const one = create(SERVER);
  expect(one).toMatchObject({ state: 'stopped', pid: undefined });
  const starting = one.start();
  expect(one.state).toBe('starting');
  await starting;
  expect(one.state).toBe('ready');
  expect(one.log()).toContain(`pasta ${folder}`);
  const first = one.pid ?? 0;
  expect(isAlive(first)).toBe(true);

  await one.kill();
  expect(one).toMatchObject({ state: 'ended', pid: undefined });
  expect(isAlive(first)).toBe(false);

  await one.start();
  expect(one.state).toBe('ready');
  const second = one.pid ?? 0;
  expect(second).not.toBe(first);
  await one.start();
  expect(one.pid).toBe(second);

  await one.stop();
  await one.stop();
  await one.kill();
  expect(isAlive(second)).toBe(false);
});

test('quem morre sozinho fica morto', async () => {
  const one = create(SERVER);
  await one.start();
  process.kill(one.pid ?? 0, 'SIGKILL');
  expect(await poll(() => (one.state === 'ended' ? true : undefined), { deadlineMs: 10_000 })).toBe(true);
});

test('o ambiente de quem começa não passa: mudaria o que se mede', async () => {
  process.env.OTEL_SERVICE_NAME = 'de-fora';
  onTestFinished(() => void delete process.env.OTEL_SERVICE_NAME);
  const one = create(`console.log('nome ' + process.env.OTEL_SERVICE_NAME); ${SERVER}`);
  await one.start();
  expect(one.log()).toContain('nome undefined');
});

test('quem termina antes de atender: o erro traz o que ele disse', async () => {
  const one = create("console.error('sem disco'); process.exit(1)");
  await expect(one.start()).rejects.toThrow(/one terminou antes da hora\. O que ele disse por último:\nsem disco/);
  expect(one.state).toBe('ended');
});

test('um programa que não existe é um erro, e não uma espera', async () => {
  const one = create('', { command: path.join(folder, 'nao-existe') });
  await expect(one.start()).rejects.toThrow(/one terminou antes da hora[\s\S]*ENOENT/);
});

test('quem volta só está pronto pelo que disser desta vez', async () => {
  const one = create("console.log('pronto'); setInterval(() => {}, 1000)", {
    isReady: (log) => log.includes('pronto'),
  });
  await one.start();
  await one.kill();
  await one.start();
  expect(one.log().match(/pronto/g)).toHaveLength(2);
});

test('quem desiste de esperar não deixa o processo para trás', async () => {
  const stop = new AbortController();
  const one = create('setInterval(() => {}, 1000)');
  const starting = one.start(stop.signal);
  const pid = one.pid ?? 0;
  stop.abort(new Error('desisti'));
  await expect(starting).rejects.toThrow('desisti');
  expect(isAlive(pid)).toBe(false);
});

test('morto e ligado de novo enquanto se perguntava se atende: só o novo é que conta', async () => {
  let answer: (isReady: boolean) => void = () => {};
  const asked: number[] = [];
  const one = create('setInterval(() => {}, 1000)', {
    isReady: () => {
      asked.push(one.pid ?? 0);
      return asked.length === 1 ? new Promise((resolve) => (answer = resolve)) : asked.length > 3;
    },
  });
  const first = one.start();
  first.catch(() => {});
  await poll(() => (asked.length === 1 ? true : undefined), { deadlineMs: 5000 });
  await one.kill();
  const again = one.start();
  answer(true);
  await first;
  expect(one.state).toBe('starting');
  await again;
  expect(one.state).toBe('ready');
  expect(new Set(asked).size).toBe(2);
});

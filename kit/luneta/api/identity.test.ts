import { spawn } from 'node:child_process';
import { Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PORT_NAMES } from '../doors.ts';
import { startLuneta } from '../start.ts';
import { ANY_PORT_FLAGS, ANY_PORTS } from '../testing/any-ports.ts';
import { waitReady } from '../testing/ready-line.ts';
import { IDENTITY_PATH, type LunetaIdentity } from './identity.ts';

test('diz que é uma Luneta, de que processo, e em que portas escuta', async () => {
  const luneta = await startLuneta({ ports: { ...ANY_PORTS, zipkin: 'off' } });
  onTestFinished(() => luneta.close());
  const response = await fetch(luneta.urls.ui + IDENTITY_PATH);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
  const identity = (await response.json()) as LunetaIdentity;
  const { ports, urls } = luneta;
  expect(identity).toEqual({ ready: true, pid: process.pid, host: '127.0.0.1', ports, urls });
  expect(Object.keys(identity.ports)).toEqual(PORT_NAMES.filter((name) => name !== 'zipkin'));
});

test('é igual à linha de prontidão', async () => {
  const run = fileURLToPath(new URL('../../run.mjs', import.meta.url));
  const child = spawn(process.execPath, [run, 'luneta', '--json', ...ANY_PORT_FLAGS], { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const line = await waitReady<LunetaIdentity>(child, 'a Luneta');
  expect(await (await fetch(line.urls.ui + IDENTITY_PATH)).json()).toEqual(line);
  expect(line.pid).toBe(child.pid);
});

test('enquanto uma porta não abre, ainda não está pronta', async () => {
  const { ports, close } = await startLuneta({ ports: ANY_PORTS });
  await close();
  // A do Zipkin só abre quando mandarmos; as outras, já.
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const { listen } = Server.prototype;
  const spy = vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, options, listening) {
    const open = (): Server => listen.call(this, options, listening);
    if (options.port === ports.zipkin) void released.then(open);
    else open();
    return this;
  });
  onTestFinished(() => spy.mockRestore());

  const starting = startLuneta({ ports });
  const ask = async (): Promise<LunetaIdentity> =>
    (await (await fetch(`http://localhost:${ports.ui}${IDENTITY_PATH}`)).json()) as LunetaIdentity;
  const early = await vi.waitFor(ask, { timeout: 10_000, interval: 10 });
  release();
  const luneta = await starting;
  onTestFinished(() => luneta.close());
  expect(early).toMatchObject({ ready: false, pid: process.pid });
  expect(await ask()).toMatchObject({ ready: true, ports });
});

test('só GET, e só neste caminho', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  const status = async (path: string, init?: RequestInit): Promise<number> =>
    (await fetch(luneta.urls.ui + path, init)).status;
  expect(await status(IDENTITY_PATH, { method: 'POST' })).toBe(404);
  expect(await status(`${IDENTITY_PATH}/`)).toBe(404);
  expect(await status(`/${IDENTITY_PATH}`)).toBe(200);
});

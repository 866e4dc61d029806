/** O gancho, num processo de verdade: o que ele manda chega, some ou falha como num contêiner. */
import { execFile } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { type NetworkPlan, readEvents } from './network-plan.ts';
import { PLAN_VARIABLE } from './plan-variable.ts';

const HOOK = path.join(import.meta.dirname, 'network-hook.ts');

async function runInside(program: string, hosts: NetworkPlan['hosts']) {
  const folder = temporaryFolder();
  const log = path.join(folder, 'rede.log');
  const file = path.join(folder, 'app.cjs');
  writeFileSync(file, program);
  const plan: NetworkPlan = { hosts, address: '127.0.0.1', log };
  const { stdout } = await promisify(execFile)(process.execPath, ['-r', 'tsx/cjs', '-r', HOOK, file], {
    env: { ...process.env, [PLAN_VARIABLE]: JSON.stringify(plan) },
    timeout: 20_000,
  });
  return { lines: stdout.trim().split('\n'), events: readEvents(log) };
}

/** O que um socket UDP desta máquina recebe. */
async function receiver() {
  const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  onTestFinished(() => void socket.close());
  await once(socket, 'listening');
  const received: string[] = [];
  socket.on('message', (message) => received.push(message.toString()));
  return { port: socket.address().port, received };
}

const SEND = (host: string, port: number): string => `
  const socket = require('node:dgram').createSocket('udp4');
  socket.send(Buffer.from('oi'), 0, 2, ${port}, '${host}', (error, bytes) => {
    console.log(error ? error.code : 'foram ' + bytes);
    socket.close();
  });`;

test('UDP: o nome da rede leva ao destino; localhost some sem aviso; outro nome não existe', async () => {
  const { port, received } = await receiver();
  const hosts = { jaeger: { 'udp/6832': port } };
  expect((await runInside(SEND('jaeger', 6832), hosts)).lines).toEqual(['foram 2']);
  await expect.poll(() => received).toEqual(['oi']);

  const lost = await runInside(SEND('localhost', 6832), hosts);
  expect(lost).toMatchObject({
    lines: ['foram 2'],
    events: [{ what: 'nobody_listens', host: 'localhost', port: 6832 }],
  });
  const unknown = await runInside(SEND('jager', 6832), hosts);
  expect(unknown).toMatchObject({ lines: ['ENOTFOUND'], events: [{ what: 'unknown_name', host: 'jager' }] });
  const closed = await runInside(SEND('jaeger', 6831), hosts);
  expect(closed.events).toEqual([{ what: 'nobody_listens', transport: 'udp', host: 'jaeger', port: 6831 }]);
  expect(received).toEqual(['oi']);
});

test('TCP: o fetch e o http acham o serviço; localhost recusa, menos o que o próprio app abriu', async () => {
  const server = net.createServer((socket) =>
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\noi'),
  );
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const outside = (server.address() as AddressInfo).port;
  const program = `
    const http = require('node:http');
    const ask = (url) => fetch(url).then((r) => r.text(), (error) => error.cause.code);
    const askOld = (url) => new Promise((resolve) => http.get(url, (r) => resolve(r.statusCode)).on('error', (e) => resolve(e.code)));
    const own = http.createServer((_, response) => response.end('eu'));
    own.listen(8080, '0.0.0.0', async () => {
      console.log(await ask('http://backend:4318/'), await askOld('http://backend:4318/'));
      console.log(await ask('http://localhost:${outside}/'), await askOld('http://127.0.0.1:${outside}/'));
      console.log(await ask('http://localhost:8080/'), await ask('http://fora:80/'));
      process.exit();
    });`;
  const { lines, events } = await runInside(program, { backend: { 'tcp/4318': outside } });
  expect(lines).toEqual(['oi 200', 'ECONNREFUSED ECONNREFUSED', 'eu ENOTFOUND']);
  expect(events[0]).toEqual({ what: 'listening', transport: 'tcp', host: '0.0.0.0', port: 8080 });
});

test('a porta que aqui tem dono, lá dentro está livre', async () => {
  const { port } = await receiver();
  const program = `
    const socket = require('node:dgram').createSocket('udp4');
    socket.once('error', (error) => console.log(error.code));
    socket.bind(${port}, '127.0.0.1', () => socket.close(() => console.log('livre')));`;
  expect((await runInside(program, {})).lines).toEqual(['livre']);
});

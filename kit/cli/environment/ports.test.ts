import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { PORT_NAMES, type PortName } from '../../luneta/doors.ts';
import { startLuneta } from '../../luneta/start.ts';
import { ANY_PORTS } from '../../luneta/testing/any-ports.ts';
import { servePort, silent } from '../../testing/serve.ts';
import { checkAppPort, checkBackendPorts } from './ports.ts';
import { machine } from './testing/machine.ts';

type Ports = Record<PortName, number>;

/** As de uma Luneta que acabou de sair: livres. */
async function freePorts(): Promise<Ports> {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  await luneta.close();
  return luneta.ports as Ports;
}

async function listenUdp(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return socket.address().port;
}

const jaeger: RequestListener = (request, response) => {
  response.statusCode = request.url === '/api/services' ? 200 : 404;
  response.end(request.url === '/api/services' ? '{"data":null,"total":0,"limit":0,"offset":0,"errors":null}' : 'nada');
};

test('todas livres', async () => {
  expect(await checkBackendPorts(machine(), await freePorts())).toEqual([
    { code: 'backend_ports', state: 'ok', found: 'As portas padrão do backend estão livres' },
  ]);
});

test('uma Luneta: está bem; ao lado dela, só se fala do que não é dela', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  const ports = luneta.ports as Ports;
  expect(Object.keys(ports)).toHaveLength(PORT_NAMES.length);
  expect(await checkBackendPorts(machine(), ports)).toEqual([
    { code: 'backend_ports', state: 'ok', found: 'A Luneta já está no ar, nas portas padrão dela' },
  ]);

  const otlpHttp = await servePort(jaeger);
  const [check] = await checkBackendPorts(machine(), { ...ports, otlpHttp });
  expect(check).toMatchObject({
    state: 'warning',
    found: `A Luneta está no ar, mas a porta ${otlpHttp} é de outro programa`,
  });
});

test('um Jaeger na porta da interface, outros programas em TCP e em UDP', async () => {
  const [ui, zipkin, jaegerBinary] = await Promise.all([servePort(jaeger), servePort(jaeger), listenUdp()]);
  const [check] = await checkBackendPorts(machine(), { ...(await freePorts()), ui, zipkin, jaegerBinary });
  expect(check.state).toBe('warning');
  expect(check.found).toBe(
    `As portas ${ui} (responde como um Jaeger), ${jaegerBinary}/udp e ${zipkin} são de outros programas`,
  );
  expect(check.fix).toContain(`\nss -lntup | grep -E ':(${ui}|${jaegerBinary}|${zipkin}) '`);
});

test.each<[string, RequestListener]>([
  ['não é JSON', (_, response) => void response.end('<html>')],
  ['JSON de outro', (_, response) => void response.end('{"ready":false,"data":[]}')],
  ['null', (_, response) => void response.end('null')],
  ['nunca responde', silent],
  ['nunca acaba', (_, response) => void setInterval(() => response.write('x'.repeat(10_000)), 1).unref()],
])('quem atende a interface %s: é só outro programa, e não prende a conferência', async (_, listener) => {
  const ui = await servePort(listener);
  const [check] = await checkBackendPorts(machine(), { ...(await freePorts()), ui });
  expect(check.found).toBe(`A porta ${ui} é de outro programa`);
});

test('um programa que não fala HTTP', async () => {
  const server = createServer((socket) => socket.on('error', () => {}).end('oi\n')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const ui = (server.address() as AddressInfo).port;
  const [check] = await checkBackendPorts(machine({ system: 'windows' }), { ...(await freePorts()), ui });
  expect(check.found).toBe(`A porta ${ui} é de outro programa`);
  expect(check.fix).toContain(`\nnetstat -ano | findstr ":${ui}"`);
});

test('a porta do app: livre, do AirPlay, de outro', async () => {
  const { ui } = await freePorts();
  expect(await checkAppPort(machine(), ui)).toMatchObject([{ code: 'app_port', state: 'ok' }]);

  const airPlay = await servePort((_, response) => void response.writeHead(403, { server: 'AirTunes/870.14.1' }).end());
  const [named] = await checkAppPort(machine({ system: 'macos' }), airPlay);
  expect(named).toMatchObject({ state: 'warning', found: expect.stringContaining('Receptor AirPlay') });
  expect(named.fix).toContain('Ajustes do Sistema > Geral > AirDrop e Handoff');

  const other = await servePort(jaeger);
  const [unknown] = await checkAppPort(machine({ system: 'macos' }), other);
  expect(unknown).toMatchObject({ state: 'warning', found: `A porta ${other}, a do app, é de outro programa` });
  expect(unknown.fix).toContain(`\nlsof -nP -i :${other}`);
});

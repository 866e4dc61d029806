/** Clientes hostis sem nenhuma mensagem má: conexões demais, remetentes vagarosos, rajadas de datagramas. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { sendAndCheck } from './fuzz/check-answer.ts';
import { FUZZ_DOORS } from './fuzz/doors.ts';
import type { Door, DoorStats } from './receivers/door.ts';
import type { HttpDoorOptions } from './receivers/http-door.ts';
import { createIngest } from './receivers/ingest.ts';
import { openJaegerHttpDoor } from './receivers/jaeger-http.ts';
import { openJaegerSamplingDoor } from './receivers/jaeger-sampling.ts';
import { openOtlpGrpcDoor } from './receivers/otlp-grpc.ts';
import { openOtlpHttpDoor } from './receivers/otlp-http.ts';
import { rawClient, until } from './receivers/testing/raw-socket.ts';
import { openZipkinDoor } from './receivers/zipkin.ts';
import { type Luneta, startLuneta } from './start.ts';
import { MIN_STORE_BYTES } from './store/memory-store.ts';
import { createStores } from './stores.ts';
import { ANY_PORTS } from './testing/any-ports.ts';

const DEADLINE_MS = 20_000;
const TRACE_ID = 'ca'.repeat(16);

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function start(): Promise<Luneta> {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  closers.push(() => luneta.close());
  return luneta;
}

/** Uma mensagem boa, por uma conexão nova. */
function good(name: string, port: number): Promise<string> {
  const door = FUZZ_DOORS[name];
  return sendAndCheck(port, door, door.canary(TRACE_ID).input, DEADLINE_MS);
}

const ACCEPTED = /^(200|202|gRPC 0)$/;
const TCP_DOORS = Object.keys(FUZZ_DOORS).filter((name) => FUZZ_DOORS[name].transport === 'tcp');

describe('2.000 conexões paradas', () => {
  const CLIENTS = 2000;
  const LIMIT = 1024;
  async function idleConnections(port: number): Promise<Socket[]> {
    const sockets: Socket[] = [];
    closers.push(() => sockets.forEach((socket) => socket.destroy()));
    // Uma de cada vez: o Node aceita uma por volta, e a que não coubesse na espera do sistema tentaria um segundo depois.
    while (sockets.length < CLIENTS) {
      const socket = connect(port, '127.0.0.1');
      sockets.push(socket);
      await once(socket.on('error', () => {}).resume(), 'connect');
    }
    return sockets;
  }

  /** Pede sempre pela mesma conexão; resolve com o estado. */
  function keptAlive(port: number): () => Promise<number | undefined> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    closers.push(() => agent.destroy());
    return () =>
      new Promise((resolve, reject) => {
        const request = get({ host: '127.0.0.1', port, path: '/api/services', agent }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode));
        });
        request.on('error', reject);
      });
  }

  test.each(TCP_DOORS)(
    'em %s: as que passam do limite são fechadas, as outras portas atendem, e depois a porta volta',
    async (name) => {
      const { ports } = await start();
      const port = ports[name as keyof typeof ports]!;
      const sockets = await idleConnections(port);
      const open = () => sockets.filter(({ closed }) => !closed).length;
      await until(() => open() <= LIMIT, 'as conexões a mais serem fechadas', DEADLINE_MS);
      const others = TCP_DOORS.filter((other) => other !== name);
      const answers = await Promise.all(others.map((other) => good(other, ports[other as keyof typeof ports]!)));
      expect(answers.filter((answer) => !ACCEPTED.test(answer))).toEqual([]);
      for (const socket of sockets) socket.destroy();
      await until(() => open() === 0, 'as conexões saírem');
      await expect.poll(() => good(name, port), { timeout: DEADLINE_MS }).toMatch(ACCEPTED);
    },
    60_000,
  );

  test('quem já tinha uma conexão segue atendido por ela', async () => {
    const { ports, doors } = await start();
    const requestUi = keptAlive(ports.ui!);
    const requestOtlp = keptAlive(ports.otlpHttp!);
    expect([await requestUi(), await requestOtlp()]).toEqual([200, 404]);
    const sockets = await Promise.all([idleConnections(ports.ui!), idleConnections(ports.otlpHttp!)]);
    const closed = (list: Socket[]) => list.filter((socket) => socket.closed).length;
    await until(() => sockets.every((list) => closed(list) > CLIENTS - LIMIT), 'o limite ser atingido', DEADLINE_MS);
    expect([await requestUi(), await requestOtlp()]).toEqual([200, 404]);
    expect(doors.otlpHttp?.rejected.get('too_many_connections')).toBeGreaterThan(CLIENTS - LIMIT);
  }, 60_000);
});

describe('um byte de cada vez', () => {
  const ingest = createIngest(createStores(MIN_STORE_BYTES));
  const LIMITS = { headersTimeoutMs: 300, requestTimeoutMs: 500 };

  interface SlowDoor {
    name: string;
    open(options: HttpDoorOptions): Promise<Door>;
    /** Linha do pedido e tipo de um corpo que a porta espera chegar. */
    body: string;
    /** Estado de quem manda o corpo aos poucos. */
    bodyStatus: number;
  }
  const doors: SlowDoor[] = [
    {
      name: 'otlpHttp',
      open: (options) => openOtlpHttpDoor({ ...options, ingest }),
      body: 'POST /v1/traces HTTP/1.1\r\nContent-Type: application/json',
      bodyStatus: 408,
    },
    {
      name: 'jaegerHttp',
      open: (options) => openJaegerHttpDoor({ ...options, ingest }),
      body: 'POST /api/traces HTTP/1.1\r\nContent-Type: application/x-thrift',
      bodyStatus: 408,
    },
    {
      name: 'zipkin',
      open: (options) => openZipkinDoor({ ...options, ingest }),
      body: 'POST /api/v2/spans HTTP/1.1\r\nContent-Type: application/json',
      bodyStatus: 408,
    },
    // Esta porta não lê corpo: responde logo, e corta a conexão quando o prazo acaba.
    { name: 'jaegerSampling', open: openJaegerSamplingDoor, body: 'POST /sampling HTTP/1.1', bodyStatus: 405 },
  ];

  async function open(slow: SlowDoor): Promise<Door> {
    const door = await slow.open({ port: 0, limits: LIMITS });
    closers.push(() => door.close());
    return door;
  }

  /** Manda `first` e depois um byte por vez, até ser cortado; resolve com o que recebeu. */
  function drip(port: number, first: string): Promise<string> {
    const { socket, closed } = rawClient(port, first);
    const timer = setInterval(() => socket.writable && socket.write('a'), 10);
    socket.on('close', () => clearInterval(timer));
    closers.push(() => {
      socket.destroy();
    });
    return closed;
  }

  const HEAD = 'POST / HTTP/1.1\r\nHost: localhost\r\nX: ';
  const bodyOf = ({ body }: SlowDoor) => `${body}\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n`;
  const statuses = (received: string[]) => [...new Set(received.map((text) => Number(text.slice(9, 12))))];

  test.each(doors)(
    '$name: cabeçalhos, corpos e silêncios são cortados no prazo sem atrapalhar os outros',
    async (slow) => {
      const door = await open(slow);
      const five = (client: () => Promise<string>) => Promise.all(Array.from({ length: 5 }, client));
      const cut = Promise.all([
        five(() => drip(door.port, HEAD)),
        five(() => drip(door.port, bodyOf(slow))),
        five(() => rawClient(door.port).closed),
      ]);
      // Um pedido bom atrás do outro, até o último vagaroso ser cortado.
      const slowOnes = { over: false };
      void cut.then(() => (slowOnes.over = true));
      const answers = new Set<string>();
      do answers.add(await good(slow.name, door.port));
      while (!slowOnes.over);
      expect([...answers]).toEqual([expect.stringMatching(ACCEPTED)]);
      expect((await cut).map(statuses)).toEqual([[408], [slow.bodyStatus], [408]]);
    },
  );

  test('o corte é contado uma vez por conexão', async () => {
    const [slow] = doors;
    const door = await open(slow);
    await Promise.all([drip(door.port, HEAD), drip(door.port, bodyOf(slow)), rawClient(door.port).closed]);
    expect(Object.fromEntries(door.stats.rejected)).toEqual({ timeout: 3 });
  });

  test.each(doors)('$name: quem envia muito e é recusado no começo ainda recebe a resposta', async (slow) => {
    const door = await slow.open({ port: 0, limits: { bodyBytes: 1000 } });
    closers.push(() => door.close());
    const length = 4 * 1024 * 1024;
    for (const line of ['POST /nada HTTP/1.1', slow.body]) {
      const head = `${line}\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`;
      const { socket, received, closed } = rawClient(door.port, head);
      // Um RST chegaria como erro, ou cortaria o envio.
      const failed: Error[] = [];
      socket.on('error', (error) => failed.push(error));
      await until(() => received().includes('\r\n\r\n'), 'a resposta chegar antes do corpo');
      socket.write(Buffer.alloc(length, ' '));
      expect(await closed).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect({ failed, sent: socket.bytesWritten }).toEqual({ failed: [], sent: head.length + length });
    }
  });

  test('gRPC: uma conexão que não diz a que veio é fechada', async () => {
    const door = await openOtlpGrpcDoor({ port: 0, ingest, limits: { prefaceTimeoutMs: 200 } });
    closers.push(() => door.close());
    const silent = ['', 'P', 'PRI'].map((head) => rawClient(door.port, head).closed);
    expect(await good('otlpGrpc', door.port)).toBe('gRPC 0');
    expect(await Promise.all(silent)).toEqual(['', '', '']);
  });
});

describe('rajadas de 2.000 datagramas', () => {
  const BURST = 2000;
  const rejections = ({ rejected }: DoorStats) => [...rejected.values()].reduce((sum, count) => sum + count, 0);

  const names = ['jaegerCompact', 'jaegerBinary'] as const;
  const kinds = ['bons', 'lixo', 'vazios'] as const;
  test.each(names.flatMap((name) => kinds.map((kind) => ({ name, kind }))))(
    '$name, $kind: o que chega é contado, e depois a porta segue atendendo',
    async ({ name, kind }) => {
      const luneta = await start();
      const port = luneta.ports[name]!;
      const stats = luneta.doors[name]!;
      const { input } = FUZZ_DOORS[name].canary(TRACE_ID);
      const canary = 'datagrams' in input ? input.datagrams[0] : Buffer.alloc(0);
      const datagram = { bons: canary, lixo: Buffer.alloc(1400, 0x5a), vazios: Buffer.alloc(0) }[kind];
      const socket = createSocket('udp4');
      closers.push(() => void socket.close());
      const send = (bytes: Buffer) =>
        new Promise<void>((resolve, reject) => {
          socket.send(bytes, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
        });
      await Promise.all(Array.from({ length: BURST }, () => send(datagram)));
      // A rajada pode ter enchido o buffer do sistema: a mensagem boa insiste até entrar.
      await expect
        .poll(
          async () => {
            const before = stats.spans;
            await send(canary);
            await until(() => stats.spans > before, 'a mensagem boa chegar', 500).catch(() => {});
            return stats.spans > before;
          },
          { timeout: DEADLINE_MS },
        )
        .toBe(true);
      // Do resto, o que coube no buffer do sistema foi contado, como span ou como recusa.
      await expect.poll(() => stats.messages).toBeGreaterThan(BURST / 20);
      expect(stats.spans + rejections(stats)).toBe(stats.messages);
    },
  );
});

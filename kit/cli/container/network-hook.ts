/**
 * Carregado antes do app (`--require`), faz a rede dele parecer a de um contêiner: `localhost` é o próprio contêiner, onde só
 * ele ouve; os serviços da mesma rede se acham pelo nome; e nenhum outro nome existe. Um datagrama para quem não ouve some
 * sem aviso, como na rede de verdade; uma conexão é recusada.
 */
import dgram from 'node:dgram';
import { appendFileSync } from 'node:fs';
import net from 'node:net';
import { isLocalName } from '../../luneta/http/local-name.ts';
import type { NetworkEvent, NetworkPlan } from './network-plan.ts';
import { PLAN_VARIABLE } from './plan-variable.ts';

const { hosts, address, log } = JSON.parse(process.env[PLAN_VARIABLE] ?? '{"hosts":{}}') as NetworkPlan;
const HERE = '127.0.0.1';
/** O que o sistema também toma por esta máquina. */
const ANY = ['', '0.0.0.0', '::'];
/** As portas que o próprio app abriu. */
const own: Record<string, number> = {};

function tell(what: NetworkEvent['what'], transport: 'tcp' | 'udp', host: string, port: number): void {
  appendFileSync(log, `${JSON.stringify({ what, transport, host, port } satisfies NetworkEvent)}\n`);
}

interface Fault extends Error {
  code: string;
  syscall: string;
}

function fault(code: string, syscall: string, where: string): Fault {
  return Object.assign(new Error(`${syscall} ${code} ${where}`), { code, syscall });
}

interface Place {
  host: string;
  port: number;
}

/** Por onde se chega lá nesta máquina; senão, o erro que a rede daria. */
function route(transport: 'tcp' | 'udp', host: string, port: number): Place | Fault {
  const isItself = ANY.includes(host) || isLocalName(host);
  const doors = isItself ? own : hosts[host.toLowerCase()];
  if (!doors) {
    tell('unknown_name', transport, host, port);
    return fault(net.isIP(host) ? 'EHOSTUNREACH' : 'ENOTFOUND', net.isIP(host) ? 'connect' : 'getaddrinfo', host);
  }
  const found = doors[`${transport}/${port}`];
  tell(found === undefined ? 'nobody_listens' : 'delivered', transport, host, port);
  if (found === undefined) return fault('ECONNREFUSED', 'connect', `${host}:${port}`);
  return { host: isItself ? HERE : address, port: found };
}

type Sent = (error: Error | null, bytes?: number) => void;
type Method<T> = (this: T, ...args: unknown[]) => unknown;

const socket = net.Socket.prototype as unknown as Record<'connect', Method<net.Socket>>;
const connect = socket.connect;
socket.connect = function (this: net.Socket, ...args) {
  // O `http` chama com os argumentos já arrumados: uma lista em que o primeiro são as opções.
  const [first, ...rest] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  const isPort = typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first));
  const options = (isPort ? { port: first, host: rest[0] } : first) as Partial<net.TcpNetConnectOpts> & {
    path?: string;
  };
  if (typeof options !== 'object' || options?.port === undefined) return connect.apply(this, args);
  const found = route('tcp', options.host ?? 'localhost', Number(options.port));
  if (!(found instanceof Error)) {
    const listener = rest.find((item) => typeof item === 'function');
    return connect.call(this, { ...options, ...found }, ...(listener ? [listener] : []));
  }
  process.nextTick(() => this.destroy(found));
  return this;
};

const server = net.Server.prototype as unknown as Record<'listen', Method<net.Server>>;
const listen = server.listen;
server.listen = function (this: net.Server, ...args) {
  const [first, second] = args;
  const options = (
    typeof first === 'object' && first !== null ? first : { port: first, host: second }
  ) as net.ListenOptions;
  if (options.path !== undefined || options.port === undefined || Number.isNaN(Number(options.port))) {
    return listen.apply(this, args);
  }
  const host = typeof options.host === 'string' ? options.host : '0.0.0.0';
  const port = Number(options.port);
  this.once('listening', () => {
    own[`tcp/${port}`] = (this.address() as net.AddressInfo).port;
    tell('listening', 'tcp', host, port);
  });
  const listener = args.find((item) => typeof item === 'function');
  return listen.call(this, { port: 0, host: HERE }, ...(listener ? [listener] : []));
};

const udp = dgram.Socket.prototype as unknown as Record<'send' | 'bind', Method<dgram.Socket>>;
const send = udp.send;
/** Sem porta ainda, o socket abre uma e chama `send` de novo: estes já têm o destino trocado. */
const routed = new WeakSet<object>();
udp.send = function (this: dgram.Socket, ...args) {
  // (msg, offset, length, port, address, callback) ou (msg, port, address, callback)
  const at = typeof args[3] === 'number' ? 3 : 1;
  const callback = args.findLast((item) => typeof item === 'function') as Sent | undefined;
  if (callback && routed.has(callback)) return send.apply(this, args);
  const host = typeof args[at + 1] === 'string' ? (args[at + 1] as string) : 'localhost';
  const found = route('udp', host, Number(args[at]));
  if (!(found instanceof Error)) {
    const after: Sent = (error, bytes) => callback?.(error, bytes);
    routed.add(after);
    return send.call(this, ...args.slice(0, at), found.port, found.host, after);
  }
  const isLost = found.code === 'ECONNREFUSED';
  process.nextTick(() => {
    if (isLost) callback?.(null, (args[0] as Uint8Array).length);
    else if (callback) callback(found);
    else this.emit('error', found);
  });
  return undefined;
};

/** Num contêiner novo, toda porta está livre; aqui, pode ter dono. */
const bind = udp.bind;
udp.bind = function (this: dgram.Socket, ...args) {
  const [first, ...rest] = args;
  if (typeof first === 'number') return bind.call(this, 0, ...rest);
  if (typeof first === 'object' && first !== null) return bind.call(this, { ...first, port: 0 }, ...rest);
  return bind.apply(this, args);
};

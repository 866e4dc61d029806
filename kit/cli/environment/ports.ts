/** Quem está nas portas padrão: as do backend e a do app. Nada aqui impede o lab, que procura portas livres. */
import { createSocket } from 'node:dgram';
import { IDENTITY_PATH } from '../../luneta/api/identity.ts';
import { DOORS, PORT_NAMES, type PortName } from '../../luneta/doors.ts';
import { DEFAULT_APP_PORT, isPortFree } from '../app-port.ts';
import type { EnvironmentCheck, Machine } from './check.ts';
import { texts } from './texts.ts';

type Ports = Readonly<Record<PortName, number>>;

const DEFAULT_PORTS = Object.fromEntries(PORT_NAMES.map((name) => [name, DOORS[name].defaultPort])) as Ports;

/** @param ports Para os testes: outras portas no lugar das padrão. */
export async function checkBackendPorts(
  { ask, system }: Pick<Machine, 'ask' | 'system'>,
  ports = DEFAULT_PORTS,
): Promise<EnvironmentCheck[]> {
  const code = 'backend_ports';
  const free = await Promise.all(PORT_NAMES.map((name) => isDoorFree(name, ports[name])));
  const taken = PORT_NAMES.filter((_, i) => !free[i]);
  if (taken.length === 0) return [{ code, state: 'ok', found: texts.doorsFree }];

  const { luneta, isJaeger } = taken.includes('ui') ? await identify(ask, ports.ui) : {};
  const others = taken.filter((name) => luneta?.[name] !== ports[name]);
  if (others.length === 0) return [{ code, state: 'ok', found: texts.doorsOfLuneta }];

  const described = others.map((name) => {
    const port = DOORS[name].transport === 'udp' ? `${ports[name]}/udp` : String(ports[name]);
    return name === 'ui' && isJaeger ? texts.likeJaeger(port) : port;
  });
  const found = texts.doorsTaken(described, luneta !== undefined);
  const fix = texts.doorsTakenFix(
    system,
    others.map((name) => ports[name]),
  );
  return [{ code, state: 'warning', found, fix }];
}

/** @param port Para os testes. */
export async function checkAppPort(
  { ask, system }: Pick<Machine, 'ask' | 'system'>,
  port = DEFAULT_APP_PORT,
): Promise<EnvironmentCheck[]> {
  const code = 'app_port';
  if (await isPortFree(port)) return [{ code, state: 'ok', found: texts.appPortFree(port) }];
  const answer = system === 'macos' ? await ask(`http://127.0.0.1:${port}/`) : undefined;
  if (answer?.server.startsWith('AirTunes')) {
    return [{ code, state: 'warning', found: texts.airPlay(port), fix: texts.airPlayFix(port) }];
  }
  return [{ code, state: 'warning', found: texts.appPortTaken(port), fix: texts.appPortTakenFix(system, port) }];
}

function isDoorFree(name: PortName, port: number): Promise<boolean> {
  return DOORS[name].transport === 'udp' ? isUdpPortFree(port) : isPortFree(port);
}

/** A quem ouve UDP não há o que perguntar: resta tentar ocupar a porta. */
function isUdpPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

interface Holder {
  /** As portas da Luneta que atende. */
  luneta?: Partial<Ports>;
  /** Responde como um Jaeger; uma Luneta também responde. */
  isJaeger?: boolean;
}

async function identify(ask: Machine['ask'], port: number): Promise<Holder> {
  const base = `http://127.0.0.1:${port}`;
  const [identity, services] = (await Promise.all([ask(base + IDENTITY_PATH), ask(`${base}/api/services`)])).map(
    (answer) => answer?.json,
  );
  const isLuneta = isRecord(identity) && identity.ready === true && isRecord(identity.ports);
  return {
    luneta: isLuneta ? (identity.ports as Partial<Ports>) : undefined,
    isJaeger: isRecord(services) && 'data' in services && 'errors' in services,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

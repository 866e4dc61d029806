/** Quem está nas portas padrão: as do backend e a do app. Nada aqui impede o lab, que procura portas livres. */
import { createSocket } from 'node:dgram';
import { DEFAULT_PORTS, DOORS, PORT_NAMES, type PortName } from '../../luneta/doors.ts';
import { DEFAULT_APP_PORT, isPortFree } from '../app-port.ts';
import { findLuneta } from '../backend/find-luneta.ts';
import type { EnvironmentCheck, Machine } from './check.ts';
import { texts } from './texts.ts';

/** @param ports Para os testes: outras portas no lugar das padrão. */
export async function checkBackendPorts(
  { ask, system }: Pick<Machine, 'ask' | 'system'>,
  ports = DEFAULT_PORTS,
): Promise<EnvironmentCheck[]> {
  const code = 'backend_ports';
  const base = `http://127.0.0.1:${ports.ui}`;
  const luneta = (await findLuneta(base))?.ports;
  // Bater às portas dela para nada confundiria o doutor, que conta as visitas.
  const unknown = PORT_NAMES.filter((name) => luneta?.[name] !== ports[name]);
  const free = await Promise.all(unknown.map((name) => isDoorFree(name, ports[name])));
  const others = unknown.filter((_, i) => !free[i]);
  if (others.length === 0) return [{ code, state: 'ok', found: luneta ? texts.doorsOfLuneta : texts.doorsFree }];
  const isJaeger = others.includes('ui') && (await answersAsJaeger(ask, base));

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
export function isUdpPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

async function answersAsJaeger(ask: Machine['ask'], base: string): Promise<boolean> {
  const { json = {} } = (await ask(`${base}/api/services`)) ?? {};
  return 'data' in json && 'errors' in json;
}

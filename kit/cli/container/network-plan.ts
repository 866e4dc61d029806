/** A rede que um contêiner vê: quem ele acha pelo nome, e em que portas. É o que `network-hook.ts` recebe e o que ele conta. */
import { readFileSync } from 'node:fs';
import { DOORS, PORT_NAMES, type PortName } from '../../luneta/doors.ts';
import type { ComposeFile } from './compose-file.ts';
import type { ComposeService } from './compose-service.ts';

/** `tcp/4318`, `udp/6832`: a porta de dentro do contêiner, e a desta máquina em que ela está. */
export type Doors = Readonly<Record<string, number>>;

export interface NetworkPlan {
  /** Por nome que o contêiner acha, o que ouve nele. */
  hosts: Readonly<Record<string, Doors>>;
  /** O endereço desta máquina em que as portas de `hosts` estão. */
  address: string;
  /** Onde contar o que acontece: um JSON por linha. */
  log: string;
}

/** O que o programa tentou na rede, e o que houve. */
export interface NetworkEvent {
  what: 'listening' | 'delivered' | 'nobody_listens' | 'unknown_name';
  transport: 'tcp' | 'udp';
  host: string;
  /** A de dentro do contêiner. */
  port: number;
}

/** As portas que o Jaeger abre no contêiner dele, e onde a Luneta, que fica no lugar, as tem nesta máquina. */
export function jaegerDoors(ports: Partial<Record<PortName, number>>): Doors {
  const open = PORT_NAMES.flatMap((name) => {
    const { transport, defaultPort } = DOORS[name];
    const port = ports[name];
    return port === undefined ? [] : [[`${transport}/${defaultPort}`, port] as const];
  });
  return Object.fromEntries(open);
}

/** Os nomes que `app` acha: os dos serviços que dividem uma rede com ele. O dele próprio é ele mesmo. */
export function hostsFor(
  { services }: ComposeFile,
  app: ComposeService,
  doorsOf: (service: ComposeService) => Doors,
): Record<string, Doors> {
  const hosts: Record<string, Doors> = {};
  for (const service of services) {
    for (const [network, aliases] of Object.entries(service.networks)) {
      if (!Object.hasOwn(app.networks, network)) continue;
      const names = [service.name, ...aliases, ...(service.containerName === undefined ? [] : [service.containerName])];
      for (const name of names) hosts[name.toLowerCase()] = doorsOf(service);
    }
  }
  return hosts;
}

/** O que o programa fez na rede até agora. */
export function readEvents(log: string): NetworkEvent[] {
  let text = '';
  try {
    text = readFileSync(log, 'utf8');
  } catch {
    // Ele ainda não fez nada.
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as NetworkEvent);
}

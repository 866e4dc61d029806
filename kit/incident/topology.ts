/** O sistema em que o incidente acontece: os serviços, as operações, e quem chama quem. */
import type { Random } from './random.ts';
import { type Theme, THEMES } from './themes.ts';

export interface Service {
  /** "aeroporto-bagagem". */
  name: string;
  /** Os `service.instance.id`: dois ou três. */
  instances: readonly string[];
  /** O `service.version`. */
  version: string;
}

export interface Operation {
  service: Service;
  /** "GET /malas". */
  name: string;
  /** Quanto trabalha, sem contar as chamadas. Em milissegundos. */
  selfMs: number;
  /** O que chama, uma de cada vez, nesta ordem. */
  calls: readonly Operation[];
}

export interface System {
  theme: string;
  /** O primeiro é o que recebe os pedidos de fora. */
  services: readonly Service[];
  /** As operações dele. */
  entries: readonly Operation[];
  /** Todas, cada uma depois das que chama. */
  operations: readonly Operation[];
}

const METHODS = ['GET', 'POST'];

export function drawSystem(random: Random): System {
  const theme = random.pick(THEMES);
  const inside = random.shuffle(Object.keys(theme.services)).slice(0, random.int(3, 5));
  const services = inside.map((name) => drawService(random, `${theme.name}-${name}`));
  // As duas primeiras são do meio: chamam as do fundo, que não chamam ninguém.
  const middle = services.slice(0, 2);
  const bottom = services.slice(2).flatMap((service, i) => drawOperations(random, theme, inside[i + 2], service, []));
  const middleOperations = middle.flatMap((service, i) => drawOperations(random, theme, inside[i], service, bottom));

  const web = drawService(random, `${theme.name}-web`);
  const entries = theme.routes.map((name, i): Operation => {
    // Duas do meio, uma de cada serviço, em rodízio: ninguém fica sem ser chamado.
    const calls = middle.map(({ name: of }) => middleOperations.filter(({ service }) => service.name === of)[i % 2]);
    return { service: web, name, selfMs: random.int(6, 16), calls: random.shuffle(calls) };
  });
  return {
    theme: theme.name,
    services: [web, ...services],
    entries,
    operations: [...bottom, ...middleOperations, ...entries],
  };
}

function drawService(random: Random, name: string): Service {
  const instances = Array.from({ length: random.int(2, 3) }, (_, i) => `${name}-${i + 1}`);
  return { name, instances, version: `${random.int(1, 4)}.${random.int(0, 9)}.${random.int(0, 9)}` };
}

/** Duas; as `below` se repartem entre elas, para que todas tenham quem as chame. */
function drawOperations(
  random: Random,
  { services }: Theme,
  kind: string,
  service: Service,
  below: readonly Operation[],
): Operation[] {
  return services[kind].map((noun, i) => ({
    service,
    name: `${METHODS[random.int(0, 1)]} /${noun}`,
    selfMs: random.int(6, 22),
    calls: below.filter((_, position) => position % 2 === i),
  }));
}

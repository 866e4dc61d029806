/** Quem visita a página: o que cada visitante pede, sorteado de uma semente. */
import type { StepRequest } from '../../../course/manifest.ts';
import type { Random } from '../../../incident/random.ts';

/** As da página da estação. `unknown`: um lugar que não existe, e que se espera que responda 404. */
export const STATION_VISIT_KINDS = ['page', 'station', 'place', 'unknown'] as const;
export const VISIT_KINDS = [...STATION_VISIT_KINDS, 'question'] as const;
export type VisitKind = (typeof VISIT_KINDS)[number];

export interface Visit {
  kind: VisitKind;
  /** O que se pede, com a busca. */
  path: string;
  /** O que se manda, em JSON: com isto, o pedido é um POST. */
  json?: unknown;
  /** O código de quem está bem. */
  status: number;
}

/** Quem pede um destes, cada um com a mesma chance; sem eles, quem visita a página da estação. */
export function visitsFrom(requests: readonly StepRequest[] | undefined): (random: Random) => Visit {
  if (!requests) return nextVisit;
  return (random) => ({ status: 200, ...random.pick(requests), kind: 'question' });
}

/** De cem visitas, quantas são de cada tipo. */
const SHARES: Readonly<Record<(typeof STATION_VISIT_KINDS)[number], number>> = {
  page: 15,
  station: 25,
  place: 55,
  unknown: 5,
};

/** Com e sem acentos, como as pessoas digitam. */
const PLACES = [
  'São Paulo',
  'sao paulo',
  'Rio de Janeiro',
  'Brasília',
  'brasilia',
  'Belém',
  'Manaus',
  'Recife',
  'Salvador',
  'Fortaleza',
  'Curitiba',
  'Porto Alegre',
  'Florianópolis',
  'florianopolis',
  'Goiânia',
  'Lisboa',
  'Tóquio',
];
const UNKNOWN_PLACES = ['Atlântida', 'Pasárgada', 'Sucupira dos Sonhos', 'asdfgh'];

export function nextVisit(random: Random): Visit {
  const kind = random.pick(DECK);
  switch (kind) {
    case 'page':
      return { kind, path: '/', status: 200 };
    case 'station':
      return { kind, path: '/api/station', status: 200 };
    case 'place':
      return { kind, path: placePath(random.pick(PLACES)), status: 200 };
    case 'unknown':
      return { kind, path: placePath(random.pick(UNKNOWN_PLACES)), status: 404 };
  }
}

const DECK = STATION_VISIT_KINDS.flatMap((kind) => Array.from({ length: SHARES[kind] }, () => kind));

function placePath(place: string): string {
  return `/api/iss?place=${encodeURIComponent(place)}`;
}

/** Uma em um milhão: mais fino que isto não se mede. */
const FINENESS = 1_000_000;

/** Quanto esperar pela visita seguinte: as pessoas chegam sem combinar (um processo de Poisson), e a média é a pedida. */
export function nextGapMs(random: Random, perSecond: number): number {
  return (-Math.log(random.int(1, FINENESS) / FINENESS) / perSecond) * 1000;
}

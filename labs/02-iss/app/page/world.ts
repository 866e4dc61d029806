// O mapa-múndi: o desenho dos países, e em qual deles um ponto está.

import { geoContains } from 'd3-geo';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import atlas from 'world-atlas/countries-110m.json';
import type { LonLat } from './api.ts';
import { regionName } from './format.ts';

const topology = atlas as unknown as Topology<{
  countries: GeometryCollection<{ name: string }>;
  land: GeometryCollection;
}>;
const { features } = feature(topology, topology.objects.countries);

export const land = feature(topology, topology.objects.land);

/** Só entre dois países: a costa já é o contorno da terra. */
export const borders = mesh(topology, topology.objects.countries, (a, b) => a !== b);

/** O país que tem este ponto, em português; `undefined` no mar. */
export function countryAt(point: LonLat): string | undefined {
  const country = features.find((one) => geoContains(one, point));
  if (!country) return undefined;
  // O atlas os numera pela ISO 3166; os poucos sem número ficam com o nome que o atlas lhes dá.
  return country.id === undefined ? country.properties.name : regionName(String(country.id));
}

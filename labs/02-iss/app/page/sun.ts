// Onde o Sol está a pino. As fórmulas são as do Almanaque Astronômico, com erro de centésimos de grau.

import type { LonLat } from './api.ts';

const DAY_MS = 86_400_000;
const J2000 = Date.UTC(2000, 0, 1, 12);
const RAD = Math.PI / 180;

/** O ponto da Terra que tem o Sol na vertical neste instante. @param at Milissegundos Unix. */
export function subsolarPoint(at: number): LonLat {
  const days = (at - J2000) / DAY_MS;
  const anomaly = (357.528 + 0.9856003 * days) * RAD;
  const longitude = (280.46 + 0.9856474 * days + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RAD;
  const tilt = (23.439 - 0.0000004 * days) * RAD;
  const declination = Math.asin(Math.sin(tilt) * Math.sin(longitude)) / RAD;
  const ascension = Math.atan2(Math.cos(tilt) * Math.sin(longitude), Math.cos(longitude)) / RAD;
  const greenwich = 280.46062 + 360.98564737 * days;
  return [wrap(ascension - greenwich), declination];
}

/** O ponto oposto, no meio da noite. */
export function antisolarPoint(at: number): LonLat {
  const [longitude, latitude] = subsolarPoint(at);
  return [wrap(longitude + 180), -latitude];
}

/** Entre -180 e 180. */
function wrap(degrees: number): number {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

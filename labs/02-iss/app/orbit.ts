// Onde a estação está: a órbita, calculada aqui mesmo, sem perguntar a ninguém.

import { degreesLat, degreesLong, eciToGeodetic, gstime, propagate, twoline2satrec } from 'satellite.js';

export interface Coordinates {
  /** Em graus. */
  latitude: number;
  longitude: number;
}

export interface Station extends Coordinates {
  altitudeKm: number;
  velocityKmS: number;
  /** ISO 8601. */
  at: string;
  /** 'tle': calculada aqui; 'api': de quem a acompanha. */
  source: 'tle' | 'api';
}

/** Os elementos da órbita da estação, em duas linhas (TLE), como ela era em junho de 2019. */
const TLE = [
  '1 25544U 98067A   19156.50900463  .00003075  00000-0  59442-4 0  9992',
  '2 25544  51.6433  59.2583 0008217  16.4489 347.6017 15.51174618173442',
] as const;
/** Um TLE só serve por alguns dias: passados dez, a órbita daqui recomeça. É plausível, e não é a de hoje. */
const VALID_MS = 10 * 24 * 60 * 60 * 1000;
const MINUTE_MS = 60_000;

const satellite = twoline2satrec(...TLE);
const EPOCH_MS = Date.UTC(2019, 5, 5, 12, 12, 58);

/** A posição a esta hora, dentro dos dez dias em que o TLE vale. */
export function stationAt(time: Date): Station {
  const simulated = new Date(EPOCH_MS + ((((time.getTime() - EPOCH_MS) % VALID_MS) + VALID_MS) % VALID_MS));
  const state = propagate(satellite, simulated);
  if (!state) throw new Error(`O TLE não dá a posição em ${simulated.toISOString()}.`);
  const { latitude, longitude, height } = eciToGeodetic(state.position, gstime(simulated));
  const { x, y, z } = state.velocity;
  return {
    latitude: degreesLat(latitude),
    longitude: degreesLong(longitude),
    altitudeKm: height,
    velocityKmS: Math.hypot(x, y, z),
    at: time.toISOString(),
    source: 'tle',
  };
}

/** Por onde ela passa, de meia volta atrás a meia volta adiante: um par [longitude, latitude] a cada `stepMinutes`. */
export function trackAround(time: Date, stepMinutes = 2): [number, number][] {
  const half = 46;
  const count = Math.floor((2 * half) / stepMinutes) + 1;
  return Array.from({ length: count }, (_, index) => {
    const { latitude, longitude } = stationAt(new Date(time.getTime() + (index * stepMinutes - half) * MINUTE_MS));
    return [longitude, latitude];
  });
}

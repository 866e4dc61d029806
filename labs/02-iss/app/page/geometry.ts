// O que se mede sobre o globo, sem desenhar nada.

import { geoDistance, geoInterpolate } from 'd3-geo';
import type { LonLat, Station } from './api.ts';
import { subsolarPoint } from './sun.ts';

const EARTH_RADIUS_KM = 6_371;
const DEGREES = 180 / Math.PI;

export type Light = 'day' | 'twilight' | 'night';

/** A que distância do ponto abaixo da estação, em graus, alguém ainda a tem acima do horizonte. */
export function horizonDegrees(altitudeKm: number): number {
  return Math.acos(EARTH_RADIUS_KM / (EARTH_RADIUS_KM + altitudeKm)) * DEGREES;
}

export function isAboveHorizon(from: LonLat, { longitude, latitude, altitudeKm }: Station): boolean {
  return geoDistance(from, [longitude, latitude]) * DEGREES < horizonDegrees(altitudeKm);
}

/** Crepúsculo é o Sol até 18° abaixo do horizonte. @param at Milissegundos Unix. */
export function lightAt(point: LonLat, at: number): Light {
  const sunHeight = 90 - geoDistance(point, subsolarPoint(at)) * DEGREES;
  if (sunHeight > 0) return 'day';
  return sunHeight > -18 ? 'twilight' : 'night';
}

/** O caminho da estação, dividido onde ela está. */
export function splitTrack(track: readonly LonLat[], station: LonLat): { past: LonLat[]; future: LonLat[] } {
  let nearest = 0;
  track.forEach((point, index) => {
    if (geoDistance(point, station) < geoDistance(track[nearest]!, station)) nearest = index;
  });
  return {
    past: [...track.slice(0, nearest), station],
    future: [station, ...track.slice(nearest + 1)],
  };
}

/** Um ponto entre dois, pelo caminho mais curto. @param share De 0 a 1. */
export function between(from: LonLat, to: LonLat, share: number): LonLat {
  return geoInterpolate(from, to)(share);
}

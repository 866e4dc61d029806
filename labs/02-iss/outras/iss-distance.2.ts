// Outra solução do passo 2: um meter com versão, os instrumentos num objeto, e um callback para vários observables.

import './telemetry';
import { metrics, ValueType } from '@opentelemetry/api';
import { geoDistance } from 'd3-geo';
import { callJson } from './call';
import { type Coordinates, type Station, stationAt, trackAround } from './orbit';
import { createService, listen } from './service';

const API_URL = process.env.ISS_API_URL;
const EARTH_KM = 6371;

const meter = metrics.getMeter('orbits', '2.0.0');

const instruments = {
  calculated: meter.createCounter('iss.distance.calculations', { valueType: ValueType.INT }),
  // As faixas deste estão numa View, em telemetry.ts.
  distance: meter.createHistogram('iss.distance', { unit: 'km' }),
  altitude: meter.createObservableGauge('iss.altitude', { unit: 'km' }),
  velocity: meter.createObservableGauge('iss.velocity', { unit: 'km/s' }),
};

meter.addBatchObservableCallback(
  (result) => {
    const { altitudeKm, velocityKmS } = stationAt(new Date());
    result.observe(instruments.altitude, altitudeKm);
    result.observe(instruments.velocity, velocityKmS);
  },
  [instruments.altitude, instruments.velocity],
);

/** Conta e anota, e devolve o que recebeu. */
function measured(km: number, { source }: Station): number {
  instruments.calculated.add(1, { 'iss.position.source': source });
  instruments.distance.record(km, { 'iss.position.source': source });
  return km;
}

async function findStation(): Promise<Station> {
  const computed = stationAt(new Date());
  if (!API_URL) return computed;
  try {
    const { body } = await callJson<{ iss_position: Record<keyof Coordinates, string> }>(
      new URL('/iss-now.json', API_URL),
    );
    const { latitude, longitude } = body.iss_position;
    return { ...computed, latitude: Number(latitude), longitude: Number(longitude), source: 'api' };
  } catch {
    return computed;
  }
}

const app = createService();

app.get('/station', async (request, response) => {
  const at = Number(request.query.at);
  response.json(at ? stationAt(new Date(at)) : await findStation());
});

app.get('/track', (_request, response) => {
  response.json(trackAround(new Date()));
});

app.get('/distance', async ({ query }, response) => {
  const [latitude = NaN, longitude = NaN] = [query.latitude, query.longitude].map(Number);
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
    response.status(400).json({ error: 'bad_coordinates', message: 'Escreva as coordenadas em graus.' });
    return;
  }
  const station = await findStation();
  const km = geoDistance([station.longitude, station.latitude], [longitude, latitude]) * EARTH_KM;
  response.json({ station, distanceKm: measured(km, station) });
});

listen(app, { port: 5003 });

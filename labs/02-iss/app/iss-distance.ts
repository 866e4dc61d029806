// iss-distance-service: onde a estação está, e a quantos quilômetros de um lugar.
//
// Ele já funciona: GET /station responde a posição; GET /distance, também a distância; GET /track, o caminho em volta.

import './telemetry';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { geoDistance } from 'd3-geo';
import { callJson } from './call';
import { type Coordinates, type Station, stationAt, trackAround } from './orbit';
import { createService, listen } from './service';
import { traced } from './traced';

/** A API de quem acompanha a estação, na forma da Open Notify; sem ela, a posição se calcula aqui mesmo. */
const API_URL = process.env.ISS_API_URL;
/** O raio médio da Terra. */
const EARTH_KM = 6371;

const tracer = trace.getTracer('iss-distance');
const meter = metrics.getMeter('iss-distance');

// #region 2 Crie um counter das distâncias calculadas, um histogram do valor delas e um observable gauge da altitude
const calculations = meter.createCounter('iss.distance.calculations', {
  unit: '{calculation}',
  description: 'Distâncias calculadas',
});
const distances = meter.createHistogram('iss.distance', {
  unit: 'km',
  description: 'Distância de um lugar até a estação',
  advice: { explicitBucketBoundaries: [500, 1000, 2000, 5000, 10_000, 15_000, 20_000] },
});
meter
  .createObservableGauge('iss.altitude', { unit: 'km', description: 'Altitude da estação' })
  .addCallback((result) => result.observe(stationAt(new Date()).altitudeKm));
// #endregion

interface OpenNotify {
  timestamp: number;
  iss_position: { latitude: string; longitude: string };
}

async function askApi(): Promise<Station> {
  const url = new URL('/iss-now.json', API_URL);
  // #region 3.3 Antes de pedir: o que se pede, e a quem
  const span = trace.getActiveSpan();
  span?.setAttributes({
    'http.request.method': 'GET',
    'url.full': url.href,
    'server.address': url.hostname,
    'server.port': Number(url.port || 80),
  });
  // #endregion
  // #region 4.3 A API é de outros: o nosso baggage não vai até ela
  const outside = propagation.deleteBaggage(context.active());
  const { status, body, resends } = await context.with(outside, () => callJson<OpenNotify>(url));
  // #problema
  // const { status, body, resends } = await callJson<OpenNotify>(url);
  // #endregion
  const { latitude, longitude } = body.iss_position;
  // #region 3.3 Depois: o que veio, e quantas vezes foi preciso pedir
  span?.setAttributes({
    'http.response.status_code': status,
    'iss.position': `${latitude},${longitude}`,
  });
  if (resends > 0) span?.setAttribute('http.request.resend_count', resends);
  // #endregion
  // A API só diz onde; o resto se calcula.
  return {
    ...stationAt(new Date()),
    latitude: Number(latitude),
    longitude: Number(longitude),
    at: new Date(body.timestamp * 1000).toISOString(),
    source: 'api',
  };
}

// #region 3.2 Embrulhe askApi num span, sem mexer nela
const getCoordinates = traced('getting-iss-coordinates', askApi);
// #problema
// const getCoordinates = askApi;
// #endregion

/** Se quem sabe não responde, vale o cálculo: o visitante não fica sem o mapa. */
async function findStation(): Promise<Station> {
  if (!API_URL) return stationAt(new Date());
  try {
    return await getCoordinates();
  } catch {
    return stationAt(new Date());
  }
}

function distanceKm(a: Coordinates, b: Coordinates): number {
  return geoDistance([a.longitude, a.latitude], [b.longitude, b.latitude]) * EARTH_KM;
}

const app = createService();

app.get('/station', async (request, response) => {
  const at = Number(request.query.at);
  response.json(at ? stationAt(new Date(at)) : await findStation());
});

app.get('/track', (_request, response) => {
  response.json(trackAround(new Date()));
});

app.get('/distance', async (request, response) => {
  const latitude = Number(request.query.latitude ?? NaN);
  const longitude = Number(request.query.longitude ?? NaN);
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
    response.status(400).json({
      error: 'bad_coordinates',
      message: 'Escreva as coordenadas em graus: /distance?latitude=49.87&longitude=8.65',
    });
    return;
  }
  // #region 3.1 Abra o span do cálculo
  await tracer.startActiveSpan('calculating-api-distance', async (span) => {
    // #endregion
    const station = await findStation();
    const distance = distanceKm(station, { latitude, longitude });
    // #region 2 Conte este cálculo, e anote a distância
    calculations.add(1, { 'iss.position.source': station.source });
    distances.record(distance);
    // #endregion
    response.json({ station, distanceKm: distance });
    // #region 3.1 Termine o span
    span.end();
  });
  // #endregion
});

listen(app, { port: 5003 });

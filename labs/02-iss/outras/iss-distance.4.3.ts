// Outra solução do passo 4.3: tudo o que sai para fora passa por uma função, que leva o span e deixa o baggage.

import './telemetry';
import { context, metrics, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import { geoDistance } from 'd3-geo';
import { type Answer, callJson, errorType } from './call';
import { type Coordinates, type Station, stationAt, trackAround } from './orbit';
import { createService, listen } from './service';

const EARTH_KM = 6371;

const tracer = trace.getTracer('estacao');
const meter = metrics.getMeter('estacao');

const calculations = meter.createCounter('iss.distance.calculations');
const distances = meter.createHistogram('iss.distance', {
  unit: 'km',
  advice: { explicitBucketBoundaries: [1000, 4000, 8000, 12_000, 16_000, 20_000] },
});
const altitude = meter.createObservableGauge('iss.altitude', { unit: 'km' });
meter.addBatchObservableCallback((result) => result.observe(altitude, stationAt(new Date()).altitudeKm), [altitude]);

interface OpenNotify {
  timestamp: number;
  iss_position: Record<'latitude' | 'longitude', string>;
}

/** Um baggage vazio no lugar do nosso: o propagador não tem o que escrever. */
function callOutside<Body>(url: URL): Promise<Answer<Body>> {
  const empty = propagation.setBaggage(context.active(), propagation.createBaggage());
  return context.bind(empty, () => callJson<Body>(url))();
}

async function askApi(base: string): Promise<Station> {
  const url = new URL('/iss-now.json', base);
  const attributes = {
    'http.request.method': 'GET',
    'url.full': url.href,
    'server.address': url.hostname,
    'server.port': Number(url.port || 80),
  };
  return tracer.startActiveSpan('getting-iss-coordinates', { attributes }, async (span) => {
    try {
      const { status, body, resends } = await callOutside<OpenNotify>(url);
      const { latitude, longitude } = body.iss_position;
      span.setAttribute('http.response.status_code', status).setAttribute('iss.position', `${latitude},${longitude}`);
      if (resends > 0) span.setAttribute('http.request.resend_count', resends);
      return {
        ...stationAt(new Date()),
        latitude: Number(latitude),
        longitude: Number(longitude),
        source: 'api' as const,
      };
    } catch (error) {
      span.setAttribute('error.type', errorType(error)).setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

function findStation(): Promise<Station> {
  const base = process.env.ISS_API_URL;
  const calculated = async (): Promise<Station> => stationAt(new Date());
  return base ? askApi(base).catch(calculated) : calculated();
}

const app = createService();

app.get('/station', async ({ query }, response) => {
  response.json(query.at ? stationAt(new Date(Number(query.at))) : await findStation());
});

app.get('/track', (_request, response) => {
  response.json(trackAround(new Date()));
});

app.get('/distance', (request, response) =>
  tracer.startActiveSpan('calculating-api-distance', async (span) => {
    const here: Coordinates = { latitude: Number(request.query.latitude), longitude: Number(request.query.longitude) };
    const station = await findStation();
    const distanceKm = geoDistance([station.longitude, station.latitude], [here.longitude, here.latitude]) * EARTH_KM;
    calculations.add(1, { 'iss.position.source': station.source });
    distances.record(distanceKm);
    response.json({ station, distanceKm });
    span.end();
  }),
);

listen(app, { port: 5003 });

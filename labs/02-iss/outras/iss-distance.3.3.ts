// Outra solução do passo 3.3: os nomes que vêm das convenções, um atributo por vez, e a repetição contada mesmo quando é zero.

import './telemetry';
import { metrics, type Span, trace } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_RESEND_COUNT,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_URL_FULL,
} from '@opentelemetry/semantic-conventions';
import { geoDistance } from 'd3-geo';
import { callJson } from './call';
import { type Station, stationAt, trackAround } from './orbit';
import { createService, listen } from './service';
import { traced } from './traced';

const tracer = trace.getTracer('iss-distance');
const meter = metrics.getMeter('iss-distance');
const calculations = meter.createCounter('iss.distance.calculations', { unit: '{calculation}' });
const distances = meter.createHistogram('iss.distance', {
  unit: 'km',
  advice: { explicitBucketBoundaries: [1000, 5000, 10_000, 20_000] },
});
meter.createObservableGauge('iss.altitude', { unit: 'km' }).addCallback((gauge) => {
  gauge.observe(stationAt(new Date()).altitudeKm);
});

interface OpenNotify {
  timestamp: number;
  iss_position: { latitude: string; longitude: string };
}

const getCoordinates = traced('getting-iss-coordinates', async (base: string): Promise<Station> => {
  const span = trace.getActiveSpan() as Span;
  const url = new URL('/iss-now.json', base);
  span.setAttribute(ATTR_HTTP_REQUEST_METHOD, 'GET');
  span.setAttribute(ATTR_URL_FULL, String(url));
  const answer = await callJson<OpenNotify>(url);
  const { latitude, longitude } = answer.body.iss_position;
  span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, answer.status);
  span.setAttribute(ATTR_HTTP_REQUEST_RESEND_COUNT, answer.resends);
  span.setAttribute('iss.position', [latitude, longitude].join());
  return { ...stationAt(new Date()), latitude: Number(latitude), longitude: Number(longitude), source: 'api' };
});

async function findStation(): Promise<Station> {
  const { ISS_API_URL } = process.env;
  return ISS_API_URL ? getCoordinates(ISS_API_URL).catch(() => stationAt(new Date())) : stationAt(new Date());
}

const app = createService();

app.get('/station', async (_request, response) => {
  response.json(await findStation());
});

app.get('/track', (_request, response) => {
  response.json(trackAround(new Date()));
});

app.get('/distance', (request, response) =>
  tracer.startActiveSpan('calculating-api-distance', async (span) => {
    try {
      const station = await findStation();
      const { latitude, longitude } = request.query;
      const km = geoDistance([Number(longitude), Number(latitude)], [station.longitude, station.latitude]) * 6371;
      calculations.add(1, { 'iss.position.source': station.source });
      distances.record(km);
      response.json({ station, distanceKm: km });
    } finally {
      span.end();
    }
  }),
);

listen(app, { port: 5003 });

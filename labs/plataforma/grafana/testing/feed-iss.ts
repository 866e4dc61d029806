/**
 * Visitas ao lab 02 com números escolhidos, mandadas por OTLP com o SDK: assim se sabe o que cada painel tem de mostrar. Os
 * nomes e as unidades são os de `labs/02-iss/app`; um teste confere que continuam lá.
 */
import { type Context, type Meter, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { type Feeder, feederOf, logsOf, metersOf, spanOf, tracesOf } from './feed.ts';

/** O que acontece em cada visita: de cada 20, quantas dão erro em cada serviço, e quanto cada um demora. */
export const VISITS = 20;
export const SERVICES = {
  frontend: { operation: 'GET /api/iss', errors: 5, durationMs: 30 },
  gateway: { operation: 'GET /iss', errors: 0, durationMs: 20 },
  'geolocator-service': { operation: 'GET /places/:name', errors: 0, durationMs: 900 },
  'station-api': { operation: 'GET /iss-now.json', errors: 10, durationMs: 10 },
} as const;
const LOCAL = { service: 'geolocator-service', operation: 'looking-up-place', durationMs: 5 } as const;
/** De cada 20 procuras, as que não acham; e de cada 20 distâncias, as que não tiveram a API. */
export const NOT_FOUND = 4;
export const WITHOUT_API = 2;
/** Quatro em cinco a 3.000 km, e o resto a 12.000. */
export const DISTANCES_KM = Array.from({ length: VISITS }, (_, i) => (i % 5 === 0 ? 12_000 : 3000));
export const ALTITUDE_KM = 421.5;

/** As métricas que os programas do lab 02 criam: o arquivo, dentro de `labs`, o nome e a unidade. */
export const ISS_INSTRUMENTS = [
  { file: '02-iss/app/iss-distance.ts', name: 'iss.distance.calculations', unit: '{calculation}' },
  { file: '02-iss/app/iss-distance.ts', name: 'iss.distance', unit: 'km' },
  { file: '02-iss/app/iss-distance.ts', name: 'iss.altitude', unit: 'km' },
  { file: '02-iss/app/geolocator.ts', name: 'geolocator.lookups', unit: '{lookup}' },
  { file: '02-iss/app/telemetry.ts', name: 'process.uptime', unit: 's' },
] as const;

/** Vinte visitas por leva; o id é o do trace de uma delas, com logs. @param otlpHttpUrl A base: `http://127.0.0.1:4318`. */
export function startIssFeeder(otlpHttpUrl: string): Feeder {
  const services = Object.keys(SERVICES) as (keyof typeof SERVICES)[];
  const tracers = new Map(services.map((service) => [service, tracesOf(service, otlpHttpUrl)]));
  const geolocator = metersOf('geolocator-service', otlpHttpUrl);
  const distance = metersOf('iss-distance-service', otlpHttpUrl);
  const logs = logsOf('geolocator-service', otlpHttpUrl);
  const lookups = geolocator.getMeter('geolocator').createCounter('geolocator.lookups', { unit: '{lookup}' });
  const measureDistance = distanceInstruments(distance.getMeter('iss-distance'));
  for (const provider of [geolocator, distance]) measureUptime(provider.getMeter('process'));

  function visitOnce(i: number): string {
    let parent: Context = ROOT_CONTEXT;
    for (const service of services) {
      const { operation, errors, durationMs } = SERVICES[service];
      const tracer = tracers.get(service)!.getTracer('iss');
      parent = spanOf(tracer, { operation, kind: SpanKind.SERVER, durationMs, isError: i < errors }, parent);
    }
    const { operation, durationMs } = LOCAL;
    const local = tracers.get(LOCAL.service)!.getTracer('iss');
    const context = spanOf(local, { operation, kind: SpanKind.INTERNAL, durationMs, isError: false }, parent);
    lookups.add(1, { 'geo.place.found': i >= NOT_FOUND });
    measureDistance(i);
    const logger = logs.getLogger('geolocator');
    if (i < NOT_FOUND) {
      logger.emit({
        severityNumber: SeverityNumber.WARN,
        severityText: 'WARN',
        body: 'lugar desconhecido',
        attributes: { 'geo.place.query': 'Macondo' },
        context,
      });
    } else {
      // O último foi escrito fora de um span.
      const where = i === VISITS - 1 ? undefined : context;
      logger.emit({
        severityNumber: SeverityNumber.INFO,
        severityText: 'INFO',
        body: 'lugar encontrado',
        attributes: { 'geo.locality.name': 'Recife' },
        context: where,
      });
    }
    return trace.getSpanContext(context)!.traceId;
  }

  const providers = [...tracers.values(), geolocator, distance, logs];
  const visit = (): string => Array.from({ length: VISITS }, (_, i) => visitOnce(i))[0];
  return feederOf(visit, providers);
}

function distanceInstruments(meter: Meter): (visit: number) => void {
  const calculations = meter.createCounter('iss.distance.calculations', { unit: '{calculation}' });
  const distances = meter.createHistogram('iss.distance', {
    unit: 'km',
    advice: { explicitBucketBoundaries: [500, 1000, 2000, 5000, 10_000, 15_000, 20_000] },
  });
  meter.createObservableGauge('iss.altitude', { unit: 'km' }).addCallback((result) => result.observe(ALTITUDE_KM));
  return (i) => {
    calculations.add(1, { 'iss.position.source': i < WITHOUT_API ? 'tle' : 'api' });
    distances.record(DISTANCES_KM[i]);
  };
}

function measureUptime(meter: Meter): void {
  meter
    .createObservableGauge('process.uptime', { unit: 's' })
    .addCallback((result) => result.observe(process.uptime()));
}

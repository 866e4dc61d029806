// Outra solução do passo 4.5, com as trocas de outras.ts: a medida leva o lugar, e a View não o deixa virar série.

import './telemetry';
import { context, metrics, trace } from '@opentelemetry/api';
import { type AnyValueMap, logs, SeverityNumber } from '@opentelemetry/api-logs';
import { findPlace } from './places';
import { createService, listen } from './service';

const ROUTE = '/places/:name';

const tracer = trace.getTracer('lugares');
const logger = logs.getLogger('lugares');
const lookups = metrics.getMeter('lugares').createCounter('geolocator.lookups');

function tell(severityText: 'INFO' | 'WARN', body: string, attributes: AnyValueMap, where = context.active()): void {
  logger.emit({ severityNumber: SeverityNumber[severityText], severityText, body, attributes, context: where });
}

const app = createService();

app.get(ROUTE, ({ params }, response) => {
  tracer.startActiveSpan('looking-up-place', (span) => {
    const place = findPlace(params.name);
    lookups.add(1, { 'geo.place.found': Boolean(place), 'geo.place.query': params.name });
    const where = context.active();
    response.once('finish', () => {
      const attributes = { 'http.route': ROUTE, 'http.response.status_code': response.statusCode };
      tell('INFO', 'pedido atendido', attributes, where);
    });
    if (place) {
      tell('INFO', 'lugar encontrado', { 'geo.locality.name': place.name, 'geo.country.iso_code': place.country });
      response.json(place);
    } else {
      tell('WARN', 'lugar desconhecido', { 'geo.place.query': params.name });
      response.status(404).json({ error: 'place_not_found', message: `Não conheço "${params.name}".` });
    }
    span.end();
  });
});

listen(app, { port: 5002 });

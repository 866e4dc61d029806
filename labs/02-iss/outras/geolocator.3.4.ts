// Outra solução do passo 3.4: o span e o contexto à parte; e o que se guarda para depois é a própria função, presa ao contexto.

import './telemetry';
import { context, metrics, trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { findPlace, type Place } from './places';
import { createService, listen } from './service';

const tracer = trace.getTracer('geolocator');
const logger = logs.getLogger('geolocator');
const lookups = metrics.getMeter('geolocator').createCounter('geolocator.lookups');

const later: (() => void)[] = [];
const writeAccessLog = (): void => later.splice(0).forEach((write) => write());
setInterval(writeAccessLog, 50).unref();

function tell(place: Place | undefined, query: string): void {
  if (place) {
    const attributes = { 'geo.locality.name': place.name, 'geo.country.iso_code': place.country };
    logger.emit({ severityNumber: SeverityNumber.INFO, severityText: 'INFO', body: 'lugar encontrado', attributes });
  } else {
    const attributes = { 'geo.place.query': query };
    logger.emit({ severityNumber: SeverityNumber.WARN, severityText: 'WARN', body: 'lugar desconhecido', attributes });
  }
}

const app = createService();

app.get('/places/:name', ({ params: { name } }, response) => {
  const span = tracer.startSpan('looking-up-place');
  context.with(trace.setSpan(context.active(), span), () => {
    const place = findPlace(name);
    tell(place, name);
    lookups.add(1);
    if (place) response.json(place);
    else response.status(404).json({ error: 'place_not_found', message: `Não conheço "${name}".` });
    const attributes = { 'http.route': '/places/:name', 'http.response.status_code': response.statusCode };
    const write = (): void =>
      logger.emit({ severityNumber: SeverityNumber.INFO, severityText: 'INFO', body: 'pedido atendido', attributes });
    later.push(context.bind(context.active(), write));
  });
  span.end();
});

listen(app, { port: 5002, beforeStop: writeAccessLog });

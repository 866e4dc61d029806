// Outra solução do passo 1: uma função por severidade, e o registro de cada pedido escrito quando a resposta sai.

import './telemetry';
import { metrics } from '@opentelemetry/api';
import { type AnyValueMap, logs, SeverityNumber } from '@opentelemetry/api-logs';
import { findPlace } from './places';
import { createService, listen } from './service';

const lookups = metrics.getMeter('geolocator').createCounter('geolocator.lookups', { unit: '{lookup}' });
const logger = logs.getLogger('places', '1.0.0');

const write =
  (severityNumber: SeverityNumber) =>
  (body: string, attributes: AnyValueMap): void =>
    logger.emit({ severityNumber, body, attributes, timestamp: Date.now() });

// O texto da severidade é opcional: o número é o que os backends comparam.
const info = write(SeverityNumber.INFO);
const warn = write(SeverityNumber.WARN);

const app = createService();

app.use((_request, response, next) => {
  response.once('finish', () => {
    info('pedido atendido', {
      'http.route': '/places/:name',
      'http.response.status_code': response.statusCode,
    });
  });
  next();
});

app.get('/places/:name', (request, response) => {
  const { name } = request.params;
  const place = findPlace(name);
  lookups.add(1, { 'geo.place.query': name });
  if (!place) {
    warn('lugar desconhecido', { 'geo.place.query': name });
    response.status(404).json({ error: 'place_not_found', message: `Não conheço nenhuma cidade chamada "${name}".` });
    return;
  }
  const { name: locality, country } = place;
  info('lugar encontrado', {
    'geo.locality.name': locality,
    'geo.country.iso_code': country,
    'geo.location.lat': place.latitude,
    'geo.location.lon': place.longitude,
  });
  response.json(place);
});

listen(app, { port: 5002 });

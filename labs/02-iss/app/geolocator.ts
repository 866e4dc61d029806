// geolocator-service: onde fica uma cidade.
//
// Ele já funciona: GET /places/Darmstadt responde as coordenadas; de um nome que não conhece, 404.

import './telemetry';
import { type Context, context, metrics, trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { findPlace } from './places';
import { createService, listen } from './service';

/** O registro de quem pediu o quê se escreve de tempos em tempos, e ninguém espera por ele para responder. */
const ACCESS_LOG_MS = 50;

const tracer = trace.getTracer('geolocator');
const logger = logs.getLogger('geolocator');
const lookups = metrics.getMeter('geolocator').createCounter('geolocator.lookups', {
  unit: '{lookup}',
  description: 'Lugares procurados',
});

interface Access {
  route: string;
  status: number;
  /** Em que contexto o pedido foi atendido. */
  context?: Context;
}

const accesses: Access[] = [];

function writeAccessLog(): void {
  for (const { route, status, context: where } of accesses.splice(0)) {
    // #region 1 Mande para o backend um registro de cada pedido atendido
    logger.emit({
      severityNumber: SeverityNumber.INFO,
      severityText: 'INFO',
      body: 'pedido atendido',
      attributes: { 'http.route': route, 'http.response.status_code': status },
      context: where,
    });
    // #problema
    // console.log(`${route} ${status}`);
    // #endregion
  }
}
setInterval(writeAccessLog, ACCESS_LOG_MS).unref();

const app = createService();

app.get('/places/:name', (request, response) => {
  const { name } = request.params;
  // #region 3.4 Abra o span da procura: os logs de dentro são dele
  tracer.startActiveSpan('looking-up-place', (span) => {
    // #endregion
    const place = findPlace(name);
    // #region 4.5 Conte se o lugar foi achado, e não que lugar é
    lookups.add(1, { 'geo.place.found': place !== undefined });
    // #problema
    // lookups.add(1, { 'geo.place.query': name });
    // #endregion
    if (place) {
      // #region 1 Um lugar encontrado é INFO: o nome e o país vão em atributos, e não no meio da frase
      logger.emit({
        severityNumber: SeverityNumber.INFO,
        severityText: 'INFO',
        body: 'lugar encontrado',
        attributes: { 'geo.locality.name': place.name, 'geo.country.iso_code': place.country },
      });
      // #problema
      // console.log(`lugar encontrado: ${place.name}, ${place.country}`);
      // #endregion
      response.json(place);
    } else {
      // #region 1 Um lugar desconhecido é WARN: ninguém precisa acordar por isso, e muitos deles querem dizer algo
      logger.emit({
        severityNumber: SeverityNumber.WARN,
        severityText: 'WARN',
        body: 'lugar desconhecido',
        attributes: { 'geo.place.query': name },
      });
      // #problema
      // console.log(`lugar desconhecido: ${name}`);
      // #endregion
      response.status(404).json({ error: 'place_not_found', message: `Não conheço nenhuma cidade chamada "${name}".` });
    }
    accesses.push({
      route: '/places/:name',
      status: response.statusCode,
      // #region 3.4 Guarde o contexto de agora: quem escreve o registro já está fora dele
      context: context.active(),
      // #endregion
    });
    // #region 3.4 Termine o span da procura
    span.end();
  });
  // #endregion
});

listen(app, { port: 5002, beforeStop: writeAccessLog });

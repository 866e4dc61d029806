/** A telemetria exigida em cada passo: a tabela do README.md, em código. As dos passos anteriores continuam valendo. */
import { ATTEMPT_ATTRIBUTE } from '../../kit/verify/attempt.ts';
import { type Expectation, log, metric, noValue, span, trace } from '../../kit/verify/expectations.ts';
import { between, contains, exists, matches } from '../../kit/verify/matchers.ts';
import { EMAIL } from './visits.ts';

const DISTANCE = 'iss-distance-service';
const GEOLOCATOR = 'geolocator-service';
/** O lugar que ninguém conhece. */
const UNKNOWN = 'Macondo';

export const checks = {
  '02/0': [
    metric('process.uptime')
      .service(DISTANCE)
      .resource('service.version', matches(/^\d+\.\d+\.\d+/))
      .resource('deployment.environment.name', 'dev')
      .resource(ATTEMPT_ATTRIBUTE, exists),
  ],
  '02/1': [
    log('lugar encontrado')
      .severity('INFO')
      .service(GEOLOCATOR)
      .attribute('geo.locality.name', 'Darmstadt')
      .attribute('geo.country.iso_code', 'DE'),
    log('lugar desconhecido').severity('WARN').service(GEOLOCATOR).attribute('geo.place.query', UNKNOWN),
    log('pedido atendido')
      .severity('INFO')
      .attribute('http.route', '/places/:name')
      .attribute('http.response.status_code', 404),
  ],
  '02/2': [
    metric('iss.distance.calculations')
      .type('counter')
      .service(DISTANCE)
      .attribute('iss.position.source', exists)
      // Quem somasse os quilômetros passaria de mil na primeira vez.
      .value(between(1, 20))
      .seriesAtMost(2),
    metric('iss.distance').type('histogram').unit('km').boundsReach(15_000).seriesAtMost(2),
    metric('iss.altitude').type('gauge').unit('km').value(between(380, 450)),
  ],
  '02/3.1': [span('calculating-api-distance').kind('INTERNAL').service(DISTANCE)],
  '02/3.2': [span('getting-iss-coordinates').childOf('calculating-api-distance').kind('INTERNAL').service(DISTANCE)],
  '02/3.3': [
    span('getting-iss-coordinates')
      .attribute('iss.position', matches(/^-?\d+(\.\d+)?,-?\d+(\.\d+)?$/))
      .attribute('http.request.method', 'GET')
      .attribute('url.full', contains('/iss-now.json'))
      .attribute('http.response.status_code', 200)
      .status('UNSET'),
    span('getting-iss-coordinates').attribute('http.request.resend_count', 1).status('UNSET'),
    span('getting-iss-coordinates').attribute('error.type', '503').status('ERROR'),
  ],
  '02/3.4': [
    span('looking-up-place').kind('INTERNAL').service(GEOLOCATOR),
    log('lugar encontrado').inTrace('looking-up-place'),
    log('lugar desconhecido').inTrace('looking-up-place'),
    log('pedido atendido').inTrace('looking-up-place'),
  ],
  '02/4.1': [
    trace().services('frontend', 'gateway', GEOLOCATOR, DISTANCE),
    span('GET /places/:name')
      .childOf('GET')
      .kind('SERVER')
      .service(GEOLOCATOR)
      .attribute('http.response.status_code', 404)
      .status('UNSET'),
    span('GET').kind('CLIENT').service('gateway').attribute('http.response.status_code', 404).status('ERROR'),
  ],
  '02/4.2': [
    span('GET /iss').service('gateway').attribute('app.channel', 'aula'),
    span('GET /places/:name').service(GEOLOCATOR).attribute('app.channel', 'aula'),
    span('calculating-api-distance').attribute('app.channel', 'aula'),
  ],
  '02/4.3': [
    span('GET /iss-now.json').childOf('GET').service('station-api'),
    trace().containing('getting-iss-coordinates', 'GET /iss-now.json'),
    // O que a API recebe, ela escreve nos seus spans: ali está todo o cabeçalho.
    noValue(matches(/app\.channel=/)),
    span('getting-iss-coordinates').attribute('app.channel', 'aula'),
  ],
  '02/4.4': [
    noValue(matches(new RegExp(EMAIL.replace('@', '(?:@|%40)'), 'i'))),
    log(contains('aviso pedido'), 'aviso').service('frontend').inTrace('request handler'),
    span('GET /api/iss').service('frontend').attribute('url.query', contains('place=Recife')),
  ],
  '02/4.5': [
    metric('geolocator.lookups')
      .type('counter')
      .service(GEOLOCATOR)
      .attribute('geo.place.found', exists)
      .seriesAtMost(2),
    log('lugar desconhecido').attribute('geo.place.query', UNKNOWN),
  ],
} satisfies Record<string, readonly Expectation[]>;

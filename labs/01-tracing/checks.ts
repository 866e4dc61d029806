/** A telemetria exigida em cada passo: a tabela do README.md, em código. As dos passos anteriores continuam valendo. */
import { ATTEMPT_ATTRIBUTE } from '../../kit/verify/attempt.ts';
import { type Expectation, span, stdout } from '../../kit/verify/expectations.ts';
import { contains, exists, inAnyOrder } from '../../kit/verify/matchers.ts';

const MESSAGE = 'SRE and DevOps work together!!!';

/** Uma visita a GET / de quem instrumentou o servidor. */
const VISIT = [
  span('GET /')
    .once()
    .root()
    .kind('SERVER')
    .service('service_example')
    .attribute('http.route', '/')
    .attribute('http.response.status_code', 200),
  span('test_span').once().childOf('request handler').kind('INTERNAL').service('service_example'),
];

export const checks = {
  '01/1': [stdout(MESSAGE), span('test_span_01').once().root().kind('INTERNAL').service('lab01')],
  '01/2': [span('test_span_02').once().childOf('test_span_01').kind('INTERNAL').service('lab01')],
  '01/3': [
    // Antes dos spans: um programa que morreu explica os que faltam.
    stdout('Sem a escala de plantão: seguimos sem ela.'),
    span('test_span_02')
      .attribute('user.roles', inAnyOrder('SRE', 'DevOps'))
      .event('message.printed', { 'message.length': MESSAGE.length }),
    span('test_span_03')
      .once()
      .childOf('test_span_01')
      .kind('INTERNAL')
      .service('lab01')
      .status('ERROR')
      .event('exception', { 'exception.message': contains('plantao.txt') }),
  ],
  '01/4': [
    span('test_span_01').once().root().kind('INTERNAL').service('lab01'),
    span('test_span_02').once().childOf('test_span_01').kind('INTERNAL').service('lab01'),
    span('test_span_03').once().childOf('test_span_01').kind('INTERNAL').service('lab01').status('ERROR'),
  ],
  // O exporter do Jaeger copia o recurso para cada span; o OTLP o manda uma vez só.
  '01/5': [span('test_span_01').service('lab01').withoutAttribute('service.name').resource(ATTEMPT_ATTRIBUTE, exists)],
  '01/6': VISIT,
  '01/7': [
    span('GET')
      .childOf('request handler')
      .kind('CLIENT')
      .service('service_example')
      .attribute('http.response.status_code', 200)
      .status('UNSET'),
    span('GET /:day').childOf('GET').kind('SERVER').service('schedule_example'),
    span('GET')
      .kind('CLIENT')
      .attribute('http.response.status_code', 404)
      .attribute('error.type', '404')
      .status('ERROR'),
    span('GET /:day').childOf('GET').attribute('http.response.status_code', 404).status('UNSET'),
  ],
  // O app de exemplo, num contêiner: a visita é a mesma, só o lugar é outro.
  '01/8': VISIT,
  '01/9': VISIT,
} satisfies Record<string, readonly Expectation[]>;

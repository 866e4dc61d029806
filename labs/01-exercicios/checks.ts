/** A telemetria exigida em cada exercício: a tabela do README.md, em código. Cada um vale por si. */
import { type Expectation, noSpan, span, stdout } from '../../kit/verify/expectations.ts';
import { contains } from '../../kit/verify/matchers.ts';

/** Os três trabalhos de um alerta, no trace dele, que só acaba quando alguém confirma. */
function alertHandled(alert: string): Expectation[] {
  const parent = `alerta ${alert}`;
  return [
    span(parent).once().root().service('plantao').durationAtLeast(20),
    ...['esperar', 'registrar', 'encerrar'].map((job) => span(`${job} ${alert}`).once().childOf(parent)),
  ];
}

/** O teste do aluno, rodado contra uma versão, aprovou ou reprovou. */
function tried(version: string, status: 'pass' | 'fail'): Expectation {
  return span(version).attribute('test.case.result.status', status);
}

/** As duas metades de um pedido, cada uma no seu serviço. */
function reserved(suffix: '' | '/diagnostico'): Expectation[] {
  const order = span(`POST /pedidos${suffix}`).kind('SERVER').service('loja');
  return [
    // O de diagnóstico tem por pai um span de quem o pediu, que não manda os seus para cá.
    suffix === '' ? order.root() : order,
    span(`PUT /reservas${suffix}`).childOf(`POST /pedidos${suffix}`).kind('SERVER').service('estoque'),
  ];
}

export const checks: Readonly<Record<string, readonly Expectation[]>> = {
  '01e/1': [...alertHandled('banco'), ...alertHandled('disco')],
  '01e/2': [
    tried('versão certa', 'pass'),
    tried('sem pai', 'fail'),
    tried('sem status', 'fail'),
    tried('atributo em texto', 'fail'),
    tried('span sem fim', 'fail'),
  ],
  '01e/3': [
    ...reserved(''),
    ...reserved('/diagnostico'),
    noSpan('POST /pedidos/sonda'),
    noSpan('PUT /reservas/sonda'),
    stdout('200 pedidos: a loja guardou 20, e o estoque, 20'),
    stdout('Reservas órfãs, sem o pedido no trace: 0'),
  ],
  '01e/4': [
    span('GET /').once().root().kind('SERVER').service('servidor_esm').attribute('http.route', '/'),
    span('request handler').once().childOf('GET /').service('servidor_esm'),
  ],
  '01e/5': [
    span('send pedidos').childOf('POST /pedidos').kind('PRODUCER').service('loja'),
    span('process pedidos').once().root().kind('CONSUMER').service('entregas').linkedTo('send pedidos'),
    // Os três send têm o mesmo nome: quem conta os links é o programa.
    stdout(contains('Lote de 3, com 3 links')),
  ],
};

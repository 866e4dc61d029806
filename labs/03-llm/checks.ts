/** A telemetria exigida em cada passo: a tabela do README.md, em código. As dos passos anteriores continuam valendo. */
import { answer, type Expectation, log, metric, noValue, rule, span, trace } from '../../kit/verify/expectations.ts';
import { between, contains, exists, matches } from '../../kit/verify/matchers.ts';
import { CONFIDENCE, SECRET } from './visits.ts';

const BACKEND = 'backend';
const CALL = 'call_llm_api';
/** O nome mudou de gen_ai.system para gen_ai.provider.name; as instrumentações ainda escrevem um ou outro. */
const PROVIDER = ['gen_ai.provider.name', 'gen_ai.system'] as const;

/** Numa URL, o espaço é %20 ou +. */
const leaksNothing = noValue(matches(new RegExp(`${SECRET.replace(' ', '(?: |%20|\\+)')}|${CONFIDENCE}`, 'i')));
const received = log('pergunta recebida').service(BACKEND).attribute('llm.question.length', between(10, 100));

export const checks = {
  '03/1': [
    span(CALL)
      .kind('INTERNAL')
      .service(BACKEND)
      .attribute('llm.api.url', matches(/^https?:\/\/[^@]+\/chat\/completions$/))
      .attribute('llm.api.response_length', between(40, 10_000)),
  ],
  '03/2.1': [
    span(CALL).status('ERROR').attribute('error.type', '500').event('exception', { 'exception.message': exists }),
    span(CALL).status('ERROR').attribute('error.type', '429').event('exception'),
    span(CALL).status('UNSET'),
  ],
  '03/2.2': [
    answer('slow'),
    span(CALL).attribute('llm.api.attempt', 1).attribute('error.type', '503').status('ERROR'),
    span(CALL).attribute('llm.api.attempt', 2).status('UNSET'),
    span(CALL).attribute('llm.api.attempt', 2).attribute('error.type', 'timeout').status('ERROR'),
  ],
  '03/2.3': [
    answer('stubborn'),
    span(CALL).attribute('error.type', 'invalid_answer').status('ERROR').event('exception'),
    span(CALL).attribute('llm.api.repair', true).status('UNSET'),
    span(CALL).attribute('llm.api.repair', true).attribute('error.type', 'invalid_answer').status('ERROR'),
  ],
  '03/3': [
    answer('metrics'),
    metric('llm.api.calls')
      .type('counter')
      .service(BACKEND)
      .attribute('gen_ai.request.model', 'lab-1')
      .value(between(1, 50))
      // São sete modelos, e nove jeitos de uma chamada acabar: com um valor a cada chamada, seriam treze.
      .seriesAtMost(12),
    metric('llm.api.calls').attribute('gen_ai.request.model', 'lab-down').attribute('error.type', '500').value(2),
    // A primeira, e uma correção: quem insiste não é chamado mais vezes.
    metric('llm.api.calls')
      .attribute('gen_ai.request.model', 'lab-stubborn')
      .attribute('error.type', 'invalid_answer')
      .value(2),
    // Das perguntas, quatro ficam sem resposta, com as tentativas que tenham tido.
    metric('llm.answer.duration')
      .type('histogram')
      .unit('s')
      .attribute('llm.answer.outcome', 'failed')
      .value(4)
      .boundsFrom(0.5)
      .boundsReach(2),
    metric('llm.answer.duration').attribute('llm.answer.outcome', 'repaired').value(1).seriesAtMost(4),
  ],
  '03/4.1': [
    span('chat lab-1')
      .childOf(CALL)
      .kind('CLIENT')
      .attribute(PROVIDER, 'openai')
      .attribute('gen_ai.request.model', 'lab-1')
      .attribute('gen_ai.usage.input_tokens', between(1, 10_000))
      .attribute('gen_ai.usage.output_tokens', between(1, 10_000))
      .attribute('gen_ai.response.finish_reasons', contains('stop')),
    span('chat lab-down').status('ERROR').attribute('error.type', exists),
    // A que falhou também durou.
    metric('gen_ai.client.operation.duration')
      .type('histogram')
      .unit('s')
      .service(BACKEND)
      .attribute('gen_ai.request.model', 'lab-down'),
    metric('gen_ai.client.token.usage').type('histogram').attribute('gen_ai.token.type', 'output'),
  ],
  '03/4.2': [
    // O primeiro pedaço vem em 150 ms, e o último, mais de meio segundo depois.
    span(CALL).status('UNSET').durationAtLeast(500).attribute('gen_ai.response.time_to_first_chunk', between(0.1, 0.5)),
    metric('gen_ai.client.operation.time_to_first_chunk').type('histogram').unit('s'),
    span('chat lab-1').attribute('gen_ai.usage.output_tokens', between(1, 10_000)).durationAtLeast(500),
  ],
  '03/4.3': [
    span(CALL).attribute('llm.cost', between(1e-7, 0.01)),
    span(CALL).status('ERROR').attribute('error.type', 'invalid_answer').attribute('llm.cost', between(1e-7, 0.01)),
    metric('llm.cost')
      .type('counter')
      .unit('{USD}')
      .attribute('gen_ai.request.model', 'lab-1')
      .value(between(1e-7, 0.01)),
  ],
  '03/4.4': [leaksNothing, received],
  '03/5.1': [
    trace().services('frontend', BACKEND),
    span('POST /ask')
      .childOf('POST')
      .kind('SERVER')
      .service(BACKEND)
      // O B3 sozinho também juntaria os dois: o padrão continua lá, ao lado dele.
      .attribute('http.request.header.traceparent', exists),
    trace().containing('POST /api/ask', CALL),
  ],
  '03/5.2': [
    trace().services('frontend', BACKEND, 'moderation'),
    span('POST /check')
      .childOf('POST')
      .kind('SERVER')
      .service('moderation')
      // Num cabeçalho ou em vários, foi pelo B3 que ele soube: no moderation ninguém mexeu.
      .attribute(['http.request.header.x-b3-traceid', 'http.request.header.b3'], exists),
  ],
  '03/5.3': [
    leaksNothing,
    // O registro da mensagem continua chegando: só o que ela diz é que não.
    log(exists, 'mensagem').service(BACKEND).attribute('event.name', 'gen_ai.user.message').inTrace('chat lab-1'),
    received,
    span('chat lab-1').service(BACKEND).attribute('gen_ai.usage.output_tokens', between(1, 10_000)),
    metric('llm.api.calls').attribute('gen_ai.request.model', 'lab-1'),
  ],
  '03/6.1': [
    // De nove perguntas, quatro ficam sem resposta; o passo seguinte faz mais uma, que a tem.
    rule('llm:errors:ratio').value(between(0.35, 0.5)).seriesAtMost(1),
    // Duas esperam mais de um segundo, e nenhuma, três; a do passo seguinte, talvez.
    rule('llm:wait:p95').value(between(1, 10)).seriesAtMost(1),
    rule('llm:tokens:per_minute').value(between(50, 5000)).seriesAtMost(1),
    rule('llm:cost:per_hour').value(between(0.0005, 0.5)).seriesAtMost(1),
    rule('LlmErrorsHigh').fires().label('severity', exists).annotation('summary', exists),
    rule('LlmWaitHigh').fires(),
    rule('LlmTokensHigh').staysQuiet(),
    rule('LlmCostHigh').staysQuiet(),
  ],
  '03/6.2': [
    // De dez, cinco são boas: uma resposta veio tarde demais. O orçamento é de um vigésimo, e vinte vezes a metade são dez.
    rule('slo:llm:good:ratio').value(between(0.45, 0.55)).seriesAtMost(1),
    rule('slo:llm:budget:burn').value(between(9, 11)),
    rule('LlmBudgetBurning').fires(),
  ],
} satisfies Record<string, readonly Expectation[]>;

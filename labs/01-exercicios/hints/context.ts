/** As dicas do exercício 1: o contexto que se perde. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { type Hints, programHints } from './program.ts';

const ALERTS = ['banco', 'disco'];
const QUEUED = 'jobs.push(context.bind(context.active(), () => work(`registrar ${alert}`)));';
const BOUND = 'context.bind(context.active(), () => work(`encerrar ${alert}`)),';

function forAlerts(code: string, job: string, stages: HintStages): Hints {
  return Object.fromEntries(ALERTS.map((alert) => [`${code}:${job} ${alert}`, stages]));
}

export const contextHints: Hints = {
  ...programHints({
    broken:
      "`import { context, type Span, trace } from '@opentelemetry/api';` no alto, e os parênteses de `" + QUEUED + '`',
    end: '`clearInterval(worker);` e, no alerta, `await once(phone, alert);`',
    once: "`const alerts = [handle('banco'), handle('disco')];`",
  }),
  no_telemetry: [
    'O programa rodou, e nenhum span chegou. Quem esvazia a fila dos lotes antes do fim?',
    'A montagem do provider já vinha pronta: o exporter dentro do processor, o register() e, na última linha de main, o shutdown(). O que mudou nela?',
    'No alto, `provider.register();`, e no fim de main, `await provider.shutdown();`',
  ],
  service_differs: [
    'Os spans chegaram com outro nome de serviço. Você mexeu no recurso do provider?',
    'O nome do serviço é um atributo do recurso, e já vinha pronto. Este exercício não precisa mudá-lo.',
    "No provider: `resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'plantao' }).merge(`",
  ],
  span_missing: [
    'Falta um span que o programa já entregava antes de você começar. Que trabalho deixou de ser feito, ou que span deixou de terminar?',
    'context.bind não roda nada: devolve outra função, e é ela que precisa ser guardada na fila, ou dada ao once. E todo span termina antes do shutdown().',
    'O trabalho continua a ser este: `tracer.startSpan(name).end();`. Na fila entra a função que o bind devolveu: `' +
      QUEUED +
      '`',
  ],
  span_duplicated: [
    'O mesmo trabalho foi feito duas vezes. Em quantos lugares você o pediu?',
    'A versão presa ao contexto entra no lugar da outra, e não ao lado dela: se as duas ficarem na fila, ou as duas ouvirem, o trabalho se repete.',
    'Uma vez na fila, `' + QUEUED + '`, e uma vez no telefone, `' + BOUND + '`',
  ],
  span_not_root: [
    'O span de um alerta devia começar o trace dele, e tem um pai. Que span estava aberto quando o alerta nasceu?',
    'Quem chama handle não está dentro de span nenhum: um span em volta de main seria o pai dos dois alertas, e juntaria os dois traces.',
    "Fora de qualquer span: `const alerts = [handle('banco'), handle('disco')];`",
  ],
  duration_differs: [
    'O span do alerta acabou cedo demais: durou menos que o trabalho que devia conter. O que ele deixou de esperar?',
    'Um filho pode nascer de um pai que já terminou, e a ligação fica certa; o tempo é que fica errado. O end() vem depois da confirmação.',
    'Nesta ordem: `await once(phone, alert);` e só então `span.end();`',
  ],
  ...forAlerts('span_other_trace', 'esperar', [
    'O trabalho do setTimeout saiu do trace do alerta, e ele já estava lá quando você começou. O que você pôs em volta dele?',
    'O setTimeout guarda o contexto de quem o chamou: a função roda mais tarde, e no mesmo contexto. Não é ele que precisa de conserto.',
    'Como estava: `setTimeout(() => work(`esperar ${alert}`), 10);`',
  ]),
  ...forAlerts('span_not_child', 'esperar', [
    'O trabalho do setTimeout nasceu de outro span, ou o alerta dele nunca terminou. O que mudou em volta dele?',
    'O setTimeout guarda o contexto de quem o chamou. Se há um span aberto no meio, é dele que o trabalho nasce; se falta o end() do alerta, o pai não chega.',
    'Dentro do alerta, sem mais nada em volta: `setTimeout(() => work(`esperar ${alert}`), 10);`',
  ]),
  ...forAlerts('span_other_trace', 'registrar', [
    'O trabalho da fila virou a raiz de um trace só dele. Quem o rodou, e em que contexto esse alguém estava?',
    'O trabalhador nasceu com o programa, fora de qualquer alerta, e é no contexto dele que a fila roda. O contexto certo existe na hora de pôr na fila: é lá que context.active() é o do alerta. Um atributo ou um link não fazem um filho.',
    'Na hora de pôr, e não na de tirar: `' + QUEUED + '`',
  ]),
  ...forAlerts('span_not_child', 'registrar', [
    'O trabalho da fila nasceu de outro span. De quem é o contexto em que ele está rodando?',
    'Cada trabalho leva o seu contexto, o do alerta que o pediu. Um contexto guardado numa variável de fora, ou tomado uma vez para todos, é o do primeiro, ou o do último.',
    'Um bind por trabalho, dentro do alerta: `' + QUEUED + '`',
  ]),
  ...forAlerts('span_other_trace', 'encerrar', [
    'O trabalho da confirmação virou uma raiz: não é filho nem do alerta, nem do telefonema. Em que contexto você o prendeu?',
    'ROOT_CONTEXT é o contexto vazio, e context.active() fora do alerta também é. O que se quer é o que estava ativo quando o ouvinte foi registrado.',
    'Dentro do alerta, no once: `' + BOUND + '`',
  ]),
  ...forAlerts('span_not_child', 'encerrar', [
    'O trabalho da confirmação nasceu no trace do telefonema. Quem chama o ouvinte de um EventEmitter?',
    'emit() chama os ouvintes ali mesmo, um a um, como uma função qualquer: eles rodam no contexto de quem emite, e não no de quem registrou. Quem tem de levar o contexto é o ouvinte.',
    'No once, e não no emit: `' + BOUND + '`',
  ]),
};

/** As dicas do exercício 2: um teste para a instrumentação. */
import { type Hints, programHints } from './program.ts';

const RESULT = 'test.case.result.status';

export const testHints: Hints = {
  ...programHints({
    broken:
      '`void tryVersions(check);` na última linha, e `function check(spans: readonly ReadableSpan[]): void {` fechada antes dela',
    end: '`void tryVersions(check);`, sem nada que espere dentro de check',
    once: '`void tryVersions(check);`',
  }),
  no_telemetry: [
    'Nenhum resultado chegou ao backend. Quem chama o teste ainda o chama?',
    'Quem roda check contra cada versão é tryVersions, e é ele que manda os resultados. Sem essa chamada, nada acontece, e nada reclama.',
    'A última linha do arquivo: `void tryVersions(check);`',
  ],
  span_missing: [
    'Falta o resultado de uma versão. O que fez o programa parar no meio, ou que versão deixou de ser rodada?',
    'try-versions.ts roda a certa e as quatro defeituosas, uma a uma, e dá a cada resultado o nome dela. Este exercício não precisa mexer nele, nem em checkout.ts.',
    "Em checkout.ts, como veio: `export const DEFECTS = ['sem pai', 'sem status', 'atributo em texto', 'span sem fim'] as const;`",
  ],
  attribute_missing: [
    'Um resultado chegou sem dizer se a versão foi aprovada. Você mudou quem o escreve?',
    'O span de cada versão é escrito por try-versions.ts, e o seu teste só precisa lançar, ou não.',
    'Em try-versions.ts, como veio: `tracer.startSpan(name, { attributes: result }, parent).end();`',
  ],
  [`attribute_differs:versão certa:${RESULT}`]: [
    'O seu teste reprova a versão certa: um teste que reprova tudo também não serve. O que ele exige que ela não faz?',
    'O motivo está no terminal, ao lado do nome da versão. Lembre-se: são dois spans, e o de dentro termina, e por isso chega, primeiro. Procure-os pelo nome, e não pela posição.',
    "Pelo nome: `const order = spans.find(({ name }) => name === 'pedido');`, e `assert.ok(order, 'pedido não chegou');`",
  ],
  [`attribute_differs:sem pai:${RESULT}`]: [
    'A versão em que cobrar não tem pai foi aprovada. O seu teste olha quem é o pai de quem? E, quando não gosta do que vê, ele lança?',
    'O pai está em parentSpanContext, e o que liga um ao outro é o spanId. Devolver false, ou apanhar o erro com um catch, é aprovar: reprovar é deixar o assert lançar.',
    "`assert.equal(charge.parentSpanContext?.spanId, order.spanContext().spanId, 'cobrar não é filho de pedido');`",
  ],
  [`attribute_differs:sem status:${RESULT}`]: [
    'A versão que não diz que a cobrança falhou foi aprovada. Que status ela tem, e que status o seu teste aceita?',
    'São três: UNSET, OK e ERROR. Quem esquece o setStatus fica em UNSET, que não é OK; por isso "não é OK" aceita o defeito.',
    "Exija o que se quer, e não o contrário do que não se quer: `assert.equal(charge.status.code, SpanStatusCode.ERROR, 'o status de cobrar não é ERROR');`",
  ],
  [`attribute_differs:atributo em texto:${RESULT}`]: [
    'A versão em que order.items é um texto foi aprovada. Para o seu teste, 3 e "3" são a mesma coisa?',
    'Num backend não são: com um texto não se soma, nem se compara. O equal de node:assert compara com ==, que converte antes de comparar; o de node:assert/strict, com ===.',
    "No alto, `import assert from 'node:assert/strict';`, e em check, `assert.equal(order.attributes['order.items'], 3, 'order.items não é o número 3');`",
  ],
  [`attribute_differs:span sem fim:${RESULT}`]: [
    'A versão em que cobrar nunca termina foi aprovada. O que chega ao seu teste, quando um span não termina?',
    'Nada: o exporter só recebe o que terminou, e find devolve undefined. Um teste que só confere o que veio aprova o que não veio.',
    "Antes de olhar dentro dele: `assert.ok(charge, 'cobrar não chegou');`",
  ],
};

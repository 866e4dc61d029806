/** O exercício 5: uma fila, e o lote que sai dela. */
import { mistakesOf } from './trades.ts';

const INJECT = 'propagation.inject(context.active(), message.headers);';
const OPTIONS = '{ kind: SpanKind.CONSUMER, links: linksTo(batch), attributes }';
const OPEN = `courier.startActiveSpan('process pedidos', ${OPTIONS}, (span) => {`;

export const queueMistakes = mistakesOf('01e/5', 'queue.ts', [
  // o contexto atravessaria a fila sozinho
  [INJECT, '', 'link_missing'],
  // o id do trace, copiado para a mensagem, bastaria
  [INJECT, 'message.headers.traceId = span.spanContext().traceId;', 'link_missing'],
  // qualquer contexto serviria
  [INJECT, 'propagation.inject(ROOT_CONTEXT, message.headers);', 'link_missing'],
  // os links só da primeira
  ['links: linksTo(batch),', 'links: linksTo(batch.slice(0, 1)),', 'stdout_missing'],
  // um atributo no lugar do link
  [
    OPTIONS,
    '{\n    kind: SpanKind.CONSUMER,\n    attributes: { ...attributes, links: linksTo(batch).map(({ context: { traceId } }) => traceId) },\n  }',
    'link_missing',
  ],
  // a primeira mensagem por mãe do lote, e links para as outras
  [
    OPEN,
    `const first = propagation.extract(ROOT_CONTEXT, batch[0].headers);\n  const others = { kind: SpanKind.CONSUMER, links: linksTo(batch.slice(1)) };\n  courier.startActiveSpan('process pedidos', others, first, (span) => {`,
    'span_not_root',
  ],
  // um span por mensagem: o lote seria um laço
  [
    OPEN,
    `for (const one of batch.slice(1)) courier.startSpan('process pedidos', { kind: SpanKind.CONSUMER, links: linksTo([one]) }).end();\n  ${OPEN}`,
    'span_duplicated',
  ],
  // quem processa atenderia alguém
  ['SpanKind.CONSUMER', 'SpanKind.SERVER', 'kind_differs:process pedidos'],
  // quem publica chamaria alguém
  ['SpanKind.PRODUCER', 'SpanKind.CLIENT', 'kind_differs'],
]);

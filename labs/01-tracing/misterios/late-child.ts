/** Um filho que continua depois do pai: ninguém esperou por ele. */
import type { Mystery, Traces } from '../../../kit/mysteries/mystery.ts';
import { allNodes, endUs, theOnly } from '../../../kit/mysteries/read-traces.ts';
import { formatDuration } from '../../../kit/format.ts';
import type { SpanNode } from '../../../kit/luneta/query/trace-tree.ts';
import { httpServerAttributes } from '../../../kit/scripted/http-attributes.ts';
import { during } from '../../../kit/scripted/planned-span.ts';

const service = 'gremio-eleicao';

export const lateChild: Mystery = {
  id: 'm6',
  title: 'Depois do fim',
  story:
    'Numa eleição do grêmio, dez votos apareceram na urna e não na auditoria. Foi na hora em que o servidor foi reiniciado, ' +
    'e todos os votantes tinham recebido "voto registrado".',
  question: 'Que trabalho deste pedido a resposta não esperou? Responda com o nome do span.',
  plan: [
    during(0, 96, {
      service,
      name: 'POST /votos',
      kind: 'SERVER',
      attributes: httpServerAttributes('POST /votos', 201),
      children: [
        during(6, 30, { service, name: 'conferir título' }),
        during(34, 82, {
          service,
          name: 'depositar na urna',
          children: [during(38, 80, { service, name: 'INSERT voto', kind: 'CLIENT' })],
        }),
        during(84, 430, {
          service,
          name: 'registrar auditoria',
          children: [
            during(90, 180, { service, name: 'assinar registro' }),
            during(186, 424, { service, name: 'INSERT registro', kind: 'CLIENT' }),
          ],
        }),
      ],
    }),
  ],
  answer: {
    type: 'span',
    find: late,
    against: (wrong) => {
      const { name } = wrong.span;
      if (!wrong.parent)
        return `"${name}" é o próprio pedido: a resposta sai quando ele termina. O que termina depois?`;
      const parent = wrong.parent.span.name;
      if (endUs(wrong.parent) > endUs(root(wrong))) {
        return (
          `"${name}" também passa do fim do pedido, mas dentro de "${parent}", que espera por ele. Quem começou "${parent}" é que ` +
          'não esperou.'
        );
      }
      return (
        `"${name}" termina em ${formatDuration(endUs(wrong))}, e "${parent}", de que ele é filho, em ` +
        `${formatDuration(endUs(wrong.parent))}: esse a resposta esperou.`
      );
    },
  },
  explain: (traces) => {
    const node = late(traces);
    return (
      `O pedido responde em ${formatDuration(endUs(root(node)))}, e "${node.span.name}" só termina em ${formatDuration(endUs(node))}: falta um await. ` +
      'Se o processo morre nesse meio-tempo, o trabalho se perde depois de ter sido prometido. Um filho pode durar mais que o ' +
      'pai de propósito; mas então a promessa tem de estar noutro lugar: uma fila, uma transação.'
    );
  },
};

/** O que passa do fim do pai que o começou. */
function late(traces: Traces): SpanNode {
  const found = allNodes(traces).filter((node) => node.parent && endUs(node) > endUs(node.parent));
  return theOnly(found, 'passa do fim do pai');
}

function root(node: SpanNode): SpanNode {
  let top = node;
  while (top.parent) top = top.parent;
  return top;
}

/** O erro nasce embaixo, e não sobe: o status de um span não passa sozinho para o pai. */
import type { Mystery, Traces } from '../../../kit/mysteries/mystery.ts';
import { allNodes, attribute, endUs, hasFailed, theOnly } from '../../../kit/mysteries/read-traces.ts';
import { formatDuration } from '../../../kit/format.ts';
import type { SpanNode } from '../../../kit/luneta/query/trace-tree.ts';
import { during, exceptionEvent } from '../../../kit/scripted/planned-span.ts';

const service = 'faculdade-matricula';
const STATUS = 'http.response.status_code';

export const collapsedStatus: Mystery = {
  id: 'm7',
  title: 'Verde por fora',
  story:
    'Alunos reclamam que a matrícula dá "erro 500". O painel da equipe, que conta pedidos cujo span SERVER tem status ERROR, ' +
    'mostra zero erros na semana inteira.',
  question: 'Este é o trace de um dos pedidos. Por que o painel não o conta?',
  plan: [
    during(0, 140, {
      service,
      name: 'POST /matriculas',
      kind: 'SERVER',
      attributes: { 'http.route': '/matriculas', [STATUS]: 500 },
      children: [
        during(8, 34, { service, name: 'conferir pré-requisitos' }),
        during(40, 126, {
          service,
          name: 'reservar vaga',
          children: [
            during(48, 118, {
              service,
              name: 'INSERT vaga',
              kind: 'CLIENT',
              attributes: { 'db.system.name': 'postgresql', 'error.type': '23505' },
              error: 'duplicate key value violates unique constraint "vaga_pkey"',
              events: [
                exceptionEvent('DatabaseError', 'duplicate key value violates unique constraint "vaga_pkey"', 117),
              ],
            }),
          ],
        }),
      ],
    }),
  ],
  answer: {
    type: 'choice',
    alternatives: [
      {
        text: 'Nada falhou neste pedido: o aluno viu o erro de outro.',
        holds: (traces) => !allNodes(traces).some(hasFailed),
        against: (traces) =>
          `O span do pedido respondeu ${attribute(request(traces), STATUS)}, e "${origin(traces).span.name}" tem status ERROR, com a exceção ` +
          'num evento. Falhou, e foi aqui.',
      },
      {
        text: 'A falha aconteceu depois que a resposta já tinha saído.',
        holds: (traces) => origin(traces).startUs > endUs(request(traces)),
        against: (traces) =>
          `"${origin(traces).span.name}" termina em ${formatDuration(endUs(origin(traces)))}, e o pedido, em ` +
          `${formatDuration(endUs(request(traces)))}: a falha veio antes da resposta.`,
      },
      {
        text: 'Só o span que falhou foi marcado: o status ERROR não sobe sozinho para os de cima.',
        holds: (traces) => hasFailed(origin(traces)) && !hasFailed(request(traces)),
        against: () => 'O span do pedido também tem status ERROR.',
      },
      {
        text: 'O trace está incompleto: o span que diria o erro do pedido se perdeu.',
        holds: (traces) => allNodes(traces).some(({ orphan }) => orphan),
        against: () =>
          'Não falta ninguém: o pai de cada span está no trace, e o do pedido, que é a raiz, está aí, com status UNSET.',
      },
    ],
  },
  explain: (traces) =>
    `"${origin(traces).span.name}" tem status ERROR, mas quem tratou a exceção no meio do caminho respondeu ` +
    `${attribute(request(traces), STATUS)} sem chamar span.setStatus({ code: SpanStatusCode.ERROR }) no span do pedido. O status é de cada ` +
    'span, e não sobe: quem responde 5xx marca o span SERVER (as instrumentações de HTTP fazem isso por você; à mão, é você).',
};

function request([{ nodes }]: Traces): SpanNode {
  return nodes[0];
}

/** O que falhou. */
function origin(traces: Traces): SpanNode {
  return theOnly(allNodes(traces).filter(hasFailed), 'falhou');
}

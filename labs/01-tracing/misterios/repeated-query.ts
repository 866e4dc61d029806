/** Uma consulta por item da lista: o N+1. */
import type { Mystery, Traces } from '../../../kit/mysteries/mystery.ts';
import { allNodes } from '../../../kit/mysteries/read-traces.ts';
import { groupBy } from '../../../kit/group-by.ts';
import type { SpanNode } from '../../../kit/luneta/query/trace-tree.ts';
import { httpServerAttributes } from '../../../kit/scripted/http-attributes.ts';
import { during } from '../../../kit/scripted/planned-span.ts';

const service = 'escola-turmas';
const FIRST_MS = 32;
const EACH_MS = 31;
const STUDENTS = 13;

export const repeatedQuery: Mystery = {
  id: 'm1',
  title: 'A lista de chamada',
  story:
    'Abrir a lista de chamada de uma turma pequena é rápido; a de uma turma grande demora. O banco jura que nenhuma ' +
    'consulta dele passa de 30 ms, e tem razão.',
  question: 'Quantas das consultas deste trace uma só, que buscasse todos os alunos de uma vez, substituiria?',
  plan: [
    during(0, 450, {
      service,
      name: 'GET /turmas/{id}/chamada',
      kind: 'SERVER',
      attributes: { ...httpServerAttributes('GET /turmas/{id}/chamada', 200), 'url.path': '/turmas/7/chamada' },
      children: [
        during(6, 28, query('SELECT turma', 'SELECT id, nome FROM turma WHERE id = ?')),
        ...Array.from({ length: STUDENTS }, (_, i) =>
          during(
            FIRST_MS + i * EACH_MS,
            FIRST_MS + i * EACH_MS + 28,
            query('SELECT aluno', 'SELECT nome, foto FROM aluno WHERE matricula = ?'),
          ),
        ),
      ],
    }),
  ],
  answer: {
    type: 'number',
    unit: 'consultas',
    tolerance: 0,
    compute: (traces) => repeated(traces).length,
    mistakes: [
      {
        compute: (traces) => queries(traces).length,
        against:
          'Você contou todas as consultas, e a primeira é outra: olhe o atributo db.query.text. A da turma continuaria a ser feita.',
      },
      {
        compute: (traces) => allNodes(traces).length,
        against: 'Você contou também o span do pedido. Ele não é uma consulta: conte só os de kind CLIENT.',
      },
      {
        compute: (traces) => repeated(traces).length - 1,
        against:
          'Falta uma: "substituir" inclui a primeira das repetidas. Na tabela de estatísticas do trace, a coluna da contagem diz quantas são.',
      },
    ],
    against:
      'Olhe os nomes: há um que se repete, um depois do outro, sem nunca dois ao mesmo tempo. A vista Estatísticas do trace conta quantos são.',
  },
  explain: (traces) =>
    `É um N+1: uma consulta acha a turma, e um laço faz mais ${repeated(traces).length}, uma por aluno. Cada uma é rápida, ` +
    'e por isso ninguém a vê numa lista de consultas lentas; num trace, a escada salta aos olhos. O conserto é pedir todos ' +
    'de uma vez: WHERE matricula IN (…).',
};

function query(name: string, text: string) {
  return {
    service,
    name,
    kind: 'CLIENT',
    attributes: { 'db.system.name': 'postgresql', 'db.query.text': text },
  } as const;
}

function queries(traces: Traces): SpanNode[] {
  return allNodes(traces).filter(({ parent }) => parent !== undefined);
}

/** O nome que mais se repete. */
function repeated(traces: Traces): SpanNode[] {
  const groups = [...groupBy(queries(traces), ({ span }) => span.name).values()];
  return groups.toSorted((a, b) => b.length - a.length)[0] ?? [];
}

/** O notebook acaba, e quem espera por ele só vai olhar dois minutos depois: cada pergunta espera o dobro da anterior. */
import { endUs, nodesNamed, theOnly } from '../../../kit/mysteries/read-traces.ts';
import { formatDuration } from '../../../kit/format.ts';
import type { SpanNode } from '../../../kit/luneta/query/trace-tree.ts';
import type { Mystery, Traces } from '../../../kit/mysteries/mystery.ts';
import { httpServerAttributes } from '../../../kit/scripted/http-attributes.ts';
import { during, type PlannedSpan } from '../../../kit/scripted/planned-span.ts';

const api = 'safra-api';
const notebook = 'safra-notebook';

const REQUEST = 'POST /previsao';
const CALL = 'run_notebook';
const RUN_NOW = 'POST /api/2.2/jobs/run-now';
const ASK = 'GET /api/2.2/jobs/runs/get';
const OUTPUT = 'GET /api/2.2/jobs/runs/get-output';
const INVOKED = 'Notebook Invoked';

const SECOND = 1000;
/** Quando se perguntou em que pé está o job, em segundos: 2, e depois o dobro, e o dobro do dobro. */
const ASKED_AT = [2, 6, 14, 30, 62, 126, 254] as const;
/** De quando a quando o notebook rodou, em segundos. */
const RAN = { from: 44, to: 131 } as const;

export const lateAnswer: Mystery = {
  id: 'm11',
  title: 'A previsão que já estava pronta',
  story:
    'Uma cooperativa pede a uma API a previsão da safra. A API roda um notebook num job, e espera por ele. No painel do Databricks, o ' +
    'notebook leva um minuto e meio, todo dia; na API, a previsão leva mais de quatro. Pediram um cluster maior, e não mudou nada.',
  question: 'Este é um pedido de hoje. Onde está a maior parte do tempo que o notebook não explica?',
  plan: [
    during(0, 254.4 * SECOND, {
      service: api,
      name: REQUEST,
      kind: 'SERVER',
      attributes: httpServerAttributes(REQUEST, 200),
      children: [
        during(20, 254.35 * SECOND, {
          service: api,
          name: CALL,
          kind: 'CLIENT',
          attributes: {
            'databricks.job.id': 4127,
            'databricks.run.id': 88_120_455,
            'databricks.run.result_state': 'SUCCESS',
          },
          children: [
            during(30, 210, { service: api, name: RUN_NOW, kind: 'CLIENT' }),
            ...ASKED_AT.map(ask),
            during(RAN.from * SECOND, RAN.to * SECOND, {
              service: notebook,
              name: INVOKED,
              kind: 'SERVER',
              attributes: { 'notebook.dataset': 'safra-2026', 'databricks.run.id': 88_120_455 },
              children: [
                during(44.1 * SECOND, 60 * SECOND, { service: notebook, name: 'extract' }),
                during(60 * SECOND, 122 * SECOND, { service: notebook, name: 'transform' }),
                during(122 * SECOND, 130.9 * SECOND, { service: notebook, name: 'load' }),
              ],
            }),
            during(254.12 * SECOND, 254.3 * SECOND, { service: api, name: OUTPUT, kind: 'CLIENT' }),
          ],
        }),
      ],
    }),
  ],
  answer: {
    type: 'choice',
    alternatives: [
      {
        text: 'No cluster, que demora a ligar antes de o notebook começar.',
        holds: (traces) => beforeUs(traces) > afterUs(traces),
        against: (traces) =>
          `Do pedido ao começo do notebook são ${formatDuration(beforeUs(traces))}, e é muito. Mas há um trecho sem ninguém maior que esse: ` +
          'olhe o que vem depois.',
      },
      {
        text: 'No get-output: o resultado é grande, e demora a chegar.',
        holds: (traces) => theOnly(nodesNamed(traces, OUTPUT), 'busca o resultado').durationUs > beforeUs(traces),
        against: (traces) =>
          `O get-output durou ${formatDuration(theOnly(nodesNamed(traces, OUTPUT), 'busca o resultado').durationUs)}. Ele começa tarde; não demora.`,
      },
      {
        text: 'Na API, que só soube que o notebook tinha acabado quando perguntou de novo, muito depois.',
        holds: (traces) => afterUs(traces) > beforeUs(traces) && noticedUs(traces) <= firstAskAfter(traces),
        against: () => 'Nenhuma pergunta ficou longe demais do fim do notebook.',
      },
      {
        text: 'No transform, que é a etapa mais comprida do notebook.',
        holds: (traces) => theOnly(nodesNamed(traces, 'transform'), 'transforma').durationUs > afterUs(traces),
        against: (traces) =>
          `O transform leva ${formatDuration(theOnly(nodesNamed(traces, 'transform'), 'transforma').durationUs)}, e é o notebook: está nos ` +
          'números do Databricks, que ninguém estranhou. A pergunta é pelo resto.',
      },
      {
        text: 'No job, que rodou duas vezes: a primeira falhou.',
        holds: (traces) => nodesNamed(traces, INVOKED).length > 1 || nodesNamed(traces, RUN_NOW).length > 1,
        against: () => 'Há um run-now, e um Notebook Invoked: o job rodou uma vez, e foi bem.',
      },
    ],
  },
  explain: (traces) =>
    `O notebook acabou, e a API levou mais ${formatDuration(afterUs(traces))} para saber. Ela pergunta com pausas que dobram (2 s, 4 s, 8 s, ` +
    '16 s…): a pergunta anterior veio pouco antes do fim, e a seguinte, dois minutos depois. Dobrar a pausa é o certo para quem insiste contra ' +
    'quem está caído; para quem espera um job, falta um teto: uns poucos segundos custam quase nada, e são o máximo que se perde. Nenhum status ' +
    'o mostraria, e nenhum cluster o conserta. O que o mostra é um trace que tem os dois lados.',
};

function ask(atSeconds: number): PlannedSpan {
  const isOver = atSeconds > RAN.to;
  return during(atSeconds * SECOND, atSeconds * SECOND + 90, {
    service: api,
    name: ASK,
    kind: 'CLIENT',
    attributes: {
      'databricks.run.life_cycle_state': isOver ? 'TERMINATED' : atSeconds < RAN.from ? 'PENDING' : 'RUNNING',
    },
  });
}

function invoked(traces: Traces): SpanNode {
  return theOnly(nodesNamed(traces, INVOKED), 'é o notebook');
}

/** Do pedido ao começo do notebook, em microssegundos. */
function beforeUs(traces: Traces): number {
  return invoked(traces).startUs - endUs(theOnly(nodesNamed(traces, RUN_NOW), 'começa o job'));
}

/** Do fim do notebook até a API saber, em microssegundos. */
function afterUs(traces: Traces): number {
  return noticedUs(traces) - endUs(invoked(traces));
}

/** Quando a API foi buscar o resultado, em microssegundos desde o começo do trace. */
function noticedUs(traces: Traces): number {
  return theOnly(nodesNamed(traces, OUTPUT), 'busca o resultado').startUs;
}

/** A primeira pergunta depois do fim do notebook, já respondida; com folga para o que vem logo em seguida. */
function firstAskAfter(traces: Traces): number {
  const over = endUs(invoked(traces));
  const asked = nodesNamed(traces, ASK)
    .map(endUs)
    .filter((at) => at > over);
  return Math.min(...asked) + 1_000_000;
}

/** O span mais comprido só espera por outro; e há um que trabalha muito sem atrasar ninguém. */
import type { Mystery, Traces } from '../../../kit/mysteries/mystery.ts';
import { allNodes, criticalUs } from '../../../kit/mysteries/read-traces.ts';
import { formatDuration } from '../../../kit/format.ts';
import type { SpanNode } from '../../../kit/luneta/query/trace-tree.ts';
import { httpServerAttributes } from '../../../kit/scripted/http-attributes.ts';
import { during } from '../../../kit/scripted/planned-span.ts';

export const notGuilty: Mystery = {
  id: 'm2',
  title: 'O mais comprido é o culpado?',
  story:
    'O painel do investidor demora um segundo para abrir. Três equipes já olharam o trace: cada uma viu que o span dela ' +
    'é comprido, e que chama o de outra.',
  question: 'Que span, se fosse mais rápido, encurtaria mais este pedido? Responda com o nome dele.',
  plan: [
    during(0, 1000, {
      service: 'corretora-web',
      name: 'GET /painel',
      kind: 'SERVER',
      attributes: httpServerAttributes('GET /painel', 200),
      children: [
        during(8, 985, {
          service: 'corretora-web',
          name: 'buscar dados',
          kind: 'CLIENT',
          children: [
            during(16, 976, {
              service: 'corretora-dados',
              name: 'POST /dados',
              kind: 'SERVER',
              children: [
                during(20, 52, { service: 'corretora-dados', name: 'ler cache' }),
                during(60, 700, { service: 'corretora-dados', name: 'calcular recomendações' }),
                during(60, 960, {
                  service: 'corretora-dados',
                  name: 'buscar cotações',
                  kind: 'CLIENT',
                  children: [
                    during(70, 950, {
                      service: 'corretora-cotacao',
                      name: 'GET /cotacoes',
                      kind: 'SERVER',
                      children: [
                        during(74, 96, { service: 'corretora-cotacao', name: 'validar carteira' }),
                        during(100, 944, { service: 'corretora-cotacao', name: 'consultar a bolsa', kind: 'CLIENT' }),
                      ],
                    }),
                  ],
                }),
              ],
            }),
          ],
        }),
      ],
    }),
  ],
  answer: {
    type: 'span',
    find: guilty,
    against: (wrong, traces) => {
      const own = criticalUs(wrong, traces);
      const { name } = wrong.span;
      if (own === 0) {
        return (
          `"${name}" trabalha ${formatDuration(wrong.selfTimeUs)}, mas ao mesmo tempo que outro que acaba depois dele: está ` +
          'fora do caminho crítico. Se sumisse, o pedido duraria o mesmo.'
        );
      }
      if (wrong.children.length > 0) {
        return (
          `"${name}" dura ${formatDuration(wrong.durationUs)}, mas quase tudo é esperar pelo que está dentro dele: o tempo próprio ` +
          `é de ${formatDuration(wrong.selfTimeUs)}. Desça mais.`
        );
      }
      return `"${name}" está no caminho crítico, mas só ${formatDuration(own)} dele: há um trecho muito maior.`;
    },
  },
  explain: (traces) => {
    const node = guilty(traces);
    return (
      `"${node.span.name}" tem ${formatDuration(criticalUs(node, traces))} do caminho crítico, e nenhum filho: o tempo é dele mesmo. Os ` +
      'compridos acima dele só esperam, e "calcular recomendações" é trabalho de verdade, mas cabe dentro dessa espera. Por ' +
      'isso se olha o caminho crítico, e não a barra maior.'
    );
  },
};

function guilty(traces: Traces): SpanNode {
  return allNodes(traces).toSorted((a, b) => criticalUs(b, traces) - criticalUs(a, traces))[0];
}

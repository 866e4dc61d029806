/** Um serviço inteiro fica lento: todas as instâncias, todas as operações. */
import { type FaultKind, SLOW_FLOOR_MS } from '../fault.ts';
import { worksTooLong } from '../recognize.ts';

export const slowDependency: FaultKind = {
  word: 'lentidao',
  title: 'um serviço ficou lento (o que trabalha, não o que espera)',
  wouldShow:
    'o tempo próprio dos spans SERVER de um serviço teria aumentado em todas as instâncias. Compare um trace do começo com um do fim.',
  draw(random, { services }) {
    const service = random.pick(services.slice(1));
    const factor = random.int(8, 14);
    return {
      service,
      disturbance: {
        selfMs: (usual, { service: own }) => (own === service ? usual * factor + SLOW_FLOOR_MS : usual),
      },
      told: `${service.name} passou a trabalhar ${factor} vezes mais em cada pedido, em todas as instâncias. Quem o chama só esperou.`,
      isShownBy: (trace, usual) => worksTooLong(trace, service.name, usual),
    };
  },
};

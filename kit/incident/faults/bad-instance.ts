/** Uma instância só de um serviço fica lenta: as outras seguem como eram. */
import { type FaultKind, SLOW_FLOOR_MS } from '../fault.ts';
import { worksTooLong } from '../recognize.ts';

export const badInstance: FaultKind = {
  word: 'instancia',
  title: 'uma instância ficou lenta, e as outras não (o serviço dela)',
  wouldShow:
    'só uma instância de um serviço teria mudado: filtre os spans lentos e compare o service.instance.id deles com o dos outros.',
  draw(random, { services }) {
    const service = random.pick(services.slice(1));
    const bad = random.pick(service.instances);
    const factor = random.int(9, 15);
    return {
      service,
      disturbance: {
        selfMs: (usual, _, instance) => (instance === bad ? usual * factor + SLOW_FLOOR_MS : usual),
      },
      told: `A instância ${bad} passou a trabalhar ${factor} vezes mais em cada pedido; as outras de ${service.name} seguiram como eram.`,
      isShownBy: (trace, usual) => worksTooLong(trace, service.name, usual),
    };
  },
};

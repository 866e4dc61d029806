/** Uma versão nova de um serviço faz, uma por uma, as chamadas que antes fazia de uma vez: o N+1. */
import { RESEND_COUNT } from '../../scripted/http-attributes.ts';
import type { FaultKind } from '../fault.ts';
import { callsOf, hasAttribute } from '../recognize.ts';

/** Abaixo disto, chamar de novo é normal. */
const MANY_CALLS = 5;

export const chattyDeploy: FaultKind = {
  word: 'n+1',
  title: 'a versão nova repete uma chamada por item (quem chama)',
  wouldShow:
    'um mesmo pedido teria muitas chamadas iguais em sequência, feitas por um serviço cujo service.version mudou.',
  draw(random, { operations }) {
    const operation = random.pick(operations.filter(({ calls }) => calls.length > 0));
    const repeated = random.pick(operation.calls);
    const times = random.int(8, 12);
    const { service } = operation;
    const [major, minor] = service.version.split('.').map(Number);
    const next = `${major}.${minor + 1}.0`;
    return {
      service,
      disturbance: {
        calls: (own) =>
          own === operation
            ? own.calls.flatMap((callee) => Array.from({ length: callee === repeated ? times : 1 }, () => callee))
            : own.calls,
        version: (own) => (own === service ? next : own.version),
      },
      told: `A versão ${next} de ${service.name} passou a chamar "${repeated.name}" ${times} vezes por pedido, em "${operation.name}". Antes, era uma.`,
      isShownBy: (trace) =>
        callsOf(trace, service.name).some(
          (calls) => calls.length >= MANY_CALLS && !calls.some((call) => hasAttribute(call, RESEND_COUNT)),
        ),
    };
  },
};

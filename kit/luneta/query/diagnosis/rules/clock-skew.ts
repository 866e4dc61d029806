/**
 * Relógios desencontrados. Só dá para ter certeza numa chamada síncrona entre processos: ninguém atende um pedido antes de
 * ele ser feito. Um filho que acaba depois do pai é normal (trabalho que continua, resposta aos poucos).
 */
import { formatDuration } from '../../../../format.ts';
import { SpanKind } from '../../../store/model.ts';
import type { Rule, Sighting } from '../finding.ts';
import { allNodes, whereIs } from '../span-facts.ts';

/** Menos que isto é arredondamento (o SDK de JavaScript anota milissegundos inteiros) e acerto fino de relógio. */
const TOLERANCE_US = 10_000;

export const rule: Rule = {
  code: 'clock_skew',
  severity: 'warning',
  title: 'Relógios desencontrados entre quem chama e quem atende',
  explanation:
    'O atendimento começa antes da chamada que o causou: os relógios das duas máquinas (ou de uma delas, que dormiu com o ' +
    'processo no ar) não concordam. A linha do tempo do trace mostra a ordem errada.',
  fix: 'Acerte os relógios com NTP nas duas máquinas; depois de suspender o computador, reinicie os processos.',
  *find(snapshot): Generator<Sighting> {
    for (const { node, span } of allNodes(snapshot)) {
      const caller = node.parent;
      if (span.kind !== SpanKind.SERVER || caller?.span.kind !== SpanKind.CLIENT) continue;
      const aheadUs = caller.startUs - node.startUs;
      if (aheadUs <= TOLERANCE_US) continue;
      const { serviceName } = caller.span.resource;
      yield {
        ...whereIs(span),
        otherService: serviceName,
        detail: `${span.resource.serviceName} atende ${formatDuration(aheadUs)} antes de ${serviceName} chamar`,
      };
    }
  },
};

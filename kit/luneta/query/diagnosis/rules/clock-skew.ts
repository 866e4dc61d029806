/** Relógios desencontrados: as chamadas que só eles explicam, as mesmas que a página do trace mostra. */
import { formatDuration } from '../../../../format.ts';
import { findSkewedCalls } from '../../explain/skewed-calls.ts';
import type { Rule, Sighting } from '../finding.ts';
import { whereIs } from '../span-facts.ts';

export const rule: Rule = {
  code: 'clock_skew',
  severity: 'warning',
  title: 'Relógios desencontrados entre quem chama e quem atende',
  explanation:
    'O atendimento começa antes da chamada que o causou: os relógios das duas máquinas (ou de uma delas, que dormiu com o ' +
    'processo no ar) não concordam. A linha do tempo do trace mostra a ordem errada.',
  fix: 'Acerte os relógios com NTP nas duas máquinas; depois de suspender o computador, reinicie os processos.',
  *find(snapshot): Generator<Sighting | undefined> {
    for (const trace of snapshot.traces) {
      yield undefined;
      for (const { caller, callee, aheadUs } of findSkewedCalls(trace)) {
        const { serviceName } = caller.span.resource;
        yield {
          ...whereIs(callee.span),
          otherService: serviceName,
          detail: `${callee.span.resource.serviceName} atende ${formatDuration(aheadUs)} antes de ${serviceName} chamar`,
        };
      }
    }
  },
};

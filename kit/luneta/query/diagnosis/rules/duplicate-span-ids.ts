/**
 * Dois spans com o mesmo id. Cópias exatas (um reenvio) já saíram da árvore; as duas pontas de uma chamada com um id só
 * são o costume dos clientes do Zipkin.
 */
import { type Span, SpanKind } from '../../../store/model.ts';
import { groupBy } from '../../../../group-by.ts';
import type { Rule, Sighting } from '../finding.ts';
import { whereIs } from '../span-facts.ts';

export const rule: Rule = {
  code: 'duplicate_span_ids',
  severity: 'error',
  title: 'Spans diferentes com o mesmo id',
  explanation:
    'Um id de span só pode ser de um span: com dois, não se sabe de quem os filhos são. Ou os ids são feitos à mão, ou o ' +
    'mesmo span chega por dois exporters de formatos diferentes.',
  fix: 'Deixe o SDK gerar os ids, e mande os spans por um exporter só.',
  *find(snapshot): Generator<Sighting> {
    for (const trace of snapshot.traces) {
      const spansById = groupBy(
        trace.nodes.map(({ span }) => span),
        ({ spanId }) => spanId,
      );
      for (const spans of spansById.values()) {
        if (spans.length < 2 || isSharedByBothEnds(spans)) continue;
        const names = spans.map(({ name }) => name.slice(0, 60));
        yield {
          ...whereIs(spans[0]),
          count: spans.length - 1,
          detail: `${spans[0].spanId}: ${names.slice(0, 3).join(', ')}`,
        };
      }
    }
  },
};

function isSharedByBothEnds(spans: readonly Span[]): boolean {
  const kinds = spans.map(({ kind }) => kind);
  return spans.length === 2 && kinds.includes(SpanKind.CLIENT) && kinds.includes(SpanKind.SERVER);
}

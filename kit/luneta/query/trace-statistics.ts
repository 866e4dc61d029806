/**
 * As estatísticas de um trace, agrupadas como na aba "Trace Statistics" do Jaeger: por serviço, por operação, pelos
 * dois ou por um atributo. Só dados: quem ordena de outro jeito e quem escreve é a página.
 */
import { attributeText } from '../store/attribute-text.ts';
import { type Span, StatusCode } from '../store/model.ts';
import { groupBy } from '../../group-by.ts';
import { quantileOf } from './quantile.ts';
import type { SpanNode, TraceTree } from './trace-tree.ts';

export type StatisticsGrouping =
  { by: 'service' } | { by: 'operation' } | { by: 'service_operation' } | { by: 'attribute'; key: string };

export interface Spread {
  totalUs: number;
  avgUs: number;
  minUs: number;
  maxUs: number;
}

export interface StatisticsRow {
  service?: string;
  operation?: string;
  /** O valor do atributo; ausente no grupo dos spans que não o têm. */
  value?: string;
  nodes: SpanNode[];
  count: number;
  errorCount: number;
  /** Um span e um filho do mesmo grupo contam os dois: o total pode passar da duração do trace. */
  duration: Spread;
  /** Só a partir de `P95_MIN_COUNT` spans: com poucos, ele é o máximo com outro nome. */
  durationP95Us?: number;
  self: Spread;
  /** Do tempo próprio de todos os spans do trace, quanto é deste grupo: os grupos somam 1 (0 se não há tempo nenhum). */
  selfShare: number;
}

export const P95_MIN_COUNT = 20;

/** Uma linha por grupo, do maior tempo próprio para o menor; no empate, na ordem em que aparecem no trace. */
export function traceStatistics(tree: TraceTree, grouping: StatisticsGrouping): StatisticsRow[] {
  const groups = groupBy(tree.nodes, groupKey(grouping));
  const traceSelfUs = spread(tree.nodes.map((node) => node.selfTimeUs)).totalUs;
  return [...groups.values()]
    .map((nodes): StatisticsRow => {
      const durations = nodes.map((node) => node.durationUs);
      const self = spread(nodes.map((node) => node.selfTimeUs));
      return {
        ...labelOf(nodes[0].span, grouping),
        nodes,
        count: nodes.length,
        errorCount: nodes.filter(({ span }) => span.status.code === StatusCode.ERROR).length,
        duration: spread(durations),
        ...(durations.length >= P95_MIN_COUNT && {
          durationP95Us: quantileOf(
            durations.toSorted((a, b) => a - b),
            0.95,
          ),
        }),
        self,
        selfShare: traceSelfUs === 0 ? 0 : self.totalUs / traceSelfUs,
      };
    })
    .toSorted((a, b) => b.self.totalUs - a.self.totalUs);
}

/** O que junta os spans: o próprio texto, sem montar um objeto por span. */
function groupKey(grouping: StatisticsGrouping): (node: SpanNode) => string | undefined {
  switch (grouping.by) {
    case 'service':
      return ({ span }) => span.resource.serviceName;
    case 'operation':
      return ({ span }) => span.name;
    case 'service_operation':
      // O tamanho do primeiro diz onde ele acaba.
      return ({ span: { name, resource } }) => `${resource.serviceName.length} ${resource.serviceName}${name}`;
    case 'attribute':
      return ({ span }) => valueOf(span, grouping.key);
  }
}

/** O do span ganha do recurso. */
function valueOf({ attributes, resource }: Span, wanted: string): string | undefined {
  for (const list of [attributes, resource.attributes]) {
    for (const { key, value } of list) if (key === wanted) return attributeText(value);
  }
  return undefined;
}

function labelOf(span: Span, grouping: StatisticsGrouping): Pick<StatisticsRow, 'service' | 'operation' | 'value'> {
  const service = span.resource.serviceName;
  switch (grouping.by) {
    case 'service':
      return { service };
    case 'operation':
      return { operation: span.name };
    case 'service_operation':
      return { service, operation: span.name };
    case 'attribute': {
      const value = valueOf(span, grouping.key);
      return value === undefined ? {} : { value };
    }
  }
}

function spread(values: readonly number[]): Spread {
  let totalUs = 0;
  let minUs = Infinity;
  let maxUs = 0;
  for (const value of values) {
    totalUs += value;
    minUs = Math.min(minUs, value);
    maxUs = Math.max(maxUs, value);
  }
  return { totalUs, avgUs: values.length === 0 ? 0 : totalUs / values.length, minUs, maxUs };
}

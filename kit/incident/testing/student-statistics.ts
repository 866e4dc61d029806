/**
 * O que um aluno conclui só dos traces, sem saber que defeitos existem no código: contas de minuto em minuto, por serviço.
 * Escrito à parte do gerador, de propósito: se os dois concordam, o defeito está mesmo à vista.
 */
import { groupBy } from '../../group-by.ts';
import { StatusCode, SpanKind } from '../../luneta/store/model.ts';
import { attributeOf } from '../../luneta/query/span-attributes.ts';
import type { SpanNode, TraceTree } from '../../luneta/query/trace-tree.ts';

export interface Conclusion {
  word: string;
  service: string;
  /** Em minutos inteiros desde 1970. */
  minute: number;
}

/** Com tantos minutos de começo se sabe o que é normal. */
const BASELINE_MINUTES = 3;
const MUCH_SLOWER = 3;
const MANY_CALLS = 5;

interface Seen {
  node: SpanNode;
  minute: number;
}

/** Todas as conclusões possíveis: num bom incidente, uma só. */
export function conclusions(traces: readonly TraceTree[]): Conclusion[] {
  const minuteOf = (trace: TraceTree): number => Number(trace.startTimeUnixNano / 60_000_000_000n);
  const seen = traces.flatMap((trace) => trace.nodes.map((node): Seen => ({ node, minute: minuteOf(trace) })));
  const first = seen.reduce((least, { minute }) => Math.min(least, minute), Infinity);
  return [
    ...strayRoots(seen),
    ...repeatedCalls(seen),
    ...earliest(
      seen.filter(({ node }) => attribute(node, 'http.request.resend_count') !== undefined),
      'retentativas',
    ),
    ...earliest(
      seen.filter(({ node }) => isError(node) && !node.children.some(isError) && isServer(node)),
      'erros',
    ),
    ...slower(
      seen.filter(({ node }) => isServer(node) && !isError(node)),
      first + BASELINE_MINUTES,
    ),
  ];
}

function strayRoots(seen: readonly Seen[]): Conclusion[] {
  const roots = seen.filter(({ node }) => !node.parent);
  const [usual] = roots.toSorted((a, b) => a.minute - b.minute);
  return earliest(
    roots.filter(({ node }) => serviceOf(node) !== serviceOf(usual.node)),
    'contexto',
  );
}

function repeatedCalls(seen: readonly Seen[]): Conclusion[] {
  const calls = seen.filter(
    ({ node }) => node.span.kind === SpanKind.CLIENT && !attribute(node, 'http.request.resend_count'),
  );
  const byParent = groupBy(calls, ({ node }) => node.parent);
  const many = [...byParent.values()].flatMap((siblings) =>
    [...groupBy(siblings, ({ node }) => node.span.name).values()].filter((same) => same.length >= MANY_CALLS).flat(),
  );
  const versions = new Map(
    [...groupBy(seen, ({ node }) => serviceOf(node))].map(([service, own]) => [
      service,
      new Set(own.map(({ node }) => resource(node, 'service.version'))).size,
    ]),
  );
  const deployed = many.filter(({ node }) => Number(versions.get(serviceOf(node))) > 1);
  return earliest(deployed, 'n+1');
}

/** Quanto o tempo próprio cresceu, em cada instância: uma só, ou todas as do serviço. */
function slower(seen: readonly Seen[], baselineEnd: number): Conclusion[] {
  const usual = new Map(
    [
      ...groupBy(
        seen.filter(({ minute }) => minute < baselineEnd),
        ({ node }) => operationOf(node),
      ),
    ].map(([operation, own]) => [operation, median(own.map(({ node }) => node.selfTimeUs))]),
  );
  const found: Conclusion[] = [];
  for (const [service, own] of groupBy(seen, ({ node }) => serviceOf(node))) {
    const instances = [...groupBy(own, ({ node }) => resource(node, 'service.instance.id')).values()].map((some) => {
      const minutes = [...groupBy(some, ({ minute }) => minute)].toSorted(([a], [b]) => a - b);
      const ratio = ({ node }: Seen): number => node.selfTimeUs / (usual.get(operationOf(node)) ?? Infinity);
      return minutes.find(([, inMinute]) => median(inMinute.map(ratio)) > MUCH_SLOWER)?.[0];
    });
    const since = instances.filter((minute) => minute !== undefined);
    if (since.length === 0) continue;
    const word = since.length === instances.length ? 'lentidao' : 'instancia';
    found.push({ word, service, minute: Math.min(...since) });
  }
  return found;
}

/** Uma conclusão por serviço, no primeiro minuto em que se vê. */
function earliest(seen: readonly Seen[], word: string): Conclusion[] {
  return [...groupBy(seen, ({ node }) => serviceOf(node))].map(([service, own]) => ({
    word,
    service,
    minute: own.reduce((least, { minute }) => Math.min(least, minute), Infinity),
  }));
}

function isServer({ span }: SpanNode): boolean {
  return span.kind === SpanKind.SERVER;
}

function isError({ span }: SpanNode): boolean {
  return span.status.code === StatusCode.ERROR;
}

function serviceOf({ span }: SpanNode): string {
  return span.resource.serviceName;
}

function operationOf(node: SpanNode): string {
  return `${serviceOf(node)} ${node.span.name}`;
}

function attribute({ span }: SpanNode, key: string): string | undefined {
  return attributeOf(span, key);
}

function resource({ span }: SpanNode, key: string): string | undefined {
  return attributeOf(span.resource, key);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

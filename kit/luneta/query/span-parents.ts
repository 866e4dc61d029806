/**
 * Quem é o pai de cada span. O parentesco que chega pela rede não é uma árvore: faltam pais, há ciclos e há ids
 * repetidos. Daqui sai uma floresta: seguir `parent` sempre termina.
 *
 *   id repetido   CLIENT e SERVER com o mesmo id (Zipkin e agentes antigos fazem assim): o lado SERVER vira filho do
 *                 lado CLIENT, e os filhos ficam com o lado do serviço deles
 *   órfão         `parentSpanId` que não está no trace: o span vira uma raiz, marcada
 *   ciclo         o span que começou primeiro vira raiz, marcada; os outros continuam abaixo dele
 */
import { SpanKind, type Span } from '../store/model.ts';

export interface Parentage {
  /** Posição do pai de cada span, ou -1. */
  parent: Int32Array;
  /** O pai foi informado e não está no trace. */
  orphan: boolean[];
  /** O pai foi ignorado para desfazer um ciclo. */
  cycle: boolean[];
}

export function resolveParents(spans: readonly Span[]): Parentage {
  const byId = new Map<string, number[]>();
  spans.forEach((span, index) => {
    const same = byId.get(span.spanId);
    if (same) same.push(index);
    else byId.set(span.spanId, [index]);
  });

  const parent = new Int32Array(spans.length).fill(-1);
  const orphan = spans.map(() => false);
  const sides = new Map<string, SharedId>();
  spans.forEach((span, index) => {
    const same = byId.get(span.spanId) ?? [];
    if (same.length > 1 && span.kind === SpanKind.SERVER) {
      const client = sharedId(span.spanId, same).client;
      if (client >= 0) {
        parent[index] = client;
        return;
      }
    }
    if (span.parentSpanId === '') return;
    const candidates = byId.get(span.parentSpanId);
    if (!candidates) orphan[index] = true;
    else parent[index] = candidates.length === 1 ? candidates[0] : sharedParent(span, candidates);
  });
  return { parent, orphan, cycle: breakCycles(spans, parent) };

  function sharedId(id: string, indexes: readonly number[]): SharedId {
    let side = sides.get(id);
    if (!side) sides.set(id, (side = new SharedId(spans, indexes)));
    return side;
  }

  function sharedParent(span: Span, candidates: readonly number[]): number {
    const side = sharedId(span.parentSpanId, candidates);
    return side.byService.get(span.resource.serviceName) ?? (side.server >= 0 ? side.server : candidates[0]);
  }
}

/** Os spans que dividem um id, consultáveis sem percorrer todos a cada filho. */
class SharedId {
  client = -1;
  server = -1;
  /** De cada serviço, o lado SERVER ou, na falta dele, o primeiro que chegou. */
  readonly byService = new Map<string, number>();

  constructor(spans: readonly Span[], indexes: readonly number[]) {
    for (const index of indexes) {
      const { kind, resource } = spans[index];
      if (kind === SpanKind.CLIENT && this.client < 0) this.client = index;
      if (kind === SpanKind.SERVER && this.server < 0) this.server = index;
      const known = this.byService.get(resource.serviceName);
      if (known === undefined || (kind === SpanKind.SERVER && spans[known].kind !== SpanKind.SERVER)) {
        this.byService.set(resource.serviceName, index);
      }
    }
  }
}

/** Cada span tem no máximo um pai, então cada componente tem no máximo um ciclo: basta marcar por onde se passou. */
function breakCycles(spans: readonly Span[], parent: Int32Array): boolean[] {
  const cycle = spans.map(() => false);
  const visitedBy = new Int32Array(spans.length).fill(-1);
  for (let start = 0; start < spans.length; start++) {
    let at = start;
    while (at >= 0 && visitedBy[at] < 0) {
      visitedBy[at] = start;
      at = parent[at];
    }
    if (at < 0 || visitedBy[at] !== start) continue;
    let first = at;
    for (let next = parent[at]; next !== at; next = parent[next]) {
      const earlier = spans[next].startTimeUnixNano - spans[first].startTimeUnixNano;
      if (earlier < 0n || (earlier === 0n && next < first)) first = next;
    }
    parent[first] = -1;
    cycle[first] = true;
  }
  return cycle;
}

/** O mapa de serviços: quem enviou spans num período e quem chamou quem. O desenho e a tabela saem daqui. */
import { startSlices } from '../http/slices.ts';
import { compareText } from '../store/attribute-text.ts';
import { StatusCode } from '../store/model.ts';
import type { DependencyLink, SpanStore } from '../store/store.ts';

export interface MapService {
  name: string;
  /** Spans terminados no período, e os com status ERROR. */
  spanCount: number;
  errorSpanCount: number;
  /** Chamadas de um span a outro do mesmo serviço. */
  ownCalls: number;
}

export interface ServiceMap {
  /** Em ordem alfabética. */
  services: MapService[];
  /** Entre serviços diferentes, da mais usada para a menos usada. */
  calls: DependencyLink[];
  /** Dentro de um mesmo serviço, na mesma ordem. */
  ownCalls: DependencyLink[];
}

/**
 * @param startTimeMin Começo do período, em nanossegundos Unix; o fim é o que houver de mais novo.
 * @param service Se não for vazio, só ele e quem o chama ou é chamado por ele.
 */
export async function readServiceMap(store: SpanStore, startTimeMin: bigint, service: string): Promise<ServiceMap> {
  const nextSlice = startSlices();
  const links = store.getDependencies(startTimeMin, END_OF_TIME).toSorted(byUse);
  await nextSlice();
  const shown = service === '' ? links : links.filter(({ parent, child }) => parent === service || child === service);
  const calls = shown.filter(({ parent, child }) => parent !== child);
  const names = new Set(calls.flatMap(({ parent, child }) => [parent, child]));
  for (const name of service === '' ? store.getServices() : [service]) names.add(name);
  const ownCalls = links.filter(({ parent, child }) => parent === child && names.has(parent));
  const own = new Map(ownCalls.map(({ parent, callCount }) => [parent, callCount]));

  const services: MapService[] = [];
  const startMs = Number(startTimeMin / 1_000_000n);
  for (const name of [...names].toSorted(compareText)) {
    const counts = countSpans(store, name, startMs);
    if (counts.spanCount > 0) services.push({ name, ...counts, ownCalls: own.get(name) ?? 0 });
    await nextSlice();
  }
  return { services, calls, ownCalls };
}

/** Um relógio adiantado não esconde chamadas: o período só tem começo. */
const END_OF_TIME = (1n << 64n) - 1n;

/** Empates em ordem alfabética, para que o desenho seja sempre o mesmo. */
function byUse(a: DependencyLink, b: DependencyLink): number {
  return b.callCount - a.callCount || compareText(a.parent, b.parent) || compareText(a.child, b.child);
}

function countSpans(
  store: SpanStore,
  service: string,
  startMs: number,
): Pick<MapService, 'spanCount' | 'errorSpanCount'> {
  let spanCount = 0;
  let errorSpanCount = 0;
  store.visitMeasures(service, ({ endMs, statusCode }) => {
    if (endMs < startMs) return;
    spanCount++;
    if (statusCode === StatusCode.ERROR) errorSpanCount++;
  });
  return { spanCount, errorSpanCount };
}

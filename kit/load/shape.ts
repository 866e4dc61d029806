/** A forma de um trace: que spans ele tem, de quem é filho cada um, e quanto demora. Da forma saem os traces da carga. */
import { fieldsOf } from '../read-answer.ts';

export type ShapeKind = 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';
export type ShapeValue = string | number | boolean;

export interface ShapeSpan {
  readonly name: string;
  readonly service: string;
  readonly kind: ShapeKind;
  /** A posição do pai na lista; -1 é a raiz. */
  readonly parent: number;
  /** Contado do início do trace, em microssegundos. */
  readonly startUs: number;
  readonly durationUs: number;
  readonly attributes: Readonly<Record<string, ShapeValue>>;
}

/** Cada span depois do seu pai. */
export type Shape = readonly ShapeSpan[];

/** Um pedido de uma loja: quatro spans, de um serviço só. */
export const SHOP: Shape = [
  shopSpan('POST /orders', 'SERVER', -1, 0, 120_000, { 'http.request.method': 'POST', 'http.route': '/orders' }),
  shopSpan('reserve stock', 'INTERNAL', 0, 5000, 25_000, { 'shop.items': 3 }),
  shopSpan('charge card', 'CLIENT', 0, 32_000, 70_000, { 'server.address': 'cards.example', 'server.port': 443 }),
  shopSpan('publish order', 'PRODUCER', 0, 104_000, 12_000, { 'messaging.destination.name': 'orders' }),
];

function shopSpan(
  name: string,
  kind: ShapeKind,
  parent: number,
  startUs: number,
  durationUs: number,
  attributes: ShapeSpan['attributes'],
): ShapeSpan {
  return { name, service: 'shop', kind, parent, startUs, durationUs, attributes };
}

/** Um pedido leva ao menos um trace inteiro. */
const MAX_SPANS = 5000;
const KINDS: readonly ShapeKind[] = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
/** O que diz o tipo, o erro e o formato: a carga escreve os seus. */
const OWN_TAGS = /^(?:span\.kind|error|internal\..*|otel\.(?:status_.*|scope\..*|library\..*))$/;

/**
 * De um trace gravado: o que `/api/traces/ID` responde na Luneta ou num Jaeger.
 * @throws Error que diz o que o texto tem de errado.
 */
export function readShape(text: string): Shape {
  const spans = recordedSpans(text);
  const startUs = Math.min(...spans.map(({ start }) => start));
  const ordered = parentsFirst(spans);
  const positions = new Map(ordered.map(({ id }, position) => [id, position]));
  // Quem é pai de si mesmo, por um caminho qualquer, não vem depois do pai.
  const parentOf = (parentId: string | undefined, position: number): number => {
    const parent = positions.get(parentId ?? '') ?? -1;
    return parent < position ? parent : -1;
  };
  return ordered.map(({ parentId, start, ...span }, position) => ({
    name: span.name,
    service: span.service,
    kind: span.kind,
    parent: parentOf(parentId, position),
    startUs: start - startUs,
    durationUs: span.durationUs,
    attributes: span.attributes,
  }));
}

interface Recorded {
  id: string;
  parentId: string | undefined;
  name: string;
  service: string;
  kind: ShapeKind;
  start: number;
  durationUs: number;
  attributes: Record<string, ShapeValue>;
}

function recordedSpans(text: string): Recorded[] {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (error) {
    throw new Error(`não é JSON: ${(error as Error).message}`, { cause: error });
  }
  const { data } = fieldsOf(answer);
  const { spans, processes } = fieldsOf(Array.isArray(data) ? data[0] : undefined);
  if (!Array.isArray(spans) || spans.length === 0) {
    throw new Error(
      'não é o que a API do Jaeger responde em /api/traces/ID: esperava {"data":[{"spans":[…],"processes":{…}}]}',
    );
  }
  if (spans.length > MAX_SPANS) throw new Error(`o trace tem ${spans.length} spans, e a forma leva até ${MAX_SPANS}`);
  return spans.map((span, index) => recordedSpan(fieldsOf(span), fieldsOf(processes), index));
}

function recordedSpan(span: Record<string, unknown>, processes: Record<string, unknown>, index: number): Recorded {
  const { spanID, operationName, startTime, duration, processID, references } = span;
  if (typeof spanID !== 'string' || !isMicroseconds(startTime) || !isMicroseconds(duration)) {
    throw new Error(`o span ${index + 1} não tem spanID, startTime e duration (estes, em microssegundos)`);
  }
  const { serviceName } = fieldsOf(processes[String(processID)]);
  const tags = (Array.isArray(span.tags) ? span.tags : []).map(fieldsOf);
  const parent = (Array.isArray(references) ? references : [])
    .map(fieldsOf)
    .find(({ refType }) => refType === 'CHILD_OF');
  const kind = String(tags.find(({ key }) => key === 'span.kind')?.value ?? '').toUpperCase();
  const attributes = tags.flatMap(({ key, value }) =>
    isValue(value) && !OWN_TAGS.test(String(key)) ? [[String(key), value]] : [],
  );
  return {
    id: spanID,
    parentId: parent && String(parent.spanID),
    name: String(operationName ?? ''),
    service: String(serviceName ?? 'unknown_service'),
    kind: KINDS.find((known) => known === kind) ?? 'INTERNAL',
    start: startTime,
    durationUs: duration,
    attributes: Object.fromEntries(attributes) as Record<string, ShapeValue>,
  };
}

function isMicroseconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isValue(value: unknown): value is ShapeValue {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Cada um depois do pai, se o pai veio. */
function parentsFirst(spans: readonly Recorded[]): Recorded[] {
  const waiting = new Map(spans.map((span) => [span.id, span]));
  const ordered: Recorded[] = [];
  const place = (span: Recorded): void => {
    if (!waiting.delete(span.id)) return;
    const parent = waiting.get(span.parentId ?? '');
    if (parent) place(parent);
    ordered.push(span);
  };
  for (const span of spans) place(span);
  return ordered;
}

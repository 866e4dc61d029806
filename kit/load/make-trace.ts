/** Traces novos, da mesma forma: ids, durações, falhas e demoras sorteados com uma semente. */
import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { Random } from '../incident/random.ts';
import type { Shape, ShapeSpan } from './shape.ts';

export interface MixOptions {
  seed: number;
  /** Que parte dos traces falha, de 0 a 1. */
  errorShare: number;
  /** Que parte demora muito mais, de 0 a 1. */
  slowShare: number;
  /** Acrescentado ao recurso de todos os spans. */
  /** No lugar dos nomes dos serviços da forma. */
  serviceName?: string;
}

export interface MadeTrace {
  readonly traceId: string;
  readonly spans: readonly ReadableSpan[];
}

/** Quantas vezes mais demora um trace lento. */
export const SLOW_FACTOR = 10;
const CUSTOMERS = 200;
const REGIONS = ['norte', 'nordeste', 'centro-oeste', 'sudeste', 'sul'];
const SCOPE = { name: 'load' };
const SAMPLED = 1;

/** A mesma semente, e a mesma forma, dão os mesmos traces, na mesma ordem: até os ids. */
export function traceMaker(shape: Shape, options: MixOptions): (nowMs: number) => MadeTrace {
  const random = new Random(options.seed);
  const resources = new Map<string, Resource>();
  const resourceOf = ({ service }: ShapeSpan): Resource => {
    const name = options.serviceName ?? service;
    const known = resources.get(name) ?? resourceFromAttributes({ 'service.name': name });
    resources.set(name, known);
    return known;
  };
  const leaf = shape.findLastIndex((_, index) => !shape.some(({ parent }) => parent === index));
  const totalUs = Math.max(...shape.map(({ startUs, durationUs }) => startUs + durationUs));
  let number = 0;

  return (nowMs) => {
    number++;
    const traceId = hex(random, 4);
    const ids = shape.map(() => hex(random, 2));
    const fails = isChosen(random, options.errorShare);
    const stretch = (isChosen(random, options.slowShare) ? SLOW_FACTOR : 1) * random.around(1);
    const own: Attributes = {
      'load.trace.number': number,
      'customer.id': `customer-${random.int(1, CUSTOMERS)}`,
      'shop.region': random.pick(REGIONS),
    };
    // Acaba agora: um span no futuro espantaria quem o recebe.
    const startUs = nowMs * 1000 - Math.round(totalUs * stretch);
    return {
      traceId,
      spans: shape.map((span, index) => {
        const isRoot = span.parent < 0;
        const startTime = hrTime(startUs + Math.round(span.startUs * stretch));
        const durationUs = Math.max(Math.round(span.durationUs * stretch), 1);
        const failed = fails && (isRoot || index === leaf);
        return readable({
          name: span.name,
          kind: SpanKind[span.kind],
          traceId,
          spanId: ids[index] ?? '',
          parentId: isRoot ? undefined : ids[span.parent],
          startTime,
          durationUs,
          attributes: isRoot ? { ...span.attributes, ...own } : { ...span.attributes },
          failed,
          resource: resourceOf(span),
        });
      }),
    };
  };
}

interface Made {
  name: string;
  kind: SpanKind;
  traceId: string;
  spanId: string;
  parentId: string | undefined;
  startTime: [number, number];
  durationUs: number;
  attributes: Attributes;
  failed: boolean;
  resource: Resource;
}

function readable(made: Made): ReadableSpan {
  const { traceId, spanId, parentId, startTime, durationUs, failed } = made;
  const endTime = hrTime(startTime[0] * 1e6 + startTime[1] / 1000 + durationUs);
  const context = (id: string) => ({ traceId, spanId: id, traceFlags: SAMPLED });
  return {
    name: made.name,
    kind: made.kind,
    spanContext: () => context(spanId),
    parentSpanContext: parentId === undefined ? undefined : context(parentId),
    startTime,
    endTime,
    duration: hrTime(durationUs),
    status: failed ? { code: SpanStatusCode.ERROR, message: 'recusado' } : { code: SpanStatusCode.UNSET },
    attributes: made.attributes,
    links: [],
    events: failed
      ? [
          {
            name: 'exception',
            time: endTime,
            attributes: { 'exception.type': 'LoadError', 'exception.message': 'recusado' },
          },
        ]
      : [],
    ended: true,
    resource: made.resource,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function isChosen(random: Random, share: number): boolean {
  return random.int(1, 1_000_000) <= share * 1_000_000;
}

/** @param words De 32 bits. */
function hex(random: Random, words: number): string {
  return Array.from({ length: words }, () => random.int(0, 0xffff_ffff).toString(16).padStart(8, '0')).join('');
}

/** O par de segundos e nanossegundos do SDK. */
function hrTime(us: number): [number, number] {
  return [Math.floor(us / 1e6), Math.round((us % 1e6) * 1000)];
}

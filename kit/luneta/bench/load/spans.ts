/**
 * Os spans da carga: traces de 8 spans que atravessam três de dez serviços, ou um único trace enorme.
 *
 * Nomes, tempos e erros são sorteados com semente, para que as rodadas se pareçam; os ids vêm do sistema e nunca se
 * repetem, para que nenhum servidor descarte spans como duplicados.
 */
import { randomBytes } from 'node:crypto';
import type { BenchSpan } from './bench-span.ts';

export const SERVICES: readonly string[] = [
  'frontend',
  'checkout',
  'cart',
  'payment',
  'shipping',
  'catalog',
  'currency',
  'email',
  'ad',
  'recommendation',
];

export const SPANS_PER_TRACE = 8;

/** Os traces se espalham pelos últimos dez minutos. */
const WINDOW_SECONDS = 600;

interface ShapeSpan {
  /** Posição do pai no trace; -1 na raiz. */
  parent: number;
  /** Qual dos três serviços do trace. */
  service: number;
  /** Número de `SpanKind`: 1 interno, 2 servidor, 3 cliente, 4 produtor. */
  kind: number;
  name: string;
  /** Início e duração, em fração da duração do trace. */
  from: number;
  share: number;
}

/** Um pedido que passa por três serviços. */
const SHAPE: readonly ShapeSpan[] = [
  { parent: -1, service: 0, kind: 2, name: 'GET /checkout', from: 0, share: 1 },
  { parent: 0, service: 0, kind: 3, name: 'POST', from: 0.05, share: 0.85 },
  { parent: 1, service: 1, kind: 2, name: 'POST /api/orders', from: 0.08, share: 0.8 },
  { parent: 2, service: 1, kind: 1, name: 'validate order', from: 0.1, share: 0.1 },
  { parent: 2, service: 1, kind: 3, name: 'POST', from: 0.22, share: 0.4 },
  { parent: 4, service: 2, kind: 2, name: 'POST /api/charge', from: 0.25, share: 0.34 },
  { parent: 5, service: 2, kind: 3, name: 'SELECT accounts', from: 0.3, share: 0.2 },
  { parent: 2, service: 1, kind: 4, name: 'publish orders', from: 0.7, share: 0.1 },
];

/** `count` spans em traces de oito; o último trace pode ficar incompleto. */
export function* manyTraces(count: number, seed: number, nowMs: number): Generator<BenchSpan> {
  const random = createRandom(seed);
  const windowStartNs = BigInt(nowMs - WINDOW_SECONDS * 1000) * 1_000_000n;
  const traces = Math.ceil(count / SPANS_PER_TRACE);
  let serial = 0;
  for (let trace = 0; trace < traces; trace++) {
    // Um sorteio por trace é mais rápido que nove: 16 bytes do trace e 8 de cada span.
    const ids = randomBytes(16 + 8 * SPANS_PER_TRACE);
    const spanId = (j: number): Buffer => ids.subarray(16 + j * 8, 24 + j * 8);
    const durationNs = 5_000_000 + Math.floor(random() * random() * 900_000_000);
    const failed = random() < 0.02;
    const offsetNs = Math.floor((trace / traces) * WINDOW_SECONDS * 1e9) + Math.floor(random() * 999_999);
    const startNs = windowStartNs + BigInt(offsetNs);
    for (let j = 0; j < SPANS_PER_TRACE && serial < count; j++) {
      const { parent, service, kind, name, from, share } = SHAPE[j];
      const spanStartNs = startNs + BigInt(Math.floor(durationNs * from));
      yield {
        traceId: ids.subarray(0, 16),
        spanId: spanId(j),
        parentSpanId: parent < 0 ? undefined : spanId(parent),
        service: SERVICES[(trace + [0, 3, 7][service]) % SERVICES.length],
        kind,
        name,
        startNs: spanStartNs,
        endNs: spanStartNs + BigInt(Math.floor(durationNs * share)),
        failed: failed && (j === 0 || j === 5),
        serial: serial++,
      };
    }
  }
}

/** Um trace só, com `count` spans: cada span tem até quatro filhos. */
export function* oneTrace(count: number, seed: number, nowMs: number): Generator<BenchSpan> {
  const random = createRandom(seed);
  const traceId = randomBytes(16);
  const ids = randomBytes(count * 8);
  const spanId = (j: number): Buffer => ids.subarray(j * 8, j * 8 + 8);
  const durationNs = 2_000_000_000;
  const traceStartNs = BigInt(nowMs - 30_000) * 1_000_000n + 123n;
  for (let j = 0; j < count; j++) {
    const offsetNs = j === 0 ? 0 : Math.floor(random() * durationNs * 0.9);
    const lengthNs = j === 0 ? durationNs : 50_000 + Math.floor(random() * (durationNs - offsetNs) * 0.5);
    const startNs = traceStartNs + BigInt(offsetNs);
    yield {
      traceId,
      spanId: spanId(j),
      parentSpanId: j === 0 ? undefined : spanId((j - 1) >> 2),
      service: SERVICES[(j * 7 + (j >> 5)) % SERVICES.length],
      kind: j % 3 === 1 ? 3 : 2,
      name: j === 0 ? 'GET /big' : `step ${j % 37}`,
      startNs,
      endNs: startNs + BigInt(lengthNs),
      failed: j % 211 === 7,
      serial: j,
    };
  }
}

/** xorshift de 32 bits: números de 0 a 1, sempre os mesmos para a mesma semente. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4_294_967_296;
  };
}

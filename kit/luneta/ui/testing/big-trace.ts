/** Um trace grande e verossímil, sempre o mesmo: para medir a página e para olhar para ela. */
import type { Span, Trace } from '../../store/model.ts';
import { makeSpan, spanId, text } from '../../query/testing/fixture-traces.ts';

const SERVICES = ['gateway', 'catalogo', 'carrinho', 'pedidos', 'pagamentos', 'estoque', 'entregas', 'notificacoes'];
const NAMES = ['GET /produtos/:id', 'POST /pedidos', 'SELECT produtos', 'reservar itens', 'cobrar cartão', 'publicar'];

export function bigTrace(size: number, traceId = 'b16'.padStart(32, '0')): Trace {
  const random = seeded(42);
  const spans: Span[] = [];
  const spot: { start: number; duration: number; depth: number }[] = [];
  for (let i = 0; i < size; i++) {
    // Um pai próximo dá profundidade; um pai qualquer, largura.
    const above = i === 0 ? -1 : Math.floor(random() < 0.7 ? Math.max(0, i - 1 - random() * 30) : random() * i);
    const parent = spot[above] ?? { start: 0, duration: 4_000, depth: -1 };
    const start = i === 0 ? 0 : parent.start + random() * parent.duration * 0.6;
    const duration = i === 0 ? 4_000 : (parent.start + parent.duration - start) * (0.15 + random() * 0.8);
    spot.push({ start, duration, depth: parent.depth + 1 });
    const failed = random() < 0.01;
    spans.push(
      makeSpan({
        traceId,
        spanId: spanId(i + 1),
        parentSpanId: i === 0 ? '' : spanId(above + 1),
        name: NAMES[Math.floor(random() * NAMES.length)],
        service: SERVICES[(above + parent.depth + 8) % SERVICES.length],
        kind: 1 + Math.floor(random() * 3),
        startMs: start,
        durationMs: duration,
        attributes: [
          text('http.request.method', 'GET'),
          text('url.path', `/produtos/${i}`),
          text('server.address', 'loja'),
        ],
        status: failed ? { code: 2, message: 'tempo esgotado' } : { code: 0, message: '' },
      }),
    );
  }
  return { traceId, spans };
}

/** Congruência linear: a semente fixa torna o trace reproduzível. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

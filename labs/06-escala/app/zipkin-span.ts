// O que há numa mensagem do Kafka: uma lista de spans em JSON, no formato do Zipkin (v2), como o Collector os escreve.

/** Até onde vai uma data do JavaScript. */
const LAST_MICROSECOND = 8.64e18;

/** Um span como o Zipkin o lê e o guarda. Os tempos são em microssegundos. */
export interface ZipkinSpan {
  readonly traceId: string;
  readonly id: string;
  readonly kind?: string;
  readonly timestamp?: number;
  readonly annotations?: readonly { readonly value: string }[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** O que não se pôde guardar, e por quê. */
export interface Rejected {
  readonly value: string;
  readonly reason: string;
}

interface Message {
  readonly value: Buffer | null;
}

/** Os spans de um lote, na ordem. O que não é uma lista de spans não derruba o lote: sai à parte. */
export function spansIn(messages: readonly Message[]): { spans: ZipkinSpan[]; rejected: Rejected[] } {
  const spans: ZipkinSpan[] = [];
  const rejected: Rejected[] = [];
  for (const { value } of messages) {
    const text = value?.toString() ?? '';
    try {
      const read: unknown = JSON.parse(text);
      if (!Array.isArray(read) || !read.every(isSpan)) throw new Error('não é uma lista de spans do Zipkin');
      spans.push(...read);
    } catch (error) {
      rejected.push({ value: text, reason: (error as Error).message });
    }
  }
  return { spans, rejected };
}

/** Tudo o que o store vai usar é conferido aqui: um span que falhasse lá seria tentado para sempre, e prenderia a partição. */
function isSpan(value: unknown): value is ZipkinSpan {
  const { traceId, id, timestamp = 0, annotations = [], tags = {} } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof traceId === 'string' &&
    typeof id === 'string' &&
    isMicroseconds(timestamp) &&
    Array.isArray(annotations) &&
    annotations.every((each) => typeof (each as { value?: unknown } | null)?.value === 'string') &&
    typeof tags === 'object' &&
    tags !== null
  );
}

function isMicroseconds(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= LAST_MICROSECOND;
}

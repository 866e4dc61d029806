/** O que uma operação gastou, e quanto isso custa: os atributos de desempenho e de cobrança. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes, Span } from '@opentelemetry/api';

/** O que o trabalho diz que gastou. Cada chamada soma. */
export interface Usage {
  /** Bytes lidos da origem. */
  readonly bytesRead?: number;
  /** Bytes escritos no destino. */
  readonly bytesWritten?: number;
  /** Bytes que passaram de uma etapa para outra: o *shuffle* do Spark. */
  readonly shuffleBytes?: number;
}

/** Como a plataforma cobra. */
export interface Price {
  /** Preço de uma hora de trabalho. */
  readonly perHour: number;
  /** ISO 4217: `USD`, `BRL`. */
  readonly currency: string;
}

const KEYS = {
  bytesRead: 'telescope.usage.bytes_read',
  bytesWritten: 'telescope.usage.bytes_written',
  shuffleBytes: 'telescope.usage.shuffle_bytes',
} as const;

/** A conta de uma operação em andamento. */
class UsageMeter {
  readonly #startMs = performance.now();
  readonly #startCpu = process.cpuUsage();
  readonly #bytes = new Map<keyof Usage, number>();
  readonly #price: Price | undefined;

  constructor(price?: Price) {
    this.#price = price;
  }

  add(usage: Usage): void {
    for (const [name, bytes] of saidIn(usage)) this.#bytes.set(name, (this.#bytes.get(name) ?? 0) + bytes);
  }

  /** O tempo é o de relógio, que é o que se cobra; o de processador é o do processo inteiro, com o que mais rodou nele. */
  get attributes(): Attributes {
    const seconds = (performance.now() - this.#startMs) / 1000;
    const { user, system } = process.cpuUsage(this.#startCpu);
    return {
      'telescope.usage.duration': seconds,
      'telescope.usage.cpu_time': (user + system) / 1e6,
      ...Object.fromEntries([...this.#bytes].map(([name, bytes]) => [KEYS[name], bytes])),
      ...(this.#price
        ? {
            'telescope.billing.cost': (seconds / 3600) * this.#price.perHour,
            'telescope.billing.currency': this.#price.currency,
          }
        : {}),
    };
  }
}

const meters = new AsyncLocalStorage<readonly UsageMeter[]>();

/** @throws RangeError se o preço não é um número com uma moeda. */
export function requirePrice({ perHour, currency }: Price): void {
  if (!Number.isFinite(perHour) || perHour < 0) {
    throw new RangeError(`perHour é o preço de uma hora, zero ou mais; recebido: ${perHour}.`);
  }
  if (typeof currency === 'string' && currency !== '') return;
  throw new RangeError(`currency é o código de uma moeda, como BRL; recebido: ${JSON.stringify(currency)}.`);
}

/**
 * Roda o trabalho com uma conta aberta: o que ele disser com `recordUsage` entra nela e nas de fora. O que falhou também se paga: a conta
 * vai para o span de qualquer jeito.
 */
export async function metered<R>(span: Span, price: Price | undefined, work: () => R): Promise<Awaited<R>> {
  const meter = new UsageMeter(price);
  try {
    return await meters.run([...(meters.getStore() ?? []), meter], work);
  } finally {
    span.setAttributes(meter.attributes);
  }
}

/**
 * Diz o que o trabalho acaba de gastar: soma na operação em andamento, e nas que a contêm. Fora de uma operação que mede, não soma em
 * lugar nenhum.
 * @throws RangeError se não é um número de bytes, haja ou não uma operação: o engano aparece também onde não se mede.
 */
export function recordUsage(usage: Usage): void {
  for (const [name, bytes] of saidIn(usage)) {
    if (Number.isFinite(bytes) && bytes >= 0) continue;
    throw new RangeError(`${name} é um número de bytes, zero ou mais; recebido: ${bytes}.`);
  }
  for (const meter of meters.getStore() ?? []) meter.add(usage);
}

function saidIn(usage: Usage): [keyof Usage, number][] {
  return (Object.keys(KEYS) as (keyof Usage)[]).flatMap((name) => {
    const bytes = usage[name];
    return bytes === undefined ? [] : [[name, bytes]];
  });
}

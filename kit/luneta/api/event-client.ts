/** Quem escuta `/api/events`: o que ainda não lhe foi contado, com lugar só para os traces mais novos, e o que se lhe escreve. */
import type { ServerResponse } from 'node:http';

/** O que há por contar a um cliente: os ids que mudaram, do mais antigo para o mais novo, no máximo `limit`. */
export class NewestIds {
  readonly #limit: number;
  readonly #ids = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#ids.size;
  }

  /** Um id que volta passa a ser o mais novo; sem lugar, o mais antigo sai. */
  add(id: string): void {
    this.#ids.delete(id);
    this.#ids.add(id);
    if (this.#ids.size <= this.#limit) return;
    const [oldest] = this.#ids;
    this.#ids.delete(oldest);
  }

  /** Todos, que deixam de estar por contar. */
  take(): string[] {
    const ids = [...this.#ids];
    this.#ids.clear();
    return ids;
  }
}

/** Cada evento, escrito uma vez por leva: os clientes dividem os mesmos. */
export class SharedEvents {
  readonly #write: (traceId: string) => string;
  readonly #written = new Map<string, string>();

  constructor(write: (traceId: string) => string) {
    this.#write = write;
  }

  readonly of = (traceId: string): string => {
    let event = this.#written.get(traceId);
    if (event === undefined) this.#written.set(traceId, (event = this.#write(traceId)));
    return event;
  };

  /** A leva acabou: daqui em diante os traces podem ter mudado. */
  forget(): void {
    this.#written.clear();
  }
}

/** Quem lê o fluxo pela conexão dele. */
class StreamClient {
  protected readonly response: ServerResponse;

  constructor(response: ServerResponse) {
    this.response = response;
  }

  /** Um comentário: mantém viva a conexão de quem lê, e não a de quem parou de ler. */
  beat(): void {
    if (!this.response.writableNeedDrain) this.response.write(': \n\n');
  }
}

/** Quem só quer saber se chegaram logs. */
export class LogClient extends StreamClient {
  #told = -1;

  /** @param sequence O número de ordem do último log; o que já foi contado não se repete. */
  flush(sequence: number): void {
    if (sequence === this.#told || this.response.writableNeedDrain) return;
    this.#told = sequence;
    this.response.write(`event: logs\ndata: ${JSON.stringify({ lastSequence: sequence })}\n\n`);
  }
}

export class EventClient extends StreamClient {
  readonly #pending: NewestIds;
  readonly #describe: (traceId: string) => string;
  /** O único trace que lhe interessa. */
  readonly only: string | undefined;

  /** @param describe O evento inteiro de um trace; `''` se ele já saiu do armazenamento. */
  constructor(response: ServerResponse, limit: number, describe: (traceId: string) => string, only?: string) {
    super(response);
    this.#pending = new NewestIds(limit);
    this.#describe = describe;
    this.only = only;
  }

  changed(traceIds: readonly string[]): void {
    for (const id of traceIds) if (this.only === undefined || id === this.only) this.#pending.add(id);
  }

  /**
   * Escreve o que há por contar, uma vez cada trace. Enquanto o cliente não lê o que já foi escrito, nada: o que muda
   * nesse meio-tempo disputa os mesmos lugares.
   */
  flush(): void {
    if (this.#pending.size === 0 || this.response.writableNeedDrain) return;
    this.response.write(this.#pending.take().map(this.#describe).join(''));
  }
}

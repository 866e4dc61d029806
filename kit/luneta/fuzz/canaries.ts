/** Mensagens boas no meio das hostis: a cada porta, uma tem de ser aceita e ficar legível dentro do prazo. */
import { setTimeout as pause } from 'node:timers/promises';
import { sendAndCheck } from './check-answer.ts';
import type { FuzzDoor } from './doors.ts';
import { FindingError } from './finding.ts';
import type { QueryClient } from './query-client.ts';

const ACCEPTED = new Set(['200', '202', 'gRPC 0', 'enviado']);
/** UDP não confirma e se perde: quanto tempo se procura um canário antes de mandar outro. */
const SEARCH_MS = 100;
/** Entre uma olhada no armazenamento e outra, e entre um canário recusado (503) e o seguinte. */
const PAUSE_MS = 5;

export class Canaries {
  /** O mais demorado até agora. */
  slowestMs = 0;
  #count = 0n;
  readonly #doors: readonly [name: string, door: FuzzDoor][];
  readonly #ports: Readonly<Record<string, number>>;
  readonly #query: QueryClient | undefined;
  readonly #deadlineMs: number;

  /** @param query Sem ela (a porta de consulta fechada), basta a resposta. */
  constructor(
    doors: readonly [name: string, door: FuzzDoor][],
    ports: Readonly<Record<string, number>>,
    query: QueryClient | undefined,
    deadlineMs: number,
  ) {
    this.#doors = doors;
    this.#ports = ports;
    this.#query = query;
    this.#deadlineMs = deadlineMs;
  }

  /** Um canário em cada porta, ao mesmo tempo. @throws FindingError */
  async sendAll(): Promise<void> {
    await Promise.all(this.#doors.map(([name, door]) => this.#send(name, door)));
  }

  async #send(name: string, door: FuzzDoor): Promise<void> {
    const started = performance.now();
    let last = 'nada';
    for (;;) {
      const leftMs = this.#deadlineMs - (performance.now() - started);
      if (leftMs < SEARCH_MS) {
        const message = `uma mensagem boa em ${name} não ficou legível em ${this.#deadlineMs} ms (última resposta: ${last})`;
        throw new FindingError('canary', message);
      }
      // Um trace novo a cada tentativa: o anterior pode ter saído da memória, que aqui é pouca.
      const { input, traceId } = door.canary((0xca_000_000n + this.#count++).toString(16).padStart(32, 'ca'));
      last = await sendAndCheck(this.#ports[name], door, input, leftMs);
      if (ACCEPTED.has(last) && (await this.#isReadable(traceId))) break;
      await pause(PAUSE_MS);
    }
    this.slowestMs = Math.max(this.slowestMs, performance.now() - started);
  }

  /** TCP confirma depois de guardar: a primeira olhada já acha. */
  async #isReadable(traceId: string | undefined): Promise<boolean> {
    if (traceId === undefined || !this.#query) return true;
    const until = performance.now() + SEARCH_MS;
    for (;;) {
      const { status } = await this.#query.get(`/api/traces/${traceId}`);
      if (status === 200) return true;
      if (performance.now() > until) return false;
      await pause(PAUSE_MS);
    }
  }
}

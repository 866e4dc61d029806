/** Um serviço que recomeça quando lhe pedem, sempre na mesma porta, e que, se cai, espera pelo próximo pedido. */
import type { OutputName } from '../../sample-app.ts';
import type { StudentProgramOptions } from '../../student-program.ts';
import { reasonAlone } from '../run-step.ts';
import { serveTexts } from './serve-texts.ts';
import { startStudentServer, type StudentServer } from '../../student-program-server.ts';

/** Encerrado, ele ainda termina o que atende e esvazia as filas. */
const GOODBYE_MS = 5000;

export type ServiceEvent =
  { type: 'up'; isAgain: boolean; port: number } | { type: 'restarting' } | { type: 'fell'; reason: string };

export interface SupervisedOptions {
  program: Omit<StudentProgramOptions, 'signal' | 'onOutput'>;
  /** De onde vem o tsx. */
  root: string;
  onOutput: (text: string, output: OutputName) => void;
  onEvent: (event: ServiceEvent) => void;
}

export class SupervisedService {
  readonly #options: SupervisedOptions;
  #server: StudentServer | undefined;
  /** O que começa agora: um pedido novo desiste dele. */
  #starting = new AbortController();
  #last: Promise<void> = Promise.resolve();
  #wanted = 0;
  #starts = 0;
  #isOver = false;

  constructor(options: SupervisedOptions) {
    this.#options = options;
  }

  /** Começa, ou recomeça. Pedidos seguidos valem por um. Resolve quando ele está no ar ou caiu. */
  restart(): Promise<void> {
    const turn = ++this.#wanted;
    this.#starting.abort();
    this.#last = this.#last.then(() => (this.#isCurrent(turn) ? this.#cycle(turn) : undefined));
    return this.#last;
  }

  /** Encerra de vez. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#starting.abort();
    await this.#last;
    await this.#server?.stop();
  }

  #isCurrent(turn: number): boolean {
    return turn === this.#wanted && !this.#isOver;
  }

  async #cycle(turn: number): Promise<void> {
    const { program, root, onOutput, onEvent } = this.#options;
    const isAgain = this.#starts++ > 0;
    if (isAgain) onEvent({ type: 'restarting' });
    const before = this.#server;
    this.#server = undefined;
    await before?.stop();
    const starting = new AbortController();
    this.#starting = starting;
    // Enquanto o anterior se despedia, alguém pode ter pedido outra vez, ou desistido.
    if (!this.#isCurrent(turn)) return;
    const { signal } = starting;
    // De quem não chega a ficar pronto, o motivo já traz o que importa dos erros: ditos duas vezes, eles o esconderiam.
    let held: string[] | undefined = [];
    const hear = (text: string, output: OutputName): void => {
      if (held && output === 'stderr') held.push(text);
      else onOutput(text, output);
    };
    const started = await startStudentServer({ ...program, onOutput: hear, signal }, { root, graceMs: GOODBYE_MS });
    if (!started.ready) {
      if (!signal.aborted) onEvent({ type: 'fell', reason: started.run.message ?? '' });
      return;
    }
    if (held.length > 0) onOutput(held.join(''), 'stderr');
    held = undefined;
    this.#server = started;
    void this.#tellFall(started);
    onEvent({ type: 'up', isAgain, port: started.port });
  }

  /** Quem nós paramos não caiu. */
  async #tellFall(server: StudentServer): Promise<void> {
    const run = await server.ended;
    if (this.#server !== server || this.#isOver) return;
    this.#server = undefined;
    const { program, onEvent } = this.#options;
    onEvent({ type: 'fell', reason: run.message ? reasonAlone(run.message) : serveTexts.left(program.entry) });
  }
}

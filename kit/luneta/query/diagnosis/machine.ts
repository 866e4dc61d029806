/**
 * O que o doutor pergunta à máquina, e por quanto tempo se lembra da resposta. Perguntar é um pedido HTTP ao programa do
 * aluno: só quando alguém pede um exame, só se a resposta pode mudar um achado, e nunca a uma porta da própria Luneta.
 */
import { type AskServer, askServer, type ServerSignature } from './ask-server.ts';
import { isEverythingSilent } from './rules/nothing-arrived.ts';
import { expressSuspects } from './rules/route-missing.ts';
import type { MachineFacts, Snapshot } from './snapshot.ts';

export interface MachineDeps {
  /** Relógio em milissegundos Unix. */
  now: () => number;
  /** As portas da Luneta. */
  ownPorts: () => Iterable<number>;
  /** Padrão: a pergunta de verdade. */
  ask?: AskServer;
  platform?: NodeJS.Platform;
}

const REMEMBERED_MS = 2 * 60_000;
/** Serviços a quem se pergunta se são um Express, num diagnóstico. */
const MAX_ASKED = 5;
const AIRPLAY_PORT = 5000;

interface Answer {
  atMs: number;
  signature: ServerSignature | undefined;
}

export class Machine {
  readonly #deps: MachineDeps;
  readonly #answers = new Map<string, Answer>();

  constructor(deps: MachineDeps) {
    this.#deps = deps;
  }

  /** @param mayAsk `false`: só o que já se sabe. */
  async examine(snapshot: Snapshot, mayAsk: boolean): Promise<MachineFacts> {
    this.#forget();
    const own = new Set(this.#deps.ownPorts());
    const suspects = [...expressSuspects(snapshot)].filter(([, port]) => !own.has(port));
    // Só o macOS tem um AirPlay; e, se algo chega, a porta 5000 não é o problema.
    const { platform = process.platform } = this.#deps;
    const mayBeAirPlay = platform === 'darwin' && !own.has(AIRPLAY_PORT) && isEverythingSilent(snapshot);
    if (mayAsk) {
      const unknown = suspects.filter(([service, port]) => !this.#answers.has(keyOf(service, port)));
      const questions = unknown.slice(0, MAX_ASKED).map(([service, port]) => this.#ask(service, port));
      if (mayBeAirPlay && !this.#answers.has(keyOf('', AIRPLAY_PORT))) questions.push(this.#ask('', AIRPLAY_PORT));
      await Promise.all(questions);
    }
    const express = suspects.filter(([service, port]) => this.#answer(service, port)?.poweredBy === 'Express');
    return {
      expressServices: new Set(express.map(([service]) => service)),
      airPlay: mayBeAirPlay && (this.#answer('', AIRPLAY_PORT)?.server.startsWith('AirTunes') ?? false),
    };
  }

  async #ask(service: string, port: number): Promise<void> {
    const { ask = askServer, now } = this.#deps;
    const signature = await ask(port);
    this.#answers.set(keyOf(service, port), { atMs: now(), signature });
  }

  #answer(service: string, port: number): ServerSignature | undefined {
    return this.#answers.get(keyOf(service, port))?.signature;
  }

  #forget(): void {
    const now = this.#deps.now();
    for (const [key, { atMs }] of this.#answers) {
      if (Math.abs(now - atMs) >= REMEMBERED_MS) this.#answers.delete(key);
    }
  }
}

function keyOf(service: string, port: number): string {
  return `${port} ${service}`;
}

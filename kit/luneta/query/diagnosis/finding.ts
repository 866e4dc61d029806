/** O que o doutor diz, e a forma de uma regra. */
import { type PortName, portInWords } from '../../doors.ts';
import type { DoorView, Snapshot } from './snapshot.ts';

/** `error`: spans se perdem, ou contam uma história errada. `warning`: há o que consertar. `info`: vale saber. */
export type Severity = 'error' | 'warning' | 'info';

export const WORST_FIRST: readonly Severity[] = ['error', 'warning', 'info'];

/** Onde o achado foi visto. */
export interface FindingExample {
  traceId?: string;
  spanId?: string;
  service?: string;
  detail?: string;
}

export interface Finding {
  /** Estável. */
  code: string;
  severity: Severity;
  /** Uma linha. */
  title: string;
  /** O que acontece e por quê. */
  explanation: string;
  /** O que mudar. */
  fix: string;
  /** Seção do guia, a partir da raiz do repositório. */
  link: string;
  /** Vezes em que foi visto: mensagens, spans, traces ou nomes, conforme a regra. */
  count: number;
  /** No máximo `MAX_EXAMPLES`. */
  examples: FindingExample[];
}

/** Uma vez em que a regra viu o que procura. */
export interface Sighting extends FindingExample {
  /** Quantas vezes vale; padrão: 1. */
  count?: number;
  /** Menos grave que a regra: o achado fica com a mais grave das vezes em que foi visto. */
  severity?: Severity;
  /** Outro serviço a que também diz respeito: a outra ponta de uma chamada. */
  otherService?: string;
}

/** Uma porta desta Luneta, como se diz a quem deve mandar para ela: `4318`, ou que está fechada. */
export type PortWords = (name: PortName) => string;

/** Uma regra, que é uma função pura do que foi recebido, e os textos do que ela acha. */
export interface Rule {
  code: string;
  severity: Severity;
  title: string;
  explanation: string;
  /** Com as portas em que esta Luneta escuta, se o conserto é mandar para uma delas. */
  fix: string | ((port: PortWords) => string);
  /** O que a regra viu, em partes: quem chama pode parar entre duas. `undefined` não é nada visto, só uma ocasião de parar. */
  find(snapshot: Snapshot): Iterable<Sighting | undefined>;
}

const MAX_EXAMPLES = 3;

export const GUIDE = 'kit/luneta/DOUTOR.md';

/** Junta o que uma regra vê. `service`: só o que diz respeito a ele (ou a serviço nenhum). */
export class FindingDraft {
  readonly #rule: Rule;
  readonly #service: string | undefined;
  readonly #examples: FindingExample[] = [];
  readonly #told = new Set<string>();
  readonly #severities = new Set<Severity>();
  #count = 0;

  constructor(rule: Rule, service?: string) {
    this.#rule = rule;
    this.#service = service;
  }

  add({ count = 1, otherService, severity = this.#rule.severity, ...example }: Sighting): void {
    const concerns = [example.service, otherService].filter((name) => name !== undefined);
    if (this.#service !== undefined && concerns.length > 0 && !concerns.includes(this.#service)) return;
    this.#count += count;
    this.#severities.add(severity);
    if (this.#examples.length >= MAX_EXAMPLES) return;
    // Três exemplos iguais ensinam tanto quanto um.
    const story = `${example.service} ${example.detail}`;
    if (!this.#told.has(story)) this.#examples.push(example);
    this.#told.add(story);
  }

  /** `undefined` se nada foi visto. `doors`: as portas abertas. */
  finish(doors: readonly DoorView[]): Finding | undefined {
    if (this.#count === 0) return undefined;
    const { code, title, explanation } = this.#rule;
    const fix = fixOf(this.#rule, doors);
    const severity = WORST_FIRST.find((each) => this.#severities.has(each)) ?? this.#rule.severity;
    const link = `${GUIDE}#${code}`;
    return { code, severity, title, explanation, fix, link, count: this.#count, examples: this.#examples };
  }
}

/** O conserto, com as portas como esta Luneta as tem. */
export function fixOf({ fix }: Pick<Rule, 'fix'>, doors: readonly DoorView[]): string {
  if (typeof fix === 'string') return fix;
  return fix((name) => portInWords(name, doors.find((door) => door.name === name)?.port));
}

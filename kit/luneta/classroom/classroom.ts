/** A turma, na memória da Luneta do professor: o último estado de cada aluno. Quem volta conta tudo de novo. */
import { isSameMachine } from './instance.ts';
import { type ClassReport, type ReportedFailure, studentName } from './report.ts';

/** Passando disto, sai quem nunca mandou um span e, se todos mandaram, quem há mais tempo não dá sinal. */
export const MAX_STUDENTS = 200;
/** Duas Lunetas de um nome na mesma máquina, e uma calada há tanto tempo: foi fechada. */
export const SILENT_MS = 30_000;

/** O que uma Luneta contou de si. */
export interface Student {
  name: string;
  instance: string;
  /** A posição em que chegou, a partir de 1: é como se fala dele sem dizer o nome. */
  number: number;
  firstUnixMs: number;
  /** O último sinal de vida: um relato, ou spans. */
  lastUnixMs: number;
  spans: number;
  labs: ClassReport['labs'];
  last?: ClassReport['last'];
  /** Desde quando a falha é a mesma. */
  failingSinceUnixMs?: number;
}

export class Classroom {
  readonly #students = new Map<string, Student>();
  readonly #now: () => number;
  #count = 0;

  /** @param now Milissegundos Unix. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  report({ student: name, instance, labs, last }: ClassReport): void {
    const student = this.#heard(name, instance);
    const isSame = sameFailure(student, last?.step, last?.failure);
    // Uma Luneta que acaba de abrir ainda não sabe de nada: vale o que a de antes contou.
    if (labs.length === 0) return;
    student.failingSinceUnixMs = last?.failure && (isSame ? student.failingSinceUnixMs : this.#now());
    student.labs = labs;
    student.last = last;
  }

  /** Spans copiados que chegaram. */
  received(name: string, instance: string, spans: number): void {
    this.#heard(studentName(name), instance).spans += spans;
  }

  /** Na ordem em que chegaram, sem os que foram fechados e abertos de novo. */
  get students(): Student[] {
    const all = [...this.#students.values()];
    const shown = all.filter((one) => !all.some((other) => replaces(other, one)));
    const gone = all.filter((one) => !shown.includes(one));
    return shown.map((one) => {
      const own = gone.filter((old) => shown.find((other) => isSamePerson(old, other)) === one);
      return own.reduceRight(inherit, one);
    });
  }

  #heard(name: string, instance: string): Student {
    const now = this.#now();
    const key = `${instance} ${name}`;
    let student = this.#students.get(key);
    if (!student) {
      student = this.#welcome({
        name,
        instance,
        number: ++this.#count,
        firstUnixMs: now,
        lastUnixMs: now,
        spans: 0,
        labs: [],
      });
      this.#students.set(key, student);
      if (this.#students.size > MAX_STUDENTS) this.#dropStalest(key);
    }
    student.lastUnixMs = now;
    return student;
  }

  /** Quem reabriu a sua herda o lugar e os spans da que fechou. */
  #welcome(student: Student): Student {
    for (const [key, old] of this.#students) {
      if (!isSamePerson(old, student) || student.firstUnixMs - old.lastUnixMs <= SILENT_MS) continue;
      student = inherit(student, old);
      this.#students.delete(key);
    }
    return student;
  }

  #dropStalest(newest: string): void {
    const others = [...this.#students].filter(([key]) => key !== newest);
    // Um programa que inventa alunos não tira da lista os que trabalham.
    const idle = others.filter(([, { spans }]) => spans === 0);
    const [stalest] = (idle.length > 0 ? idle : others).toSorted(([, a], [, b]) => a.lastUnixMs - b.lastUnixMs);
    if (stalest) this.#students.delete(stalest[0]);
  }
}

function isSamePerson(a: Student, b: Student): boolean {
  return a.name === b.name && isSameMachine(a.instance, b.instance);
}

/** O aluno com o que a Luneta de antes dele tinha: o lugar, os spans e, se ainda não contou o seu, o progresso. */
function inherit(student: Student, old: Student): Student {
  const { labs, last, failingSinceUnixMs } = student.labs.length > 0 ? student : old;
  return {
    ...student,
    number: Math.min(student.number, old.number),
    spans: student.spans + old.spans,
    labs,
    last,
    failingSinceUnixMs,
  };
}

/** `other` está no lugar de `one`: começou quando ela já não falava, ou continuou a falar muito depois dela. */
function replaces(other: Student, one: Student): boolean {
  if (other === one || !isSamePerson(other, one) || other.lastUnixMs < one.lastUnixMs) return false;
  return other.firstUnixMs > one.lastUnixMs || other.lastUnixMs - one.lastUnixMs > SILENT_MS;
}

function sameFailure({ last }: Student, step: string | undefined, failure: ReportedFailure | undefined): boolean {
  return last?.failure?.key === failure?.key && last?.step === step;
}

/** Uma turma inteira nesta máquina: a Luneta do professor num processo, e cada aluno com a sua pasta, a sua Luneta e os seus programas. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { labs } from '../../../../labs/labs.ts';
import { MY_LAB, studentPath } from '../../../course/lab-paths.ts';
import { stepOf } from '../../../course/manifest.ts';
import { applyEdit } from '../../../course/edit.ts';
import type { Mistake } from '../../../course/mistakes.ts';
import type { ClassOverview } from '../../../luneta/classroom/overview.ts';
import { CLASS_PATH } from '../../../luneta/classroom/report.ts';
import { startLuneta } from '../../../luneta/start.ts';
import { ANY_PORT_FLAGS, ANY_PORTS } from '../../../luneta/testing/any-ports.ts';
import { ChildTrees } from '../../../luneta/testing/child-trees.ts';
import { waitReady } from '../../../luneta/testing/ready-line.ts';
import { findRepoRoot } from '../../../repo-root.ts';
import { labRoot, type LabRun } from './lab-root.ts';
import { runHere } from './run-here.ts';

interface ReadyLine {
  ports: Record<string, number>;
  urls: Record<string, string>;
}

class Teacher {
  readonly #trees = new ChildTrees();
  #child: ChildProcess | undefined;
  #ready: ReadyLine | undefined;

  /** Começa; ou começa de novo, nas mesmas portas e sem lembrar de nada. */
  async start(): Promise<void> {
    const { ports } = this.#ready ?? {};
    const same = ports ? ['--ui', String(ports.ui), '--otlp-http', String(ports.otlpHttp)] : [];
    const run = path.join(findRepoRoot(), 'kit/run.mjs');
    this.#child = this.#trees.spawn(process.execPath, [run, 'luneta', '--json', ...ANY_PORT_FLAGS, ...same], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ready = await waitReady<ReadyLine>(this.#child, 'A Luneta do professor');
  }

  /** De uma vez, como quem tira da tomada. */
  async kill(): Promise<void> {
    const ended = once(this.#child!, 'exit');
    this.#child!.kill('SIGKILL');
    await ended;
  }

  close(): Promise<void> {
    return this.#trees.endAll();
  }

  /** O endereço que se dá aos alunos. */
  get address(): string {
    return this.#ready!.urls.otlpHttp;
  }

  get ui(): string {
    return this.#ready!.urls.ui;
  }

  async overview(): Promise<ClassOverview> {
    return (await (await fetch(`${this.ui}${CLASS_PATH}`)).json()) as ClassOverview;
  }

  async page(): Promise<string> {
    return (await fetch(`${this.ui}/turma?names=1`)).text();
  }
}

export async function startTeacher(): Promise<Teacher> {
  const teacher = new Teacher();
  onTestFinished(() => teacher.close());
  await teacher.start();
  return teacher;
}

export interface ClassStudent {
  name: string;
  /** A tela da Luneta dele. */
  ui: string;
  /** Abre o passo já com a solução, com este engano se há um, e o confere, como quem digita os comandos. */
  verify(stepId: string, mistake?: Mistake): Promise<LabRun>;
}

/** Um aluno que chega: a pasta, e a Luneta que copia para a do professor. */
export async function joinStudent(name: string, address: string): Promise<ClassStudent> {
  const root = labRoot();
  const luneta = await startLuneta({ ports: ANY_PORTS, forward: { url: address, student: name }, onWarning: () => {} });
  onTestFinished(() => luneta.close());
  // O lab acha a Luneta que já roda, como na máquina do aluno.
  const env = { LUNETA_UI: String(luneta.ports.ui) };
  const lab = (...args: string[]): Promise<LabRun> => runHere(root, args, { env });
  return {
    name,
    ui: String(luneta.urls.ui),
    async verify(stepId, mistake) {
      await lab('jump', stepId);
      await lab('solution', stepId, 'write');
      if (mistake) spoil(root, mistake);
      return lab('verify', stepId);
    },
  };
}

function spoil(root: string, mistake: Mistake): void {
  const { lab } = stepOf(labs, mistake.step);
  const file = path.join(root, MY_LAB, studentPath(lab, mistake.file));
  writeFileSync(file, applyEdit(readFileSync(file, 'utf8'), mistake));
}

/** Os traces de uma Luneta, de todos os serviços; com `student`, só os que vieram dele. */
export async function traceIdsIn(ui: string, student?: string): Promise<string[]> {
  const ask = async <T>(url: string): Promise<T> =>
    ((await (await fetch(`${ui}/api/${url}`)).json()) as { data: T }).data;
  const tags = student === undefined ? '' : `&tags=${encodeURIComponent(JSON.stringify({ 'lab.student': student }))}`;
  const found = new Set<string>();
  for (const service of await ask<string[]>('services')) {
    const url = `traces?service=${encodeURIComponent(service)}&limit=1000&lookback=1h${tags}`;
    for (const { traceID } of await ask<{ traceID: string }[]>(url)) found.add(traceID);
  }
  return [...found].toSorted();
}

/** No máximo `limit` de uma vez: a máquina é uma só. */
export async function eachOf<T>(items: readonly T[], limit: number, run: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

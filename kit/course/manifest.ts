/**
 * O que o manifesto do curso diz de um lab e dos seus passos, e a ordem entre eles.
 *
 * A ordem é a das listas, nunca a dos números: "3.2" pode vir antes de "3.1". O passo "02/3.2" aparece nos marcadores
 * dos arquivos do lab 02 só como "3.2". A lista dos labs mora em `labs/labs.ts`; aqui, só a sua forma.
 */
import type { Mystery } from '../mysteries/mystery.ts';
import { CourseError } from './course-error.ts';
import type { LiveIncidents } from './live-incidents.ts';
import { suggestions } from '../suggestions.ts';

/** O que precisa estar na máquina para o passo valer a pena. */
export type Need = 'docker' | 'aws' | 'collector' | 'scale';

/** Um pedido a um servidor do aluno, e como a resposta deve ser. */
export interface StepRequest {
  readonly path: string;
  /** O que se manda, em JSON: com isto, o pedido é um POST; sem isto, um GET. */
  readonly json?: unknown;
  /** Padrão: 200. */
  readonly status?: number;
  /** Um trecho do corpo da resposta; uma lista, todos eles. */
  readonly body?: string | readonly string[];
  /**
   * A resposta é o que o passo ensina, e quem a confere é `answer(nome)`: outra não é um programa que falhou. Sem isto, a resposta
   * é a de sempre, com o passo feito ou por fazer.
   */
  readonly name?: string;
}

/** Um servidor do passo que fica ao lado do programa: começa antes, e o programa o acha pela variável. */
export interface Companion {
  readonly entry: string;
  /** O `service.name` que recebe do ambiente, em `OTEL_SERVICE_NAME`; sem isto, é o programa que se dá um nome. */
  readonly service?: string;
  /** A variável em que o programa recebe o endereço dele. */
  readonly urlVariable: string;
}

/** Um serviço do sistema inteiro de um lab. */
export interface LabService {
  readonly entry: string;
  /** Como aparece à frente do que ele escreve: o `service.name`. */
  readonly name: string;
  /** A variável em que os que começam depois recebem o endereço dele. */
  readonly urlVariable?: string;
  /** A porta de sempre, se estiver livre; sem isto, qualquer uma. */
  readonly port?: number;
}

/** Os defeitos de propósito que os serviços de um lab sabem ter. */
export interface LabFaults {
  /** A variável em que cada serviço recebe o caminho do arquivo que diz o defeito de agora: `slow:geolocator-service`. */
  readonly fileVariable: string;
  /** Os tipos, como os serviços os leem, e os outros jeitos de escrever cada um. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
  /** Os defeitos que têm nome próprio. */
  readonly named: Readonly<Record<string, string>>;
}

/** As dicas de um defeito, da mais vaga à que só falta digitar: três ou mais. */
export type HintStages = readonly [string, string, string, ...string[]];

/**
 * Um arquivo do aluno. Um texto é um caminho dentro de `labs/NN-nome/app/`, derivado pelos marcadores; `{ path, from }`
 * copia `from` inteiro (JSON, `.ipynb`: formatos em que um marcador não cabe). Com `../../`, conta-se a partir de
 * `labs/NN-nome/`: `../../compose.yaml` é o da raiz, e chega ao aluno só com o nome.
 */
export type LabFile = string | { readonly path: string; readonly from: string };

export interface Step {
  /** "01/1", "02/3.2". */
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
  readonly needs?: readonly Need[];
  /** Os arquivos que este passo usa: cada um é escrito quando o primeiro passo que o cita abre. */
  readonly files: readonly LabFile[];
  /** O programa que o passo roda, dentro da pasta do aluno. */
  readonly entry?: string;
  /**
   * O programa roda fora da conferência: num contêiner desta máquina, ou numa VM, cujo endereço é preciso dizer. Ela só lhe faz
   * os pedidos do passo; `entry` é o arquivo que diz como ele sobe, e o que se examina na prova sem Docker, ou sem AWS.
   */
  readonly deployed?: 'compose' | 'vm';
  /** Quanto o programa, que acaba sozinho, pode demorar, em segundos. Padrão: 20. */
  readonly deadlineSeconds?: number;
  /** O programa é um servidor, e recebe estes pedidos, um de cada vez. Sem isto, ele acaba sozinho. */
  readonly requests?: readonly StepRequest[];
  /** Variáveis que a conferência põe no ambiente dos servidores do passo, além das do backend. */
  readonly env?: Readonly<Record<string, string>>;
  /** Os servidores a que o programa pede alguma coisa. */
  readonly companions?: readonly Companion[];
  /** Onde se procura a telemetria que este passo pede: no terminal (o padrão) ou num backend. */
  readonly telemetry?: 'console' | 'backend';
  /** O arquivo de regras do Prometheus, um dos de `files`, de que falam as expectativas `rule(…)`. */
  readonly rules?: string;
  /**
   * O arquivo, um dos de `files`, com que um Collector fica entre os programas e o backend. Nele, `${env:COLLECTOR_OTLP_HTTP}` é onde
   * ouvir, e `${env:BACKEND_OTLP}`, a base OTLP/HTTP do backend. Pede `needs: ['collector']` e o OTLP por HTTP.
   */
  readonly collector?: string;
  /** Por onde os programas do aluno mandam OTLP; padrão: `http`. O navegador, que não fala gRPC, manda sempre por HTTP. */
  readonly otlp?: 'http' | 'grpc';
  /** Os passos com os mesmos programas que a solução deste desfaz: as conferências deles deixam de contar. */
  readonly supersedes?: readonly string[];
  /** Por código de defeito. */
  readonly hints: Readonly<Record<string, HintStages>>;
}

export interface Lab {
  /** "01-tracing": o nome da pasta, em `labs/` e em `meu-lab/`. */
  readonly id: string;
  /** "01". */
  readonly number: string;
  readonly title: string;
  /** Exercícios ao lado do curso: cada um se abre e se confere por si, e `next` nunca leva a eles. */
  readonly exercises?: boolean;
  /** O sistema inteiro, na ordem em que os serviços começam: é o que `lab run 02` põe no ar. */
  readonly services?: readonly LabService[];
  readonly faults?: LabFaults;
  /** O que cada visitante de `lab carga` pede: um destes, sorteado. Padrão: o que se pede à página da estação. */
  readonly visits?: readonly StepRequest[];
  /** O que pode quebrar nele quando se investiga um incidente. */
  readonly incidents?: LiveIncidents;
  /** Os traces que ele dá a ler. São muitos dados, e quase nenhum comando precisa deles: carregam-se quando se pede. */
  readonly mysteries?: () => Promise<readonly Mystery[]>;
  readonly steps: readonly Step[];
}

/** Um passo e o lab a que pertence. */
export interface LabStep {
  readonly lab: Lab;
  readonly step: Step;
}

/** O pedido como se diz ao aluno: `GET /`, `POST /ask`. @param base O endereço do servidor, sem barra no fim; padrão: só o caminho. */
export function requestText({ path, json }: Pick<StepRequest, 'path' | 'json'>, base = ''): string {
  return `${json === undefined ? 'GET' : 'POST'} ${base}${path}`;
}

/** Todos os passos do curso, na ordem. */
export function allSteps(labs: readonly Lab[]): LabStep[] {
  return labs.flatMap((lab) => lab.steps.map((step) => ({ lab, step })));
}

/** Os do caminho, na ordem: todos, menos os exercícios. */
export function courseSteps(labs: readonly Lab[]): LabStep[] {
  return allSteps(labs).filter(({ lab }) => !lab.exercises);
}

/** @throws CourseError `unknown_step`, com os mais parecidos. */
export function stepOf(labs: readonly Lab[], id: string): LabStep {
  const steps = allSteps(labs);
  return steps.find(({ step }) => step.id === id) ?? unknownStep(id, steps);
}

/** A posição do passo no seu lab, a partir de 0. @throws CourseError `unknown_step` */
export function stepIndex(lab: Lab, id: string): number {
  const index = lab.steps.findIndex((step) => step.id === id);
  return index === -1 ? unknownStep(id, allSteps([lab])) : index;
}

/** Como os marcadores escrevem o passo: "02/3.2" é "3.2". */
export function stepMark(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}

/** Os passos do lab como os marcadores os escrevem, na ordem. */
export function stepMarks(lab: Lab): string[] {
  return lab.steps.map(({ id }) => stepMark(id));
}

/**
 * Os passos cujas conferências valem enquanto se faz `id`: ele e os anteriores do lab de que todos os programas rodam também
 * neste, menos os que algum deles substituiu. De um exercício, só ele.
 * @throws CourseError `unknown_step`
 */
export function countingSteps(lab: Lab, id: string): Step[] {
  const last = stepIndex(lab, id);
  const reached = lab.steps.slice(lab.exercises ? last : 0, last + 1);
  const running = new Set(programsOf(lab.steps[last]!));
  return withoutSuperseded(reached).filter((step) => programsOf(step).every((entry) => running.has(entry)));
}

/** Estes passos, menos os que um deles substituiu. */
export function withoutSuperseded(steps: readonly Step[]): Step[] {
  const superseded = new Set(steps.flatMap((step) => step.supersedes ?? []));
  return steps.filter((step) => !superseded.has(step.id));
}

/** Os arquivos que o passo põe para rodar. */
function programsOf({ entry, companions = [] }: Step): string[] {
  return [...(entry === undefined ? [] : [entry]), ...companions.map((companion) => companion.entry)];
}

function unknownStep(id: string, steps: readonly LabStep[]): never {
  const known = steps.map(({ step }) => step.id);
  const advice =
    known.length === 0 ? 'O manifesto não tem nenhum.' : `Os mais parecidos: ${suggestions(id, known).join(', ')}.`;
  throw new CourseError('unknown_step', `Não existe o passo "${id}". ${advice}`);
}

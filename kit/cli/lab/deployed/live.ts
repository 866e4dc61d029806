/** Conferir o que já está no ar: os pedidos vão ao app, e os spans se procuram no Jaeger que está ao lado dele. */
import path from 'node:path';
import type { LabStep } from '../../../course/manifest.ts';
import { jaegerSource } from '../../../verify/sources/jaeger.ts';
import { waitForVerdict } from '../../../verify/wait.ts';
import { readBackendUrls } from '../../backend/given-backend.ts';
import { type ComposeFile, readCompose } from '../../container/compose-file.ts';
import type { ComposeService } from '../../container/compose-service.ts';
import { readImage } from '../../container/image.ts';
import { DEFAULT_PORTS } from '../../../luneta/doors.ts';
import type { LabContext } from '../context.ts';
import { EXIT, LabStop } from '../exit-codes.ts';
import { studentFolder } from '../run-step.ts';
import { appOf, jaegerOf } from './compose-roles.ts';
import { deployedTexts as texts, upCommand } from './deployed-texts.ts';
import type { Fact } from './fact.ts';
import type { DeployedRun, JudgeDeployed } from './judge-deployed.ts';
import { markedBy, newMark, visitAll } from './visit.ts';

/** O SDK manda os lotes a cada 5 s, e um Jaeger demora a mostrar o que recebe: espera-se isto sem novidade. */
const QUIET_MS = 10_000;
const DEADLINE_MS = 40_000;
/** Quanto o relógio de outra máquina pode estar fora do nosso. */
const SKEW_US = 3_600_000_000;

export const judgeLive: JudgeDeployed = async (context, target, expectations, { deployedAt, signal }) => {
  const { app, backend } = addressesOf(context, target, deployedAt);
  const startedAtUs = Date.now() * 1000 - SKEW_US;
  const source = jaegerSource(backend);
  // Nenhum serviço: só se pergunta se ele está lá.
  const { problems } = await source.read({ sinceUs: Date.now() * 1000 }, signal);
  const [problem] = problems;
  const expected = texts.backendAnswers(backend);
  const found: Fact = problem
    ? { code: 'backend_unreachable', passed: false, expected, observed: problem.message }
    : { code: 'backend_unreachable', passed: true, expected, observed: texts.backendAnswered };
  const mark = newMark();
  const visits = await visitAll(app, target.step.requests ?? [], { mark, signal });
  const facts = withAdvice([...visits, found], texts.raise(upCommand(target)));
  if (facts.some(({ passed }) => !passed)) return { facts };
  const verdict = await waitForVerdict({
    expectations,
    sources: [markedBy(mark, source)],
    attempt: { startedAtUs },
    done: Promise.resolve(),
    quietMs: QUIET_MS,
    deadlineMs: DEADLINE_MS,
    signal,
  });
  return { facts, verdict, evidence: verdict.evidence, shownAt: { api: 'jaeger', url: backend } } satisfies DeployedRun;
};

/** Quem não respondeu quase sempre só não está no ar: o comando vai com a primeira falta. */
function withAdvice(facts: readonly Fact[], advice: string): Fact[] {
  const first = facts.find(({ passed }) => !passed);
  return facts.map((fact) => (fact === first ? { ...fact, advice } : fact));
}

interface Addresses {
  /** Sem barra no fim. */
  app: string;
  backend: string;
}

/** Os contêineres estão onde o arquivo do aluno os publica ou, se ele ainda não o faz, onde o da raiz publica. @throws LabStop */
function addressesOf(context: LabContext, target: LabStep, given: string | undefined): Addresses {
  const { step } = target;
  if (given === undefined && step.deployed === 'vm') throw new LabStop(EXIT.usage, texts.whereIsIt(step.id));
  const [backend, another] = given === undefined ? [] : readBackendUrls(given);
  if (another !== undefined) throw new LabStop(EXIT.usage, texts.oneAddress(step.id));
  const ports = step.deployed === 'vm' ? { app: undefined, backend: undefined } : publishedPorts(context, target);
  const { protocol, hostname } = new URL(backend ?? 'http://localhost');
  return {
    app: new URL(`${protocol}//${hostname}${ports.app === undefined ? '' : `:${ports.app}`}`).origin,
    backend: backend ?? new URL(`http://localhost:${ports.backend}`).origin,
  };
}

function publishedPorts({ root, env }: LabContext, target: LabStep): { app?: number; backend?: number } {
  const files = [path.join(studentFolder({ root }, target), target.step.entry ?? ''), path.join(root, 'compose.yaml')];
  const read = files.map((file) => readCompose(file, { projectFolder: root, env }));
  const image = readImage(root);
  const portOf = (find: (file: ComposeFile) => ComposeService | undefined, inside: number): number | undefined =>
    read
      .map((file) => find(file)?.ports.find((port) => port.target === inside)?.host)
      .find((port) => port !== undefined && port !== 0);
  return { app: portOf(appOf, image.port), backend: portOf(jaegerOf, DEFAULT_PORTS.ui) };
}

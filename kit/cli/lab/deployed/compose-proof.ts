/**
 * A prova de quem não tem Docker: o compose.yaml do aluno é lido como o Docker o leria, e o app roda aqui, como um processo,
 * com as variáveis e a rede que o arquivo daria ao contêiner dele; no lugar do Jaeger, a Luneta. O que ela não prova: que a
 * imagem se monta, e que o Docker desta máquina funciona.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LabStep } from '../../../course/manifest.ts';
import { DEFAULT_PORTS } from '../../../luneta/doors.ts';
import { isLocalName } from '../../../luneta/http/local-name.ts';
import { findRepoRoot } from '../../../repo-root.ts';
import type { Expectation } from '../../../verify/expectations.ts';
import { jaegerSource } from '../../../verify/sources/jaeger.ts';
import { stdoutSource } from '../../../verify/sources/stdout.ts';
import { waitForVerdict } from '../../../verify/wait.ts';
import type { QueryAddresses } from '../../backend/query-addresses.ts';
import { readCompose } from '../../container/compose-file.ts';
import type { ComposeService } from '../../container/compose-service.ts';
import { type AppImage, readImage } from '../../container/image.ts';
import {
  hostsFor,
  jaegerDoors,
  type NetworkEvent,
  type NetworkPlan,
  readEvents,
} from '../../container/network-plan.ts';
import { PLAN_VARIABLE } from '../../container/plan-variable.ts';
import type { StudentRun } from '../../student-program.ts';
import { startStudentServer } from '../../student-program-server.ts';
import type { LabContext } from '../context.ts';
import { EXIT, LabStop } from '../exit-codes.ts';
import { texts as labTexts } from '../lab-texts.ts';
import { programOptions, refuseUnfinished, studentFolder } from '../run-step.ts';
import { QUICK_BATCHES } from '../serve-step.ts';
import { inMyLab } from '../show.ts';
import { appOf, jaegerOf } from './compose-roles.ts';
import { deployedTexts as texts } from './deployed-texts.ts';
import type { Fact } from './fact.ts';
import type { DeployedOptions, DeployedRun, JudgeDeployed } from './judge-deployed.ts';
import { markedBy, newMark, visitAll } from './visit.ts';

/** O app já esvaziou a fila, e o que ia chegar chegou; o prazo é o de uma Luneta ocupada. */
const DEADLINE_MS = 20_000;
/** Pendurado num envio, o app ainda tem isto para se despedir. */
const GOODBYE_MS = 5000;

export const proveCompose: JudgeDeployed = (context, target, expectations, options) => {
  const { lab, step } = target;
  const file = path.join(studentFolder(context, target), step.entry ?? '');
  const plan: ComposePlan = { file, told: inMyLab([`${lab.id}/${step.entry}`]), env: context.env };
  return proveComposeFile(context, target, expectations, options, plan);
};

export interface ComposePlan {
  /** O compose.yaml, e como dizê-lo. */
  file: string;
  told: string;
  /** As variáveis de quem roda o compose. */
  env: NodeJS.ProcessEnv;
}

/** @throws LabStop se a prova não sabe imitar o que o arquivo pede, ou foi interrompida. */
export async function proveComposeFile(
  context: LabContext,
  target: LabStep,
  expectations: readonly Expectation[],
  options: DeployedOptions,
  { file, told, env }: ComposePlan,
): Promise<DeployedRun> {
  const compose = readCompose(file, { projectFolder: context.root, env });
  const app = appOf(compose);
  const jaeger = jaegerOf(compose);
  const problems = [...compose.problems];
  if (problems.length === 0 && !app) problems.push(texts.noApp);
  if (problems.length === 0 && !jaeger) problems.push(texts.noBackend);
  const invalid: Fact = {
    code: 'compose_invalid',
    passed: problems.length === 0,
    expected: texts.composeAccepts(told),
    observed: problems.length === 0 ? texts.accepted : problems.join('\n'),
  };
  if (!app || !jaeger || !invalid.passed) return { facts: [invalid] };
  for (const { networkMode } of [app, jaeger]) {
    if (networkMode !== undefined && networkMode !== 'bridge') {
      throw new LabStop(EXIT.usage, texts.cannotProve(networkMode));
    }
  }
  const image = readImage(context.root);
  const facts = [
    invalid,
    publication('app_unreachable', app, portOf(image, app)),
    publication('backend_unreachable', jaeger, DEFAULT_PORTS.ui),
  ];
  if (facts.some(({ passed }) => !passed)) return { facts };
  const { backend } = options;
  if (!backend?.isLuneta) throw new Error(labTexts.noBackend(target.step.id));

  const folder = mkdtempSync(path.join(tmpdir(), 'lab-rede-'));
  try {
    const doors = jaegerDoors(backend.ports);
    const plan: NetworkPlan = {
      hosts: hostsFor(compose, app, (service) => (service === jaeger ? doors : {})),
      address: new URL(backend.url).hostname.replace(/^\[|\]$/g, ''),
      log: path.join(folder, 'rede.log'),
    };
    return await runApp(context, target, expectations, options, {
      app,
      image,
      facts,
      plan,
      shownAt: backend.query.spans,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A porta de dentro aparece numa porta desta máquina? */
function publication(code: Fact['code'], { name, ports }: ComposeService, wanted: number): Fact {
  const isApp = code === 'app_unreachable';
  const expected = isApp ? texts.appPublished(wanted) : texts.backendPublished(wanted);
  const tcp = ports.filter(({ transport }) => transport === 'tcp');
  const found = tcp.find(({ target }) => target === wanted);
  if (found) {
    const { address = '0.0.0.0', host = 0 } = found;
    return { code, passed: true, expected, observed: texts.published(name, `${address}:${host}`) };
  }
  const others = tcp.map(({ target }) => target);
  const observed = others.length > 0 ? texts.publishesOther(name, wanted, others) : texts.notPublished(name, wanted);
  return { code, passed: false, expected, observed };
}

function portOf({ env, port }: AppImage, { environment }: ComposeService): number {
  return Number(environment.PORT ?? env.PORT ?? port);
}

interface AppRun {
  app: ComposeService;
  image: AppImage;
  facts: readonly Fact[];
  plan: NetworkPlan;
  shownAt: QueryAddresses['spans'];
}

async function runApp(
  context: LabContext,
  target: LabStep,
  expectations: readonly Expectation[],
  { signal }: DeployedOptions,
  { app, image, facts, plan, shownAt }: AppRun,
): Promise<DeployedRun> {
  const cwd = context.root;
  const env = {
    ...(process.platform === 'win32' ? QUICK_BATCHES : {}),
    ...image.env,
    ...app.environment,
    [PLAN_VARIABLE]: JSON.stringify(plan),
  };
  const preload = [path.join(findRepoRoot(), 'kit', 'cli', 'container', 'network-hook.ts')];
  const startedAtUs = Date.now() * 1000;
  const program = { ...programOptions(context, target, { env, signal }), entry: image.entry, cwd, preload };
  const server = await startStudentServer(program, { root: context.root, graceMs: GOODBYE_MS });
  const wanted = portOf(image, app);
  const expected = texts.appPublished(wanted);
  const unreachable = (observed: string): Fact => ({ code: 'app_unreachable', passed: false, expected, observed });
  if (!server.ready) {
    const run = refuseUnfinished(server.run);
    return { facts: [...facts, unreachable(texts.appFell(run.message ?? ''))], run, cwd };
  }
  const stop = async (): Promise<StudentRun> => refuseUnfinished(await server.stop());
  const closed = closedDoor(readEvents(plan.log), wanted);
  if (closed !== undefined) return { facts: [...facts, unreachable(closed)], run: await stop(), cwd };
  const mark = newMark();
  const told = new URL(`http://localhost:${app.ports.find((port) => port.target === wanted)?.host ?? ''}`).origin;
  const visits = await visitAll(`http://127.0.0.1:${server.port}`, target.step.requests ?? [], { mark, signal, told });
  // A fila sai na despedida; no Windows, que não tem SIGTERM, só nos lotes, e ele precisa continuar no ar.
  if (process.platform !== 'win32') await server.stop();
  const seen = [...facts, ...visits];
  if (seen.some(({ passed }) => !passed)) return { facts: seen, run: await stop(), cwd };
  const verdict = await waitForVerdict({
    expectations,
    sources: [
      markedBy(mark, jaegerSource(shownAt.url)),
      stdoutSource(() => server.output().stdout.text, { spans: false }),
    ],
    attempt: { startedAtUs },
    done: Promise.resolve(),
    deadlineMs: DEADLINE_MS,
    signal,
  });
  const run = await stop();
  return { facts: seen, verdict, evidence: verdict.evidence, run, cwd, finding: lostOn(readEvents(plan.log)), shownAt };
}

/** O app está no ar, e a porta publicada não leva a ele. */
function closedDoor(events: readonly NetworkEvent[], wanted: number): string | undefined {
  const listening = events.filter(({ what }) => what === 'listening');
  const there = listening.find(({ port }) => port === wanted);
  if (!there) return listening[0] && texts.nobodyInside(wanted, listening[0].port);
  return isLocalName(there.host) ? texts.onlyInside(there.host) : undefined;
}

/** O primeiro destino a que nada chegou, e quantas vezes se tentou. */
function lostOn(events: readonly NetworkEvent[]): string | undefined {
  const lost = events.filter(({ what }) => what === 'nobody_listens' || what === 'unknown_name');
  const [first] = lost;
  return first && texts.lost(first, lost.filter(({ host, port }) => host === first.host && port === first.port).length);
}

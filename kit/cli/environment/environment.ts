/** O que a máquina tem, e o que falta, para os labs rodarem. */
import { homedir, release } from 'node:os';
import type { Need } from '../../course/manifest.ts';
import { systemErrorReason } from '../../system-error.ts';
import { askHttp } from './ask-http.ts';
import { checkAws } from './aws.ts';
import { type Check, type EnvironmentCheck, type Machine, systemOf } from './check.ts';
import { checkCollector } from './collector.ts';
import { checkDocker } from './docker.ts';
import { checkNodeVersion } from './node-version.ts';
import { checkPackages } from './packages.ts';
import { checkScale } from './scale.ts';
import { checkAppPort, checkBackendPorts } from './ports.ts';
import { askCommands } from './run-command.ts';
import { checkStudentFolder } from './student-folder.ts';
import { texts } from './texts.ts';

export type { EnvironmentCheck } from './check.ts';

export interface EnvironmentOptions {
  /** A raiz do projeto. */
  root: string;
  /** O que o passo pede: o que faltar disto é `missing`. */
  needs: readonly Need[];
  env: NodeJS.ProcessEnv;
  platform?: NodeJS.Platform;
  /** Confere também o que o passo não pede; o que faltar disso é `not_needed`. */
  all?: boolean;
}

/** Um disco de rede que não responde não pode prender o comando. */
const DEADLINE_MS = 3000;

const ALWAYS: Readonly<Record<string, Check>> = {
  node_version: checkNodeVersion,
  packages: checkPackages,
  student_folder: checkStudentFolder,
  backend_ports: checkBackendPorts,
  app_port: checkAppPort,
};
const BY_NEED: Readonly<Record<Need, Check>> = {
  docker: checkDocker,
  aws: checkAws,
  collector: checkCollector,
  scale: checkScale,
};

/**
 * Todas as conferências, ao mesmo tempo, sempre na mesma ordem. Volta em até 3 s, e nunca rejeita: a que não chega ao fim
 * vira um aviso.
 * @param overrides Para os testes: outra máquina.
 */
export async function checkEnvironment(
  options: EnvironmentOptions,
  overrides: Partial<Machine> = {},
): Promise<EnvironmentCheck[]> {
  const { root, needs, env, platform = process.platform, all = false } = options;
  const machine: Machine = {
    root,
    env,
    system: systemOf(platform, env, release()),
    home: (platform === 'win32' ? env.USERPROFILE : env.HOME) || homedir(),
    nodeVersion: process.versions.node,
    run: askCommands(env),
    ask: askHttp,
    ...overrides,
  };
  const needed = async (need: Need): Promise<EnvironmentCheck[]> => {
    if (!all && !needs.includes(need)) return [];
    const checks = await settle(need, BY_NEED[need], machine);
    return needs.includes(need) ? checks : checks.map(soften);
  };
  const checks = await Promise.all([
    ...Object.entries(ALWAYS).map(([code, check]) => settle(code, check, machine)),
    ...(Object.keys(BY_NEED) as Need[]).map(needed),
  ]);
  return checks.flat();
}

async function settle(code: string, check: Check, machine: Machine): Promise<EnvironmentCheck[]> {
  const unknown = (reason: string): EnvironmentCheck[] => [
    { code, state: 'warning', found: texts.unknown(code, reason), fix: texts.unknownFix },
  ];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<EnvironmentCheck[]>((resolve) => {
    timer = setTimeout(() => resolve(unknown(texts.late(DEADLINE_MS))), DEADLINE_MS);
  });
  try {
    return await Promise.race([check(machine), late]);
  } catch (error) {
    return unknown(systemErrorReason(error));
  } finally {
    clearTimeout(timer);
  }
}

function soften(check: EnvironmentCheck): EnvironmentCheck {
  return check.state === 'ok' ? check : { ...check, state: 'not_needed', found: texts.notNeeded(check.found) };
}

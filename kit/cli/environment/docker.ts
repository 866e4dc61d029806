/** O Docker está instalado, no ar e ao alcance de quem roda o lab? E o Compose? */
import type { EnvironmentCheck, Machine, System } from './check.ts';
import type { CommandResult } from './run-command.ts';
import { type DockerProblem, texts } from './texts.ts';

type DockerMachine = Pick<Machine, 'run' | 'system' | 'env'>;

export async function checkDocker({ run, system, env }: DockerMachine): Promise<EnvironmentCheck[]> {
  const [engine, compose] = await Promise.all([
    run('docker', ['version', '--format', '{{json .}}']),
    run('docker', ['compose', 'version']),
  ]);
  const problem = engineProblem(engine);
  const docker = problem
    ? dockerMissing(problem, system, env)
    : ({ code: 'docker', state: 'ok', found: texts.docker(engineVersion(engine.stdout)) } as const);
  // Sem o comando, ou com ele preso, o Compose é só a mesma falta outra vez.
  if (problem === 'not_installed' || problem === 'wsl_integration' || compose.ended === 'deadline') return [docker];
  return [docker, composeCheck(compose, system)];
}

function engineProblem({ ended, code, stdout, stderr }: CommandResult): DockerProblem | undefined {
  if (ended === 'not_started') return 'not_installed';
  if (ended === 'deadline') return 'stuck';
  if (code === 0) return undefined;
  // O aviso vem em stdout ou em stderr, conforme a versão.
  const said = stdout + stderr;
  if (/could not be found in this WSL/i.test(said)) return 'wsl_integration';
  // "permission denied" sozinho pode ser só o do config.json.
  if (/permission denied while trying to connect|connect: permission denied|access is denied/i.test(said)) {
    return 'not_allowed';
  }
  return 'not_running';
}

function dockerMissing(problem: DockerProblem, system: System, { DOCKER_HOST }: NodeJS.ProcessEnv): EnvironmentCheck {
  const elsewhere = problem === 'not_running' && DOCKER_HOST;
  return {
    code: 'docker',
    state: 'missing',
    found: elsewhere ? texts.dockerElsewhere(DOCKER_HOST) : texts.dockerProblem[problem],
    fix: elsewhere ? texts.dockerElsewhereFix : texts.dockerFix[problem][system],
  };
}

function composeCheck({ code, stdout }: CommandResult, system: System): EnvironmentCheck {
  const [version] = /\d+(\.\d+)+/.exec(stdout) ?? [];
  if (code === 0 && version !== undefined)
    return { code: 'docker_compose', state: 'ok', found: texts.compose(version) };
  return { code: 'docker_compose', state: 'missing', found: texts.noCompose, fix: texts.noComposeFix[system] };
}

function engineVersion(stdout: string): string {
  try {
    const { Server, Client } = JSON.parse(stdout);
    return String((Server ?? Client).Version);
  } catch {
    return '';
  }
}

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { poll } from '../../poll.ts';
import { isAlive } from '../testing/kit-process.ts';
import type { System } from './check.ts';
import { checkDocker } from './docker.ts';
import type { RunCommand } from './run-command.ts';
import { type Answer, type FakeDocker, fakeDocker } from './testing/fake-docker.ts';
import { machine } from './testing/machine.ts';

const RUNNING = { code: 0, stdout: '{"Client":{"Version":"28.2.2"},"Server":{"Version":"27.5.1"}}\n' };
const COMPOSE = { code: 0, stdout: 'Docker Compose version v2.39.1\n' };
const STOPPED = {
  code: 1,
  stdout: '{"Client":{"Version":"28.2.2"},"Server":null}\n',
  stderr: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n',
};
const FORBIDDEN = {
  ...STOPPED,
  stderr: 'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock\n',
};
const FORBIDDEN_ON_WINDOWS = {
  ...STOPPED,
  stderr: 'error during connect: Get "http://%2F%2F.%2Fpipe%2Fdocker_engine/_ping": Access is denied.\n',
};
const NO_WSL = { code: 1, stdout: "\nThe command 'docker' could not be found in this WSL 2 distro.\n" };

/** Um processo de verdade. */
function check(answers: FakeDocker) {
  return checkDocker(machine({ env: fakeDocker(answers).env }));
}

/** Só as respostas dele: o que um processo mudaria já se viu. */
function read(version: Answer, system: System, env: NodeJS.ProcessEnv = {}) {
  const run: RunCommand = async (_, [command]) => ({
    ended: 'exit',
    stdout: '',
    stderr: '',
    ...(command === 'version' ? version : COMPOSE),
  });
  return checkDocker(machine({ system, env, run }));
}

test('no ar e com o Compose: as versões de quem serve e do Compose', async () => {
  expect(await check({ version: RUNNING, compose: COMPOSE })).toEqual([
    { code: 'docker', state: 'ok', found: 'Docker 27.5.1' },
    { code: 'docker_compose', state: 'ok', found: 'Docker Compose 2.39.1' },
  ]);
});

test('parado, e sem permissão', async () => {
  const [stopped, forbidden] = await Promise.all(
    [STOPPED, FORBIDDEN].map((version) => check({ version, compose: COMPOSE })),
  );
  expect(stopped).toMatchObject([
    { state: 'missing', found: 'O Docker está instalado, mas não está no ar' },
    { code: 'docker_compose', state: 'ok' },
  ]);
  expect(forbidden[0]).toMatchObject({ state: 'missing', found: expect.stringContaining('o seu usuário não pode') });
});

test('sem o Compose v2: só ele falta', async () => {
  const compose = { code: 125, stderr: "docker: 'compose' is not a docker command.\n" };
  expect(await check({ version: RUNNING, compose })).toMatchObject([
    { code: 'docker', state: 'ok' },
    { code: 'docker_compose', state: 'missing', fix: expect.stringContaining('docker-compose-plugin') },
  ]);
});

test.each<[string, System, Answer, found: RegExp, fix: RegExp]>([
  ['parado', 'linux', STOPPED, /não está no ar/, /\nsudo systemctl start docker$/],
  ['parado', 'macos', STOPPED, /não está no ar/, /^Abra o Docker Desktop/],
  ['parado', 'windows', STOPPED, /não está no ar/, /^Abra o Docker Desktop/],
  ['parado', 'wsl', STOPPED, /não está no ar/, /Docker Desktop no Windows.*\nsudo service docker start$/],
  ['sem permissão', 'linux', FORBIDDEN, /usuário não pode/, /grupo docker .*\nsudo usermod -aG docker "\$USER"$/],
  ['sem permissão', 'windows', FORBIDDEN_ON_WINDOWS, /usuário não pode/, /docker-users/],
  ['sem a integração', 'wsl', NO_WSL, /não está ligado a esta distribuição/, /WSL integration/],
])('%s, no %s', async (_, system, answer, found, fix) => {
  const [docker] = await read(answer, system);
  expect(docker).toMatchObject({ code: 'docker', state: 'missing' });
  expect(docker.found).toMatch(found);
  expect(docker.fix).toMatch(fix);
});

test('um config.json que não se pode ler não é falta de permissão para usar o Docker', async () => {
  const stderr = `WARNING: Error loading config file: open config.json: permission denied\n${STOPPED.stderr}`;
  const [docker] = await read({ ...STOPPED, stderr }, 'linux');
  expect(docker.found).toContain('não está no ar');
});

test('DOCKER_HOST que não leva a lugar nenhum: é dela que se fala', async () => {
  const [docker] = await read(STOPPED, 'linux', { DOCKER_HOST: 'tcp://1.2.3.4:2375' });
  expect(docker.found).toBe('DOCKER_HOST manda procurar o Docker em tcp://1.2.3.4:2375, e lá ninguém responde');
});

test.each<[System, RegExp]>([
  ['linux', /docs\.docker\.com\/engine\/install/],
  ['macos', /mac-install/],
  ['windows', /windows-install/],
  ['wsl', /Docker Desktop no Windows/],
])('sem o comando, no %s: uma falta só', async (system, fix) => {
  const checks = await checkDocker(machine({ system, env: { PATH: import.meta.dirname } }));
  expect(checks).toMatchObject([{ code: 'docker', state: 'missing', found: 'O Docker não está instalado' }]);
  expect(checks[0].fix).toMatch(fix);
});

test('um docker preso, com um filho preso: responde no prazo, e não deixa ninguém para trás', async () => {
  const { env, pids } = fakeDocker({ version: 'stuck', compose: COMPOSE });
  const [docker, compose] = await checkDocker(machine({ env }));
  expect(docker).toMatchObject({ state: 'missing', found: 'O Docker está instalado, mas não responde' });
  expect(compose.state).toBe('ok');

  const stuck = readFileSync(pids, 'utf8').trim().split('\n').map(Number);
  expect(stuck).toHaveLength(2);
  expect(await poll(() => !stuck.some(isAlive) || undefined, { deadlineMs: 5000 })).toBe(true);
});

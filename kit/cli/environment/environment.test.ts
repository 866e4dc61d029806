import { expect, test } from 'vitest';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { systemOf } from './check.ts';
import { checkEnvironment, type EnvironmentOptions } from './environment.ts';
import { fakeDocker } from './testing/fake-docker.ts';

const ALWAYS = ['node_version', 'packages', 'student_folder', 'backend_ports', 'app_port'];
const STOPPED = { version: { code: 1 }, compose: { code: 1 } };

function options(own: Partial<EnvironmentOptions> = {}): EnvironmentOptions {
  const root = temporaryFolder({ 'package.json': '{"engines":{"node":">=20.19.0"}}' });
  return { root, needs: [], env: { HOME: root, USERPROFILE: root, PATH: root }, ...own };
}

test('sem pedir, nem o Docker nem a AWS; com all, tudo, e o que o passo não pede nem aviso é', async () => {
  const few = await checkEnvironment(options());
  expect(few.map(({ code }) => code)).toEqual(ALWAYS);

  const { env } = fakeDocker(STOPPED);
  const { HOME, USERPROFILE } = options().env;
  const all = await checkEnvironment(options({ all: true, env: { ...env, HOME, USERPROFILE, LAB_COLLECTOR: '' } }));
  expect(all.map(({ code }) => code)).toEqual([...ALWAYS, 'docker', 'docker_compose', 'aws', 'collector', 'scale']);
  const asked = all.slice(ALWAYS.length);
  expect(asked.map(({ state }) => state)).toEqual(asked.map(() => 'not_needed'));
  expect(asked[0]?.found).toBe('O Docker está instalado, mas não está no ar (este passo não precisa)');
});

test('o que o passo pede e falta impede de seguir', async () => {
  const { env } = fakeDocker(STOPPED);
  const checks = await checkEnvironment(options({ needs: ['docker'], env }));
  expect(checks.slice(ALWAYS.length)).toMatchObject([
    { code: 'docker', state: 'missing', found: 'O Docker está instalado, mas não está no ar' },
    { code: 'docker_compose', state: 'missing' },
  ]);
});

test('o conserto existe se, e só se, algo não está bem', async () => {
  for (const { state, fix } of await checkEnvironment(options({ needs: ['docker', 'aws'] }))) {
    expect(fix === undefined).toBe(state === 'ok');
  }
});

test('a que não acaba e a que dá erro viram avisos, e as outras respondem', async () => {
  const checks = await checkEnvironment(options({ root: temporaryFolder(), needs: ['docker', 'aws'] }), {
    run: () => new Promise(() => {}),
  });
  const byCode = Object.fromEntries(checks.map((check) => [check.code, check]));
  expect(byCode.docker).toMatchObject({
    state: 'warning',
    found: expect.stringContaining('não houve resposta em 3\u00a0s'),
  });
  expect(byCode.node_version).toMatchObject({ state: 'warning', found: expect.stringContaining('(ENOENT)') });
  expect(byCode.aws.state).toBe('missing');
});

test('as instruções são as do sistema pedido', async () => {
  const fixOf = async (platform: NodeJS.Platform) =>
    (await checkEnvironment(options({ platform, needs: ['docker'] }))).find(({ code }) => code === 'docker')?.fix;
  expect(await fixOf('darwin')).toContain('mac-install');
  expect(await fixOf('win32')).toContain('windows-install');
});

test('o WSL se reconhece pela variável dele, ou pelo nome do kernel', () => {
  expect(systemOf('linux', {}, '6.8.0-45-generic')).toBe('linux');
  expect(systemOf('linux', {}, '5.15.153.1-microsoft-standard-WSL2')).toBe('wsl');
  expect(systemOf('linux', { WSL_DISTRO_NAME: 'Ubuntu' }, '6.8.0')).toBe('wsl');
  expect(systemOf('win32', { WSL_DISTRO_NAME: 'Ubuntu' }, '10.0.22631')).toBe('windows');
  expect(systemOf('darwin', {}, '23.6.0')).toBe('macos');
});

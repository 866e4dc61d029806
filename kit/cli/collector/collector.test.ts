/** Que Collector se acha numa máquina, e como se roda o do Docker. O de verdade está em `collector.platform.test.ts`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { poll } from '../../poll.ts';
import { findRepoRoot } from '../../repo-root.ts';
import { checkCollector } from '../environment/collector.ts';
import { askCommands } from '../environment/run-command.ts';
import { EXIT } from '../lab/exit-codes.ts';
import { type FoundCollector, findCollector } from './find-collector.ts';
import { pinnedCollector } from './pinned-image.ts';
import { startStudentCollector } from './student-collector.ts';
import { fakeCommands } from './testing/fake-commands.ts';

const root = findRepoRoot();
const PINNED = await pinnedCollector(root);
const HAS_SHEBANG = process.platform !== 'win32';

const OLD = `console.log('otelcol version 0.1.0');`;
const CONTRIB = `console.log('otelcol-contrib version ${PINNED.version}');`;
const dockerNamed = (platform: string): string =>
  `console.log(JSON.stringify({ Server: { Platform: { Name: '${platform}' } } }));`;

function find(env: NodeJS.ProcessEnv): Promise<FoundCollector> {
  return findCollector({ root, env, run: askCommands(env) });
}

test('a imagem é a que o compose.yaml da plataforma fixa', () => {
  const compose = readFileSync(path.join(root, 'labs/plataforma/compose.yaml'), 'utf8');
  expect(compose).toContain(`image: ${PINNED.image}\n`);
  expect(PINNED.image).toContain(`contrib:${PINNED.version}`);
});

describe.runIf(HAS_SHEBANG)('o que se acha', () => {
  test('o de LAB_COLLECTOR; depois, a contrib, a outra e o Docker', async () => {
    const docker = dockerNamed('Docker Engine - Community');
    const all = fakeCommands({ otelcol: OLD, 'otelcol-contrib': CONTRIB, docker });
    const told = path.join(all, 'otelcol');
    expect(await find({ PATH: all, LAB_COLLECTOR: told })).toMatchObject({ kind: 'program', command: told });
    // Escrito a partir desta pasta, e rodado a partir de qualquer outra.
    expect(await find({ PATH: all, LAB_COLLECTOR: path.relative('', told) })).toMatchObject({ command: told });
    expect(await find({ PATH: all })).toEqual({
      kind: 'program',
      command: 'otelcol-contrib',
      version: `otelcol-contrib version ${PINNED.version}`,
    });
    expect(await find({ PATH: fakeCommands({ otelcol: OLD, docker }) })).toMatchObject({ command: 'otelcol' });
    expect(await find({ PATH: fakeCommands({ docker }) })).toEqual({
      kind: 'docker',
      image: PINNED.image,
      isDesktop: false,
    });
    expect(await find({ PATH: fakeCommands({ docker: dockerNamed('Docker Desktop 4.50.0') }) })).toMatchObject({
      isDesktop: true,
    });
  });

  test('quem disse qual não recebe outro; e um Docker que não responde não serve', async () => {
    const all = fakeCommands({ otelcol: OLD });
    expect(await find({ PATH: all, LAB_COLLECTOR: '/nao/ha' })).toEqual({ kind: 'none', told: '/nao/ha' });
    expect(await find({ PATH: fakeCommands({ docker: 'process.exit(1);' }) })).toEqual({ kind: 'none' });
  });

  test('o doutor diz qual é, ou o que falta e como conseguir', async () => {
    const check = async (env: NodeJS.ProcessEnv) => (await checkCollector({ root, env, run: askCommands(env) }))[0];
    expect(await check({ PATH: fakeCommands({ otelcol: OLD }) })).toEqual({
      code: 'collector',
      state: 'ok',
      found: 'Collector: otelcol version 0.1.0',
    });
    expect(await check({ PATH: '/nao-ha' })).toMatchObject({
      state: 'missing',
      found: 'Falta um Collector do OpenTelemetry',
      fix: expect.stringContaining(`otelcol-contrib ${PINNED.version}`),
    });
    expect((await check({ LAB_COLLECTOR: '/nao/ha' }))?.found).toBe(
      'LAB_COLLECTOR diz que o Collector é /nao/ha, e isso não roda',
    );
  });
});

/** Anota o que lhe pediram; `run` atende no endereço que a variável diz, e `stop` o encerra. */
const DOCKER = `
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const at = (name) => require('node:path').join(__dirname, name);
appendFileSync(at('asked'), JSON.stringify(words) + '\\n');
if (words[0] === 'stop') process.kill(Number(readFileSync(at('pid'), 'utf8')));
else {
  const [, port] = /COLLECTOR_OTLP_HTTP=[^:]+:(\\d+)/.exec(words.join(' '));
  writeFileSync(at('pid'), String(process.pid));
  require('node:http').createServer((_, response) => response.writeHead(405).end()).listen(Number(port), '127.0.0.1');
}
`;

describe.runIf(HAS_SHEBANG)('pelo Docker', () => {
  const start = async (isDesktop: boolean) => {
    const folder = fakeCommands({ docker: DOCKER });
    const collector = await startStudentCollector({
      found: { kind: 'docker', image: PINNED.image, isDesktop },
      file: '/aluno/collector.yaml',
      backendOtlp: 'http://localhost:4318',
      env: { PATH: folder },
    });
    onTestFinished(() => collector.stop());
    const asked = (): string[][] =>
      readFileSync(path.join(folder, 'asked'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as string[]);
    return { collector, asked, port: new URL(collector.otlpUrl).port };
  };

  test('num Linux, a rede é a desta máquina, e o contêiner para quando se pede', async () => {
    const { collector, asked, port } = await start(false);
    const [[...ran]] = asked();
    expect(ran.join(' ')).toContain('--network host');
    expect(ran).toContain(`COLLECTOR_OTLP_HTTP=127.0.0.1:${port}`);
    expect(ran).toContain('BACKEND_OTLP=http://localhost:4318');
    expect(ran).toContain('type=bind,source=/aluno/collector.yaml,target=/etc/otelcol/collector.yaml,readonly');
    expect(ran.slice(ran.indexOf(PINNED.image))).toEqual([
      PINNED.image,
      '--config=/etc/otelcol/collector.yaml',
      '--config=env:LAB_COLLECTOR_OVERRIDES',
    ]);
    await collector.stop();
    expect(asked().at(-1)).toEqual(['stop', '--time', '8', ran[ran.indexOf('--name') + 1]]);
    await expect(fetch(collector.otlpUrl)).rejects.toThrow('fetch failed');
  });

  test('no Docker Desktop, a porta é publicada, e o backend se acha pelo nome', async () => {
    const { asked, port } = await start(true);
    const [[...ran]] = asked();
    expect(ran.join(' ')).toContain(`--publish 127.0.0.1:${port}:${port}`);
    expect(ran).toContain(`COLLECTOR_OTLP_HTTP=0.0.0.0:${port}`);
    expect(ran).toContain('BACKEND_OTLP=http://host.docker.internal:4318');
  });

  test('o defeito é do Docker, e não do arquivo: o código 3', async () => {
    const folder = fakeCommands({
      docker: `console.error('docker: Error response from daemon: no such image'); process.exit(125);`,
    });
    const starting = startStudentCollector({
      found: { kind: 'docker', image: PINNED.image, isDesktop: false },
      file: path.join(temporaryFolder(), 'collector.yaml'),
      backendOtlp: 'http://localhost:4318',
      env: { PATH: folder },
    });
    await expect(starting).rejects.toMatchObject({
      exitCode: EXIT.missing,
      message: expect.stringMatching(/^Não consegui iniciar o Collector\. .*no such image/s),
    });
  });
});

test.runIf(HAS_SHEBANG)('o que ele reclamou, sem repetir', async () => {
  const line = (level: string, said: string): string => `2026-11-22T19:52:05.607Z\\t${level}\\ta/b.go:68\\t${said}`;
  const source = `
    console.error('${line('info', 'começou')}');
    for (let i = 0; i < 3; i++) console.error('${line('error', 'Exporting failed')}\\t{"error": "recusado", "otelcol.component.id": "otlp_http", "x": 1}');
    const [, port] = process.env.COLLECTOR_OTLP_HTTP.split(':');
    require('node:http').createServer((_, response) => response.end()).listen(Number(port), '127.0.0.1');
  `;
  const command = path.join(fakeCommands({ otelcol: source }), 'otelcol');
  const collector = await startStudentCollector({
    found: { kind: 'program', command, version: '' },
    file: '/aluno/collector.yaml',
    backendOtlp: 'http://localhost:4318',
    env: {},
  });
  onTestFinished(() => collector.stop());
  const told = await poll(() => (collector.complaints().length > 0 ? collector.complaints() : undefined), {
    deadlineMs: 10_000,
  });
  expect(told).toEqual(['otlp_http: Exporting failed: recusado']);
});

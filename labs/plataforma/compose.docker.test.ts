// Os arquivos do Compose num Docker de verdade: o Collector com o config.yaml montado, os serviços dos labs 02 e 03 ao lado, e o
// trace de uma visita a cada página. Onde não se alcança um registro de imagens, JAEGER_IMAGE é quem fica no lugar do Jaeger, e o
// Collector é o que .ci/install-collector compila.

import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { endTree, treeSpawnOptions } from '../../kit/end-tree.ts';
import { findRepoRoot } from '../../kit/repo-root.ts';
import { installed } from '../../kit/testing/platform/installed.ts';
import { PLATFORM_FOLDER } from './testing/compose-file.ts';

const run = promisify(execFile);
const ROOT = findRepoRoot();
const NAME = `lab-plataforma-test-${process.pid}`;
const SERVICES = ['frontend', 'gateway', 'geolocator-service', 'iss-distance-service'];
/** Ao lado dos arquivos do aluno, e nunca por cima deles: a imagem só leva o que está debaixo de meu-lab. */
const APP = `meu-lab/.teste-${process.pid}`;
const WITHOUT = { BIND_ADDRESS: '', COMPOSE_PROFILES: '', TAIL_KEEP_PERCENT: '', ISS_FAULT: '', LLM_FAULT: '' };
/** O provedor de quem desenvolve não entra no teste. */
const WITHOUT_PROVIDER = { OPENAI_BASE_URL: '', OPENAI_API_KEY: '', LLM_MODEL: '' };

/** As variáveis do teste: outra rede, portas livres, e a cópia dos arquivos do lab que faz as vezes de meu-lab. */
function testEnv(): NodeJS.ProcessEnv {
  const ports = { ISS_PORT: '0', LLM_PORT: '0', LLM_METRICS_PORT: '0' };
  return { PLATFORM_NETWORK: NAME, ISS_APP: APP, LLM_APP: 'labs/03-llm/app', TAIL_DECISION_WAIT: '1s', ...ports };
}

async function docker(args: readonly string[], env: NodeJS.ProcessEnv = testEnv()): Promise<string> {
  const { stdout } = await run('docker', args, {
    cwd: PLATFORM_FOLDER,
    env: { ...process.env, ...WITHOUT, ...WITHOUT_PROVIDER, ...env },
    maxBuffer: 2 ** 26,
  });
  return stdout.trim();
}

/** Só deste teste. */
let folder: string;
/** As peças que vêm de um registro, trocadas pelas daqui; e portas livres, para não disputar as de quem desenvolve. */
let override: string;
const platform = (...args: string[]): Promise<string> =>
  docker(['compose', '--project-name', NAME, '-f', 'compose.yaml', '-f', override, ...args]);
const issArgs = ['compose', '--project-name', `${NAME}-iss`, '-f', 'compose.iss.yaml'];
const iss = (...args: string[]): Promise<string> => docker([...issArgs, ...args]);
const llm = (...args: string[]): Promise<string> =>
  docker(['compose', '--project-name', `${NAME}-llm`, '-f', 'compose.llm.yaml', ...args]);

beforeAll(async () => {
  const standIn = process.env.JAEGER_IMAGE;
  folder = await mkdtemp(path.join(tmpdir(), 'compose-'));
  await cp(path.join(ROOT, 'labs/02-iss/app'), path.join(ROOT, APP), { recursive: true });
  override = path.join(folder, 'override.yaml');
  const services = {
    collector: standIn ? `image: ${NAME}-collector, ` : '',
    // A Luneta não tem a linha de comando do Jaeger.
    jaeger: standIn
      ? `image: ${standIn}, command: [node, --eval, "import('/luneta/luneta.mjs').then(({ main }) => main([]))"], `
      : '',
  };
  await writeFile(
    override,
    `services:
  collector: { ${services.collector}ports: !reset [] }
  jaeger: { ${services.jaeger}ports: !override ['127.0.0.1::16686'] }
`,
  );
  if (standIn) await buildCollector();
  await platform('up', '--detach', '--wait', 'jaeger', 'collector');
  // Ao mesmo tempo: cada uma passa boa parte do seu esperando pelas dependências.
  await Promise.all([iss, llm].map((lab) => lab('up', '--build', '--detach', '--wait')));
}, 300_000);

afterAll(async () => {
  await Promise.all([iss, llm].map((lab) => lab('down', '--rmi', 'local')));
  await platform('down', '--volumes');
  await rm(folder, { recursive: true });
  await rm(path.join(ROOT, APP), { recursive: true });
  // Só se ninguém tem nada nela.
  await rmdir(path.join(ROOT, 'meu-lab')).catch(() => {});
});

/** Como a imagem `contrib`: só o binário, e um usuário sem nome. */
async function buildCollector(): Promise<void> {
  const dockerfile = path.join(folder, 'Dockerfile');
  const binary = await installed('.ci/install-collector', 'otelcol');
  await writeFile(
    dockerfile,
    `FROM scratch\nUSER 10001:10001\nCOPY ${path.basename(binary)} /otelcol-contrib\nENTRYPOINT ["/otelcol-contrib"]\n`,
  );
  await docker(['build', '--tag', `${NAME}-collector`, '--file', dockerfile, path.dirname(binary)]);
}

interface JaegerTrace {
  processes: Record<string, { serviceName: string }>;
}

/** Os serviços de cada trace em que o frontend está. */
async function traces(): Promise<string[][]> {
  const jaeger = await platform('port', 'jaeger', '16686');
  const response = await fetch(`http://${jaeger}/api/traces?service=frontend&lookback=1h&limit=100`);
  const { data } = (await response.json()) as { data: JaegerTrace[] | null };
  return (data ?? []).map(({ processes }) =>
    [...new Set(Object.values(processes).map(({ serviceName }) => serviceName))].toSorted(),
  );
}

test('uma visita à página atravessa os serviços, e o Collector entrega o trace ao Jaeger', async () => {
  const page = `http://${await iss('port', 'frontend', '5000')}`;
  const config = (await (await fetch(`${page}/config.json`)).json()) as unknown;
  expect(config).toMatchObject({ otlpUrl: 'http://localhost:4318', backendUrl: 'http://localhost:16686' });
  expect(await (await fetch(page)).text()).toContain('<!doctype html>');
  const found = (await (await fetch(`${page}/api/iss?place=Recife`)).json()) as unknown;
  expect(found).toMatchObject({ place: { name: 'Recife', country: 'BR' } });
  await expect.poll(traces, { timeout: 60_000, interval: 500 }).toContainEqual([...SERVICES, 'station-api']);
});

test('o watch: o arquivo que se salva vai para o contêiner, e o serviço recomeça com ele', async () => {
  const answer = async (): Promise<unknown> => {
    // A porta publicada é outra a cada vez que o frontend recomeça.
    const response = await fetch(`http://${await iss('port', 'frontend', '5000')}/api/iss`);
    return ((await response.json()) as { message: string }).message;
  };
  expect(await answer()).toContain('Diga o lugar');

  const watch = spawn('docker', [...issArgs, 'watch', '--no-up', 'gateway'], {
    ...treeSpawnOptions(),
    cwd: PLATFORM_FOLDER,
    env: { ...process.env, ...WITHOUT, ...testEnv() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => endTree(watch.pid!));
  let told = '';
  for (const output of [watch.stdout, watch.stderr]) output.setEncoding('utf8').on('data', (text) => (told += text));
  await expect.poll(() => told, { timeout: 30_000 }).toMatch(/watch enabled/i);
  const file = path.join(ROOT, APP, 'gateway.ts');
  await writeFile(file, (await readFile(file, 'utf8')).replace('Diga o lugar', 'Diga a cidade'));
  const isNew = async (): Promise<boolean> => String(await answer().catch(() => '')).includes('Diga a cidade');
  await expect.poll(isNew, { timeout: 60_000, interval: 500, message: told }).toBe(true);
});

test('o lab 03: uma pergunta à página chega ao modelo, e o trace dela, ao Jaeger', async () => {
  const page = `http://${await llm('port', 'frontend', '5000')}`;
  expect(await (await fetch(page)).text()).toContain('<!doctype html>');
  expect(await (await fetch(`${page}/config.json`)).json()).toMatchObject({ backendUrl: 'http://localhost:16686' });
  const answer = await fetch(`${page}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question: 'O que é um span?' }),
  });
  expect(await answer.json()).toMatchObject({ model: 'lab-1', attempts: 1 });
  await expect.poll(traces, { timeout: 60_000, interval: 500 }).toContainEqual(['backend', 'frontend', 'moderation']);
  const metrics = await fetch(`http://${await llm('port', 'backend', '8000')}/metrics`);
  expect(await metrics.text()).toContain('llm_api_calls_total{gen_ai_request_model="lab-1"');
});

test('stop e start, ps, e os perfis que o Compose de verdade vê', async () => {
  await platform('stop');
  expect(await platform('ps', '--format', '{{.Service}} {{.State}}')).toBe('');
  expect((await platform('ps', '--all', '--format', '{{.Service}} {{.State}}')).split('\n').toSorted()).toEqual([
    'collector exited',
    'jaeger exited',
  ]);
  await platform('start');
  expect((await platform('ps', '--format', '{{.Service}}')).split('\n').toSorted()).toEqual(['collector', 'jaeger']);

  const services = async (...args: string[]): Promise<string[]> =>
    (await docker(['compose', ...args, 'config', '--services'])).split('\n').toSorted();
  const base = ['collector', 'grafana', 'jaeger', 'loki', 'prometheus'];
  expect(await services()).toEqual(base);
  expect(await services('--profile', 'tempo')).toEqual([...base, 'tempo']);
  expect(await services('--profile', 'all')).toEqual([...base, 'tempo', 'zipkin']);
});

test('as variáveis chegam aonde devem', async () => {
  const config = async (file: string, env: Record<string, string>): Promise<unknown> =>
    JSON.parse(await docker(['compose', '-f', file, 'config', '--format', 'json'], env));
  expect(await config('compose.yaml', { BIND_ADDRESS: '0.0.0.0', TAIL_KEEP_PERCENT: '10' })).toMatchObject({
    services: {
      collector: { environment: { TAIL_KEEP_PERCENT: '10' } },
      grafana: { ports: [{ host_ip: '0.0.0.0', published: '3000', target: 3000 }] },
    },
  });
  expect(await config('compose.iss.yaml', { ISS_PORT: '5050', ISS_FAULT: 'slow:gateway' })).toMatchObject({
    services: {
      frontend: { ports: [{ host_ip: '127.0.0.1', published: '5050', target: 5000 }] },
      gateway: {
        environment: { ISS_FAULT: 'slow:gateway' },
        build: { args: { APP: 'meu-lab/02-iss' } },
      },
    },
  });
});

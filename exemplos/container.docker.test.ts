// A imagem do exemplo 4, montada e executada de verdade, com a Luneta no lugar do Jaeger, fora do contêiner.

import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { docker, eventually, IMAGE, inspect, sampleTraces, visit } from './docker-test-support';
import { lines, type Program, startNode, until } from './test-support';

const TRACE = ['GET /', 'request handler', 'test_span'];

let luneta: Program;
let lunetaUrl: string;
let agentPort: number;

beforeAll(async () => {
  await docker(['build', '--tag', IMAGE, '.']);
  const doors = '--otlp-http off --otlp-grpc off --jaeger-compact off';
  const flags = `--json --free-ports --host 0.0.0.0 --ui 0 --jaeger-binary 0 ${doors}`;
  luneta = startNode(['kit/run.mjs', 'luneta', ...flags.split(' ')]);
  const ready = await until('a Luneta pronta', () => {
    if (luneta.child.exitCode !== null) throw new Error(`a Luneta terminou antes de abrir: ${luneta.stderr()}`);
    return luneta.stdout().includes('\n') ? lines(luneta.stdout())[0] : undefined;
  });
  const { ports } = JSON.parse(ready) as { ports: { ui: number; jaegerBinary: number } };
  lunetaUrl = `http://127.0.0.1:${ports.ui}`;
  agentPort = ports.jaegerBinary;
});

afterAll(async () => {
  luneta?.child.kill('SIGKILL');
  await luneta?.exit;
});

/** Inicia um contêiner da imagem, com a porta publicada em uma livre desta máquina. */
async function startContainer(...options: string[]) {
  const { stdout: id } = await docker(['run', '--detach', '--publish', '127.0.0.1::8080', ...options, IMAGE]);
  onTestFinished(async () => {
    await docker(['rm', '--force', id]);
  });
  const { stdout: address } = await docker(['port', id, '8080/tcp']);
  await eventually(
    'o app pronto',
    async () => (await logs(id)).stdout.includes('{"ready":true,"port":8080}') || undefined,
  );
  return { id, url: `http://${address}/` };
}

/** Um contêiner que encontra a Luneta desta máquina, como encontraria um Jaeger na rede. */
function startWithBackend() {
  const agent = ['--env', 'OTEL_EXPORTER_JAEGER_AGENT_HOST=host.docker.internal'];
  const port = ['--env', `OTEL_EXPORTER_JAEGER_AGENT_PORT=${agentPort}`];
  return startContainer('--add-host', 'host.docker.internal:host-gateway', ...agent, ...port);
}

function logs(id: string) {
  return docker(['logs', id]);
}

test('responde de fora do contêiner; docker stop sai com 0 e descarrega o último trace; a sonda não deixa nenhum', async () => {
  const { id, url } = await startWithBackend();
  expect(await visit(url)).toBe('200 SRE and DevOps work together!!!');
  await eventually('o trace na Luneta', async () => (await sampleTraces(lunetaUrl)).length > 0 || undefined);

  await eventually(
    'duas sondas',
    async () => (await inspect<unknown[]>('.State.Health.Log', id)).length >= 2 || undefined,
  );
  expect(await inspect('.State.Health.Status', id)).toBe('healthy');

  // Logo antes do fim: este trace só chega se o app descarregar a fila ao receber o SIGTERM.
  expect(await visit(url)).toMatch(/^200 /);
  await docker(['stop', id]);
  expect(await inspect('.State.ExitCode', id)).toBe(0);
  await eventually(
    'o último trace',
    async () => (await sampleTraces(lunetaUrl)).flat().length >= 2 * TRACE.length || undefined,
  );
  expect(await sampleTraces(lunetaUrl)).toEqual([TRACE, TRACE]);
});

test('o processo 1 é o node, de um usuário comum que não pode mudar os arquivos do app', async () => {
  const { id } = await startContainer();
  const inside = async (...command: string[]) => (await docker(['exec', id, ...command])).stdout;
  expect(await inside('cat', '/proc/1/cmdline')).toBe('node\0exemplos/example_app.js\0');
  expect(await inside('cat', '/proc/1/status')).toMatch(/^Uid:\t1000\t1000\t1000\t1000$/m);
  expect(await inside('find', '/app', '-writable', '-not', '-type', 'l')).toBe('');
});

test('sem endereço de backend, o localhost é o do contêiner: o app avisa e segue respondendo', async () => {
  const { id, url } = await startContainer();
  const { stderr } = await eventually('o aviso', async () => {
    const output = await logs(id);
    return output.stderr ? output : undefined;
  });
  expect(lines(stderr)).toHaveLength(1);
  expect(stderr).toContain('ninguém ouve a porta UDP 6832 em localhost');
  expect(await visit(url)).toMatch(/^200 /);
});

test('a imagem só leva o app e as dependências dele', async () => {
  const list = async (command: string) => lines((await docker(['run', '--rm', IMAGE, 'sh', '-c', command])).stdout);
  expect((await list('find . -path ./node_modules -prune -o -type f -print')).toSorted()).toEqual([
    './exemplos/example_app.js',
    './exemplos/instrumentacao.js',
    './exemplos/package.json',
  ]);
  const packages = await list('cd node_modules && ls -d * @*/*');
  expect(packages).toContain('express');
  expect(
    packages.filter((name) => /^(tsx|esbuild|typescript|vitest|preact|playwright-core|@types)/.test(name)),
  ).toEqual([]);

  // Medido: 19 MB sobre a imagem-base.
  const [kilobytes] = (await list('du -sk /app'))[0].split('\t');
  expect(Number(kilobytes)).toBeLessThan(24 * 1024);
});

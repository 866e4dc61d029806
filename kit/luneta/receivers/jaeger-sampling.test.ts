import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jaegerClient, { type AppliedSampler } from 'jaeger-client';
import { afterEach, describe, expect, test } from 'vitest';
import type { Door } from './door.ts';
import { openJaegerSamplingDoor, type JaegerSamplingOptions } from './jaeger-sampling.ts';
import { SamplingFileError } from './sampling-file.ts';

const DEADLINE = { timeout: 15_000, interval: 5 };
const ALL = { strategyType: 'PROBABILISTIC', probabilisticSampling: { samplingRate: 1 } };

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function open(options: Partial<JaegerSamplingOptions> = {}): Promise<Door> {
  const door = await openJaegerSamplingDoor({ host: '127.0.0.1', port: 0, localOnly: true, ...options });
  cleanups.push(() => door.close());
  return door;
}

function get(door: Door, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${door.port}${path}`, init);
}

/** Um arquivo de estratégias que o teste reescreve. */
function strategiesFile(): { path: string; write(content: unknown): void } {
  const directory = mkdtempSync(join(tmpdir(), 'luneta-amostragem-'));
  cleanups.push(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'regras.json');
  const write = (content: unknown) =>
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return { path, write };
}

function probabilistic(param: number): unknown {
  return { default_strategy: { type: 'probabilistic', param } };
}

describe('respostas', () => {
  test.each(['/sampling', '/api/sampling'])('%s: o tipo por nome', async (path) => {
    const response = await get(await open(), `${path}?service=loja`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(await response.text()).toBe(JSON.stringify(ALL));
  });

  test('/: o tipo por número', async () => {
    const file = strategiesFile();
    file.write({ service_strategies: [{ service: 'b', type: 'ratelimiting', param: 2 }] });
    const door = await open({ strategiesFile: file.path });
    expect(await (await get(door, '/?service=a')).json()).toEqual({ ...ALL, strategyType: 0 });
    expect(await (await get(door, '/?service=b')).json()).toEqual({
      strategyType: 1,
      rateLimitingSampling: { maxTracesPerSecond: 2 },
    });
    expect(await (await get(door, '/sampling?service=b')).json()).toMatchObject({ strategyType: 'RATE_LIMITING' });
  });

  test('um nome com espaços, acentos e & é lido como foi codificado; vazio é um nome', async () => {
    const file = strategiesFile();
    file.write({ service_strategies: [{ service: 'a & ação', type: 'probabilistic', param: 0.5 }] });
    const door = await open({ strategiesFile: file.path });
    const answer = await (await get(door, `/sampling?service=${encodeURIComponent('a & ação')}`)).json();
    expect(answer).toMatchObject({ probabilisticSampling: { samplingRate: 0.5 } });
    expect(await (await get(door, '/sampling?service=')).json()).toEqual(ALL);
  });

  test.each(['/baggageRestrictions', '/x/y', '/sampling/', '/Sampling'])(
    '%s: 404 com o caminho certo',
    async (path) => {
      const door = await open();
      const response = await get(door, `${path}?service=a`);
      expect(response.status).toBe(404);
      const text = await response.text();
      expect(text).toContain(`"${path}". Use /sampling`);
      expect(door.stats).toMatchObject({ messages: 1, lastError: { code: 'wrong_path', message: text.trimEnd() } });
    },
  );

  test.each(['/sampling', '/sampling?service=a&service=b', '/?Service=a'])(
    '%s: falta o serviço, com o texto do Jaeger',
    async (path) => {
      const door = await open();
      const response = await get(door, path);
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(await response.text()).toBe("'service' parameter must be provided once\n");
      expect(door.stats).toMatchObject({ messages: 1, lastError: { code: 'missing_service' } });
    },
  );

  test('só GET e HEAD', async () => {
    const door = await open();
    const post = await get(door, '/sampling?service=a', { method: 'POST', body: 'x' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const head = await get(door, '/sampling?service=a', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(JSON.stringify(ALL).length)]);
    expect(door.stats.rejected).toEqual(new Map([['wrong_method', 1]]));
  });

  test('um Host de fora é recusado enquanto a porta é só desta máquina', async () => {
    const statusFor = async (door: Door): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const options = { port: door.port, path: '/sampling?service=a', headers: { host: 'exemplo.com' } };
        const sent = request(options, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        sent.on('error', reject).end();
      });
    const local = await open();
    expect(await statusFor(local)).toBe(403);
    expect(local.stats.rejected).toEqual(new Map([['foreign_host', 1]]));
    expect(await statusFor(await open({ localOnly: false }))).toBe(200);
  });
});

describe('o arquivo de estratégias', () => {
  test('é relido quando muda', async () => {
    const file = strategiesFile();
    file.write(probabilistic(0.25));
    const door = await open({ strategiesFile: file.path });
    const rate = async () => (await (await get(door, '/sampling?service=a')).json()).probabilisticSampling.samplingRate;
    expect(await rate()).toBe(0.25);
    file.write(probabilistic(0.75)); // do mesmo tamanho
    expect(await rate()).toBe(0.75);
  });

  test('se muda para pior, valem as últimas boas, e o aviso vem uma vez por mudança', async () => {
    const file = strategiesFile();
    file.write(probabilistic(0.25));
    const warnings: string[] = [];
    const door = await open({ strategiesFile: file.path, onWarning: (message) => warnings.push(message) });
    const rate = async () => (await (await get(door, '/sampling?service=a')).json()).probabilisticSampling.samplingRate;
    file.write(probabilistic(7));
    expect([await rate(), await rate()]).toEqual([0.25, 0.25]);
    expect(warnings).toEqual([expect.stringMatching(/param deve ser .* veio 7\. Continuam valendo/)]);
    rmSync(file.path);
    expect([await rate(), await rate()]).toEqual([0.25, 0.25]);
    expect(warnings).toEqual([expect.any(String), expect.stringContaining('o arquivo não existe')]);
    expect(door.stats.rejected).toEqual(new Map([['bad_strategies', 2]]));
    file.write(probabilistic(0.5));
    expect(await rate()).toBe(0.5);
  });

  test('uma regra que não vale: a porta abre, com um aviso por leitura', async () => {
    const file = strategiesFile();
    const withOperation = (operation: string) => ({
      default_strategy: { operation_strategies: [{ operation, type: 'ratelimiting', param: 1 }] },
    });
    file.write(withOperation('x'));
    const warnings: string[] = [];
    const door = await open({ strategiesFile: file.path, onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([expect.stringMatching(/^Estratégias de amostragem em .*regras\.json: .*"x"/)]);
    file.write(withOperation('outra'));
    for (let i = 0; i < 2; i++) expect((await get(door, '/sampling?service=a')).status).toBe(200);
    expect(warnings).toEqual([expect.any(String), expect.stringContaining('"outra"')]);
    expect(door.stats.rejected).toEqual(new Map());
  });

  test('se não existe, é uma pasta ou está errado no início, a porta não abre', async () => {
    const file = strategiesFile();
    await expect(open({ strategiesFile: file.path })).rejects.toThrow(SamplingFileError);
    await expect(open({ strategiesFile: file.path })).rejects.toThrow(/o arquivo não existe/);
    await expect(open({ strategiesFile: tmpdir() })).rejects.toThrow(/não deu para ler \(EISDIR\)/);
    file.write('{');
    await expect(open({ strategiesFile: file.path })).rejects.toThrow(/JSON inválido na linha 1, coluna 2/);
  });
});

describe('o RemoteSampler do jaeger-client', () => {
  test.each([
    ['probabilística', { type: 'probabilistic', param: 0.25 }, 'ProbabilisticSampler(samplingRate=0.25)'],
    ['por taxa', { type: 'ratelimiting', param: 3 }, 'RateLimitingSampler(maxTracesPerSecond=3)'],
    [
      'por operação',
      {
        type: 'probabilistic',
        param: 0.5,
        operation_strategies: [{ operation: 'x', type: 'probabilistic', param: 0 }],
      },
      'PerOperationSampler(maxOperations=2000)',
    ],
  ])('aplica a estratégia %s, e a nova quando o arquivo muda', async (_name, strategy, expected) => {
    const file = strategiesFile();
    file.write({ service_strategies: [{ service: 'loja antiga', ...strategy }] });
    const door = await open({ strategiesFile: file.path });
    const applied: string[] = [];
    const errors: string[] = [];
    const sampler = new jaegerClient.RemoteSampler('loja antiga', {
      host: '127.0.0.1',
      port: door.port,
      refreshInterval: 10,
      onSamplerUpdate: (current: AppliedSampler) => applied.push(current.toString()),
      logger: { info: () => {}, error: (message) => errors.push(message) },
    });
    cleanups.push(() => new Promise<void>((resolve) => sampler.close(resolve)));
    await expect.poll(() => applied.at(-1), DEADLINE).toMatch(expected);
    file.write({ default_strategy: { type: 'ratelimiting', param: 9 } });
    await expect.poll(() => applied.at(-1), DEADLINE).toBe('RateLimitingSampler(maxTracesPerSecond=9)');
    expect(errors).toEqual([]);
  });
});

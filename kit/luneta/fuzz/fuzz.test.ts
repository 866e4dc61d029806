/** O fuzz como teste: uma corrida curta contra a Luneta, e alvos quebrados que ele tem de apontar. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../usage-error.ts';
import { FUZZ_DOORS } from './doors.ts';
import { readFuzzOptions } from './fuzz-options.ts';
import { describeInput } from './input.ts';
import { EXTRA_MEMORY, startLunetaTarget } from './luneta-target.ts';
import { renderReport } from './report.ts';
import { type FuzzPlan, runFuzz } from './run-fuzz.ts';
import { sampleInput } from './sample-input.ts';
import { startTarget, type FuzzTarget, type TargetUsage } from './target.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'luneta-fuzz-'));
const targets: FuzzTarget[] = [];
afterAll(async () => {
  await Promise.all(targets.map((target) => target.close()));
  rmSync(folder, { recursive: true });
});

const ONE_BATCH: FuzzPlan = {
  seed: 1,
  seconds: 0,
  iterations: { first: 0, last: 15 },
  only: 'otlpHttp',
  folder,
  extraMemory: 1,
  deadlineMs: 2000,
};

// Ao mesmo tempo: quase tudo aqui é esperar por prazos.
describe.concurrent('uma corrida', { timeout: 60_000 }, () => {
  test('a Luneta atende durante e depois de mais de cem mensagens hostis em todas as portas', async () => {
    // Um número de iterações, e não um tempo: numa máquina lenta ou rápida, são as mesmas mensagens.
    const iterations = { first: 0, last: 15 };
    const target = await startLunetaTarget();
    targets.push(target);
    const report = await runFuzz(target, { seed: 3, seconds: 0, iterations, folder, extraMemory: EXTRA_MEMORY });
    expect(report.findings).toEqual([]);
    expect([...report.outcomes.keys()].toSorted()).toEqual(Object.keys(target.ports).toSorted());
    // Sem mensagens aceitas não haveria o que reler, e a corrida não diria nada.
    expect(report.outcomes.get('otlpHttp')?.get('200')).toBeGreaterThan(0);
    expect(report.traces).toBeGreaterThan(10);
    expect(renderReport(report, 3)).toContain('Nenhum achado. Semente 3: ');
  });

  describe('um alvo quebrado é apontado', () => {
    /** Um alvo que responde por `answer` na porta OTLP/HTTP, dentro deste processo. */
    async function brokenTarget(
      answer: (request: IncomingMessage, response: ServerResponse) => void,
      usage: TargetUsage = { rssBytes: 0, sockets: 0 },
      stderr = '',
    ): Promise<FuzzTarget> {
      const server = createServer((request, response) => {
        request.resume();
        answer(request, response);
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const target: FuzzTarget = {
        ports: { otlpHttp: (server.address() as AddressInfo).port },
        death: () => undefined,
        stderr: () => stderr,
        usage: () => Promise.resolve(usage),
        async close() {
          server.closeAllConnections();
          server.close();
          await once(server, 'close');
        },
      };
      targets.push(target);
      return target;
    }

    const answers: [code: string, answer: (request: IncomingMessage, response: ServerResponse) => void][] = [
      ['bad_status', (_request, response) => response.writeHead(500).end('Erro')],
      ['leak', (_request, response) => response.writeHead(400).end('Error: x\n    at decode (file.ts:1:2)\n')],
      ['no_answer', (request) => request.socket.destroy()],
      ['hang', () => {}],
      ['bad_answer', (request) => request.socket.end('HTTP/1.1 duzentos\r\n\r\n')],
      ['canary', (_request, response) => response.writeHead(400).end()],
    ];
    test.each(answers)('%s', async (code, answer) => {
      const target = await brokenTarget(answer);
      const { findings } = await runFuzz(target, ONE_BATCH);
      expect(findings.map((finding) => finding.code)).toContain(code);
    });

    const ok = (_request: IncomingMessage, response: ServerResponse) => response.writeHead(200).end();

    test('memória, conexões e reclamações', async () => {
      const usage = { rssBytes: 0, sockets: 3 };
      const target = await brokenTarget(ok, usage, 'Erro interno em GET /');
      const report = runFuzz(target, ONE_BATCH);
      usage.rssBytes = 2;
      expect((await report).findings.map(({ code }) => code)).toEqual(['stderr', 'sockets']);

      const growing = await brokenTarget(ok);
      let calls = 0;
      growing.usage = () => Promise.resolve({ rssBytes: calls++ * 2, sockets: 0 });
      expect((await runFuzz(growing, ONE_BATCH)).findings.map(({ code }) => code)).toEqual(['memory']);
    });

    test('um processo que morre: o que disse antes, e o que lhe foi mandado', async () => {
      const script = fileURLToPath(new URL('testing/fragile-target.mjs', import.meta.url));
      const target = await startTarget([script], process.cwd());
      targets.push(target);
      const report = await runFuzz(target, ONE_BATCH);
      const [{ code, message, first, last, file }] = report.findings;
      expect({ code, first, last }).toEqual({ code: 'died', first: 0, last: 15 });
      expect(message).toContain('código 7');
      expect(message).toContain('defeito de propósito');
      expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveLength(16);
      expect(renderReport(report, 1)).toContain('--seed 1 --only otlpHttp --iteration 0-15');
    });

    test('uma porta que o fuzz não conhece', async () => {
      const target = await brokenTarget(ok);
      const renamed = { ...target, ports: { novaPorta: target.ports.otlpHttp } };
      await expect(runFuzz(renamed, ONE_BATCH)).rejects.toThrow('não conhece estas portas: novaPorta');
    });
  });
});

test.each(Object.entries(FUZZ_DOORS))('as entradas de %s dependem só da semente e da iteração', (_name, door) => {
  const inputs = (seed: number) => Array.from({ length: 8 }, (_, i) => describeInput(sampleInput(door, seed, i)));
  const first = inputs(1);
  expect(inputs(1).join() === first.join()).toBe(true);
  expect(inputs(2).join() === first.join()).toBe(false);
  expect(new Set(first).size).toBeGreaterThan(4);
});

describe('opções', () => {
  test('as que existem', () => {
    expect(readFuzzOptions([])).toMatchObject({ seconds: 20, seed: undefined, only: undefined, iterations: undefined });
    const argv = ['--seconds', '3', '--seed', '7', '--only', 'ui', '--iteration', '16-31'];
    const iterations = { first: 16, last: 31 };
    expect(readFuzzOptions(argv)).toEqual({ seconds: 3, seed: 7, only: 'ui', iterations, help: false });
    expect(readFuzzOptions(['--seed', '7', '--iteration', '5']).iterations).toEqual({
      first: 5,
      last: 5,
    });
  });

  test.each([
    [['--only', 'nada'], 'Porta desconhecida'],
    [['--seconds', '1.5'], '--seconds precisa de um inteiro'],
    [['--seed', '-1'], '--seed'],
    [['--iteration', '3'], 'junto de --seed'],
    [['--seed', '1', '--iteration', '9-3'], 'intervalo'],
    [['--outra'], 'Opção desconhecida: --outra'],
  ])('%s', (argv, message) => {
    expect(() => readFuzzOptions(argv)).toThrow(UsageError);
    expect(() => readFuzzOptions(argv)).toThrow(message);
  });
});

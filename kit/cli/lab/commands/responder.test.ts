/** `lab responder`, numa Luneta de verdade: o que se publica é o que se pergunta. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labs } from '../../../../labs/labs.ts';
import { readProgress, updateProgress } from '../../../course/progress.ts';
import { temporaryFolder } from '../../../course/testing/temporary-folder.ts';
import { traceTrees } from '../../../scripted/trace-trees.ts';
import { textWidth } from '../../../text-width.ts';
import { jaegerSource } from '../../../verify/sources/jaeger.ts';
import { type Backend, startBackend } from '../../../verify/testing/luneta.ts';
import { portEnv } from '../../backend/testing/any-port-env.ts';
import { courseMysteries } from '../mysteries/course-mysteries.ts';
import { tracesOf } from '../mysteries/grade.ts';
import type { MysteryAnswer, Traces } from '../../../mysteries/mystery.ts';
import { serve } from '../../../testing/serve.ts';
import { runHere } from '../testing/run-here.ts';

const mysteries = await courseMysteries(labs);

let luneta: Backend;
beforeAll(async () => {
  luneta = await startBackend();
});
afterAll(() => luneta.close());

/** Quem já tem uma Luneta aberta. */
const nearby = () => portEnv((name) => (name === 'ui' ? Number(new URL(luneta.url).port) : 0));

/** A resposta que os traces dão. */
function conclusion(answer: MysteryAnswer, traces: Traces): unknown {
  if (answer.type === 'choice') return answer.alternatives.map((each) => each.holds(traces));
  return answer.type === 'span' ? answer.find(traces).span.name : answer.compute(traces);
}

test.each(mysteries.map(({ id }) => id))('%s: do que a Luneta mostra se conclui o mesmo', async (id) => {
  const mystery = mysteries.find((each) => each.id === id)!;
  const { code, stdout, stderr } = await runHere(temporaryFolder(), ['responder', id], { env: nearby() });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`npm run lab responder ${id}`);
  expect(Math.max(...stdout.split('\n').map(textWidth))).toBeLessThan(80);
  const traceIds = [...stdout.matchAll(/\/trace\/([0-9a-f]{32})$/gm)].map(([, traceId = '']) => traceId);
  const { spans } = await jaegerSource(luneta.url).read({ sinceUs: 0, traceIds });
  const published = traceTrees(spans);
  expect(published).toHaveLength(mystery.plan.length);
  expect(conclusion(mystery.answer, published)).toEqual(conclusion(mystery.answer, tracesOf(mystery)));
  // Acaba agora: está na busca da última hora.
  const ended = Math.max(...spans.map(({ startUs, durationUs }) => startUs + durationUs)) / 1000;
  expect(Math.abs(Date.now() - ended)).toBeLessThan(60_000);
});

test('a lista, uma resposta errada, a certa; e o que já estava no progresso continua lá', async () => {
  const root = temporaryFolder();
  updateProgress(root, new Date(), ({ steps }) => void (steps['01/1'] = { passedAt: 'ontem' }));
  const before = await runHere(root, ['responder']);
  expect(before).toMatchObject({ code: 0, stderr: '' });
  expect(before.stdout).toMatch(/^ {2}· {2}m2 /m);

  const wrong = await runHere(root, ['responder', 'm2', 'GET', '/painel']);
  expect(wrong).toMatchObject({ code: 1, stderr: '' });
  expect(wrong.stdout).toMatch(/✗ Não é isso\.\n {2}"GET \/painel" dura 1\ss, mas quase tudo é esperar/);
  expect(readProgress(root, new Date()).progress.mysteries).toBeUndefined();

  // Como dá para digitar, sem acento nem maiúscula.
  const right = await runHere(root, ['responder', 'M2', 'CONSULTAR A BOLSA']);
  expect(right).toMatchObject({ code: 0, stderr: '' });
  expect(right.stdout).toContain('✓ É isso.');
  const { progress } = readProgress(root, new Date());
  expect(progress.mysteries).toEqual({ m2: { answeredAt: expect.stringMatching(/^\d{4}-/) } });
  expect(progress.steps).toEqual({ '01/1': { passedAt: 'ontem' } });
  expect((await runHere(root, ['responder'])).stdout).toMatch(/^ {2}✓ {2}m2 /m);

  for (const { id } of mysteries) {
    updateProgress(root, new Date(), (own) => void ((own.mysteries ??= {})[id] = { answeredAt: 'hoje' }));
  }
  expect((await runHere(root, ['responder'])).stdout).toContain('npm run lab investigar');
});

test.each([
  [['m99'], 2, 'Não existe o mistério "m99"'],
  [['m5', 'z'], 2, 'A resposta é uma letra (a, b, c ou d); recebido: "z"'],
  [['m1', 'muitas'], 2, 'A resposta é um número (de consultas), como 120; recebido: "muitas"'],
  [['m6', 'registrar voto'], 2, 'Não há no trace um span chamado "registrar voto"'],
  [['m1'], 3, 'Abra uma noutro terminal (npm run luneta'],
  [['m1', '--backend', 'http://127.0.0.1:1'], 3, '127.0.0.1:1'],
])('responder %j: código %i', async (words, expected, message) => {
  const { code, stdout, stderr } = await runHere(temporaryFolder(), ['responder', ...words]);
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(message);
});

test('--backend que não recebe OTLP onde se espera: diz para onde mandou', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: luneta.url };
  const { code, stderr } = await runHere(temporaryFolder(), ['responder', 'm1', '--backend', luneta.url], { env });
  expect(code).toBe(3);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain('Não consegui mandar os traces para');
});

test('um backend que não fala a API do Jaeger: diz qual é, e o que usar', async () => {
  const zipkin = await serve((request, response) => {
    response.writeHead(request.url === '/api/v2/services' ? 200 : 404).end('[]');
  });
  const { code, stderr } = await runHere(temporaryFolder(), ['responder', 'm1', '--backend', zipkin]);
  expect(code).toBe(3);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`quem atende em ${zipkin} é um Zipkin. Use o endereço de um Jaeger`);
});

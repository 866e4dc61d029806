/** `lab investigar`, numa Luneta de verdade: quem só tem a API do Jaeger resolve cada tipo de incidente. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../../course/testing/temporary-folder.ts';
import { drawStory, ENVIRONMENT, FAULT_KINDS, makeIncident } from '../../../incident/incident.ts';
import { lostContext } from '../../../incident/faults/lost-context.ts';
import { usualOf } from '../../../incident/evidence.ts';
import { conclusions } from '../../../incident/testing/student-statistics.ts';
import { MINUTE_MS } from '../../../incident/traffic.ts';
import type { TraceTree } from '../../../luneta/query/trace-tree.ts';
import { emit } from '../../../scripted/emit.ts';
import { send } from '../../backend/send-spans.ts';
import { traceTrees } from '../../../scripted/trace-trees.ts';
import { textWidth } from '../../../text-width.ts';
import { jaegerSource } from '../../../verify/sources/jaeger.ts';
import { type Backend, startBackend } from '../../../verify/testing/luneta.ts';
import { portEnv } from '../../backend/testing/any-port-env.ts';
import { type JaegerTrace, searchTraces } from '../../find-trace.ts';
import { serve } from '../../../testing/serve.ts';
import { clock } from '../investigate/investigate-texts.ts';
import { runHere } from '../testing/run-here.ts';

let luneta: Backend;
beforeEach(async () => {
  luneta = await startBackend();
});
afterEach(() => luneta.close());

/** De quem já tem uma Luneta aberta. */
function investigate(...words: readonly string[]) {
  const env = portEnv((name) => (name === 'ui' ? Number(new URL(luneta.url).port) : 0));
  return runHere(temporaryFolder(), ['investigar', ...words], { env });
}

/** Os traces do incidente, lidos do backend: os dos pedidos e, se os há, os que começam noutro serviço. */
async function tracesOf(seed: number): Promise<TraceTree[]> {
  const { system, kind } = drawStory(seed);
  const names = system.services.map(({ name }) => name);
  const services = kind === lostContext ? names : names.slice(0, 1);
  const { spans, problems } = await jaegerSource(luneta.url, { services, timeoutMs: 20_000 }).read({ sinceUs: 0 });
  expect(problems).toEqual([]);
  // Um trace vem uma vez por serviço que se pergunta.
  return traceTrees([...new Map(spans.map((span) => [span.spanId, span])).values()]);
}

/** Os ids dos traces, do mais antigo ao mais novo. */
async function idsOf(seed: number): Promise<string[]> {
  const { system, environment } = drawStory(seed);
  const search = { service: system.services[0].name, tags: { [ENVIRONMENT]: environment }, limit: 1000 };
  const traces = await searchTraces(luneta.url, search);
  const startOf = ({ spans }: JaegerTrace): number => Math.min(...spans.map(({ startTime }) => startTime));
  return traces.toSorted((a, b) => startOf(a) - startOf(b)).map(({ traceID }) => traceID);
}

const SEED_OF = FAULT_KINDS.map(({ word }) => {
  let seed = 500;
  while (drawStory(seed).kind.word !== word) seed++;
  return [word, seed] as const;
});

test.each(SEED_OF)('%s, semente %i: dos traces saem as quatro respostas', async (_, seed) => {
  const opened = await investigate(String(seed));
  expect(opened).toMatchObject({ code: 0, stderr: '' });
  expect(opened.stdout).toMatch(/^ {2}Alerta: /m);
  const told = opened.stdout.split('\n').filter((line) => !line.includes('http'));
  expect(Math.max(...told.map(textWidth))).toBeLessThan(80);
  expect(told.length).toBeLessThanOrEqual(24);

  const traces = await tracesOf(seed);
  const found = conclusions(traces);
  expect(found).toHaveLength(1);
  const [{ word, service, minute }] = found;
  const incident = makeIncident(seed);
  const usual = usualOf(incident);
  const evidence = traces.find((trace) => incident.fault.isShownBy(trace, usual))!;
  const address = `${luneta.url}/trace/${evidence.traceId}?uiFind=x`;
  // Em qualquer ordem.
  const solved = await investigate(String(seed), address, clock(minute * MINUTE_MS), word.toUpperCase(), service);
  expect(solved).toMatchObject({ code: 0, stderr: '' });
  expect(solved.stdout).toMatch(/✓ serviço: .*\n {2}✓ tipo: .*\n {2}✓ desde: .*\n {2}✓ prova: /);
  expect(solved.stdout).toContain('4 de 4');
  expect(solved.stdout).toContain(`Foi às ${clock(minute * MINUTE_MS)}.`);
  // A resposta não aparece antes.
  expect(opened.stdout).not.toContain(clock(minute * MINUTE_MS));
});

test('cada resposta vale por si: uma certa, uma errada e duas por dar; e de novo não manda os traces outra vez', async () => {
  const [, seed] = SEED_OF[0];
  expect((await investigate(String(seed))).stdout).toContain('Mandei 240 traces.');
  const before = await idsOf(seed);
  expect((await investigate(String(seed))).stdout).toContain('já estavam no backend');
  expect(await idsOf(seed)).toEqual(before);

  const { kind, fault } = drawStory(seed);
  const { code, stdout } = await investigate(String(seed), fault.service.name.replace(/^[^-]+-/, ''), 'contexto');
  expect(kind.word).not.toBe('contexto');
  expect(code).toBe(1);
  expect(stdout).toMatch(/✓ serviço: /);
  expect(stdout).toMatch(/✗ tipo: contexto\n {2}Se fosse, haveria traces que começam num serviço de dentro/);
  expect(stdout).toMatch(/\? desde: ainda sem resposta\n {2}\? prova: ainda sem resposta/);
  expect(stdout).toContain('1 de 4');
});

test('reaberto depois de meia hora, o endereço da busca só traz os traces novos', async () => {
  const [, seed] = SEED_OF[0];
  const oldMs = (Math.floor(Date.now() / MINUTE_MS) - 45) * MINUTE_MS;
  const { spans } = await emit(makeIncident(seed, new Date(oldMs).toISOString()).traces, oldMs);
  await send(luneta.otlpUrl, spans);
  const { stdout } = await investigate(String(seed));
  expect(stdout).toContain('Mandei 240 traces.');
  expect(await idsOf(seed)).toHaveLength(480);
  const [, link = ''] = /buscar +(\S+)/.exec(stdout) ?? [];
  const page = await (await fetch(link)).text();
  expect(page).toMatch(/\b240 traces\b/);
});

test('a prova que não prova diz por quê', async () => {
  const [[, seed], [, other]] = SEED_OF;
  await investigate(String(seed));
  await investigate(String(other));
  const [healthy = ''] = await idsOf(seed);
  const [foreign = ''] = await idsOf(other);
  for (const [traceId, reason] of [
    [healthy, 'mas de antes do problema'],
    [foreign, 'não é deste incidente'],
    ['f'.repeat(32), 'Não há, no backend, um trace com esse id'],
  ]) {
    const { code, stdout } = await investigate(String(seed), traceId);
    expect({ code, traceId }).toEqual({ code: 1, traceId });
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(reason);
  }
});

test('sem semente, sorteia uma e a diz: com ela, o incidente é o mesmo', async () => {
  const { code, stdout } = await investigate();
  expect(code).toBe(0);
  const [, seed = ''] = /Sorteei a semente (\d+)/.exec(stdout) ?? [];
  const rest = (text: string): string =>
    text.slice(text.indexOf('Alerta:'), text.indexOf('\n', text.indexOf('Alerta:')));
  expect(rest((await investigate('--semente', seed)).stdout)).toBe(rest(stdout));
});

test.each([
  [['7', 'loja'], 2, 'Não entendi "loja". Uma resposta é um serviço deste sistema'],
  [['7', 'erros', 'contexto'], 2, '"erros" e "contexto" respondem à mesma pergunta'],
  [['7', '25:00'], 2, 'Não entendi "25:00"'],
  [['sete'], 2, 'A semente é um número inteiro'],
  [['999999', 'erros'], 3, 'traces do incidente 999999. Para mandá-los, rode sem as respostas'],
])('investigar %j: código %i', async (words, expected, message) => {
  const { code, stdout, stderr } = await investigate(...words);
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(message);
});

test('sem Luneta nenhuma, ou com quem não é um Jaeger: diz o que abrir', async () => {
  const none = await runHere(temporaryFolder(), ['investigar', '7']);
  expect(none.code).toBe(3);
  expect(none.stderr.replaceAll(/\s+/g, ' ')).toContain('Abra uma noutro terminal (npm run luneta');
  const other = await serve((_, response) => void response.end('olá'));
  const wrong = await runHere(temporaryFolder(), ['investigar', '7', '--backend', other]);
  expect(wrong.code).toBe(3);
  expect(wrong.stderr.replaceAll(/\s+/g, ' ')).toContain('não responde como a API do Jaeger');
});

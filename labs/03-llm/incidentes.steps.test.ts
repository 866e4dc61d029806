/**
 * `lab investigar 03`, com o sistema do lab de verdade: quem só tem a API de consulta resolve cada incidente, também os de um
 * modelo que não manda telemetria. As contas daqui não são as da correção, de propósito.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type Conclusion,
  earliest,
  INCIDENT_MS,
  liveBench,
  type SeenNode,
  seenNodes,
} from '../../kit/cli/lab/investigate-live/testing/live-bench.ts';
import { attributeOf as valueOf } from '../../kit/luneta/query/span-attributes.ts';
import { textWidth } from '../../kit/text-width.ts';
import type { ObservedSpan } from '../../kit/verify/span.ts';

// Quem tem um provedor no ambiente também investiga, e não paga por isso.
beforeAll(() => {
  vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:1');
  vi.stubEnv('LLM_MODEL', 'outro');
});
afterAll(() => vi.unstubAllEnvs());

const { words, luneta, seedOf, storyOf, investigate, spansOf } = liveBench('03');

const SERVER = 2;
const CALL = 'call_llm_api';

/** O que se conclui só de olhar, na ordem em que um plantonista descarta hipóteses. */
function conclude(nodes: readonly SeenNode[]): Conclusion {
  const errorOf = ({ node }: SeenNode): string => valueOf(node.span, 'error.type') ?? '';
  const calls = nodes.filter(({ node }) => node.span.name === CALL);
  // O que só o primeiro pedido paga demora, e não é o incidente.
  const warmMs = Math.min(...nodes.map(({ startMs }) => startMs)) + INCIDENT_MS / 4;
  const ofModeration = nodes.filter(({ service, startMs }) => service === 'moderation' && startMs > warmMs);
  const found =
    earliest(
      'dropped_header',
      nodes.filter(({ node, service }) => !node.parent && service !== 'frontend'),
    ) ??
    earliest(
      'off_schema',
      calls.filter((call) => errorOf(call) === 'invalid_answer'),
      'model',
    ) ??
    earliest(
      'failing',
      calls.filter((call) => errorOf(call).startsWith('5')),
      'model',
    ) ??
    earliest(
      'slow',
      calls.filter((call) => errorOf(call) === 'timeout'),
      'model',
    ) ??
    earliest(
      'failing',
      ofModeration.filter(
        ({ node, kind }) => kind === SERVER && valueOf(node.span, 'http.response.status_code') === '503',
      ),
    ) ??
    earliest(
      'slow',
      ofModeration.filter(({ node }) => node.selfTimeUs > 500_000),
    );
  if (!found) throw new Error('dos traces não se conclui nada');
  return found;
}

/** Das perguntas que começaram depois disto, quantas chamadas ao modelo há por trace. */
function callsPerQuestion(spans: readonly ObservedSpan[], { sinceMs }: Conclusion): number {
  const asked = spans.filter(({ name, startUs }) => name === 'POST /ask' && startUs >= sinceMs * 1000);
  const traces = new Set(asked.map(({ traceId }) => traceId));
  return spans.filter(({ name, traceId }) => name === CALL && traces.has(traceId)).length / asked.length;
}

/** Como se escreve em português: `1,1`. */
function numberOf(written: string | undefined): number {
  return Number(written?.replace(',', '.'));
}

const CASES = [
  ['slow', 'model', /^ {2}Alerta: "POST \/api\/ask" falhava em 0%/m, 2],
  ['failing', 'model', /^ {2}Alerta: "POST \/api\/ask" falhava em 0%/m, 2],
  ['off_schema', 'model', /^ {2}Alerta: com as mesmas visitas, o custo era de US\$/m, 2],
  ['dropped_header', 'backend', /^ {2}Alerta: os traces de "POST \/api\/ask" acabam cedo/m, 1],
  ['slow', 'moderation', /^ {2}Alerta: o p95 de "POST \/api\/ask" era de/m, 1],
  ['failing', 'moderation', /^ {2}Alerta: "POST \/api\/ask" falhava em 0%/m, 0],
] as const;

test.each(CASES)(
  '%s em %s: dos traces saem as cinco respostas; as erradas voltam com o motivo',
  async (kind, service, alert, calls) => {
    const seed = seedOf(kind, service);
    const opened = await investigate(seed);
    expect(opened).toMatchObject({ code: 0, stderr: '' });
    expect(opened.stdout).toMatch(alert);
    const told = opened.stdout.split('\n').filter((line) => !line.includes('http'));
    expect(Math.max(...told.map(textWidth))).toBeLessThan(80);

    const spans = await spansOf(luneta().urls.ui!, opened.stdout);
    const found = conclude(seenNodes(spans));
    expect(found).toMatchObject({ kind, service });
    expect(storyOf(seed)).toMatchObject({ kind, service });
    const counted = callsPerQuestion(spans, found);
    expect(Math.abs(counted - calls)).toBeLessThan(0.25);
    const address = `${luneta().urls.ui}/trace/${found.traceId}`;
    const number = counted.toFixed(1).replace('.', ',');
    const solved = await investigate(seed, found.service, words[kind]!, found.time, number, address);
    expect(solved).toMatchObject({ code: 0, stderr: '' });
    const text = solved.stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain('5 de 5');
    // Uma pergunta que começou antes da mudança e acabou depois dela pesa um pouco na conta de antes.
    const [, before, after] = /Chamadas ao modelo por pergunta: antes, ([\d,]+); depois, ([\d,]+)\./.exec(text) ?? [];
    expect(Math.abs(numberOf(before) - 1)).toBeLessThan(0.25);
    expect(Math.abs(numberOf(after) - calls)).toBeLessThan(0.25);

    const wrong = await investigate(seed, 'frontend', '7', 'f'.repeat(32));
    expect(wrong.code).toBe(1);
    const reasons = wrong.stdout.replaceAll(/\s+/g, ' ');
    expect(reasons).toContain('A mudança não está nele.');
    expect(reasons).toContain('conte os spans "call_llm_api" de um mesmo "POST /ask"');
    expect(reasons).toContain('Não há, no backend, um trace com esse id.');
    expect(reasons).toContain('0 de 5');
  },
  120_000,
);

/** Um sistema que depende de um serviço de outros, sem telemetria: o que se lê nos spans de quem o chama, em spans desenhados. */
import { describe, expect, test } from 'vitest';
import type { LiveFaultKind, LiveIncidents } from '../../../course/live-incidents.ts';
import { observe } from '../../../scripted/observe.ts';
import { during, type PlannedSpan } from '../../../scripted/planned-span.ts';
import { type Answers, readAnswers } from '../investigate/read-answers.ts';
import { gradeLive } from './grade-live.ts';
import { measureLiveAlert } from './live-alert.ts';
import { countAnswered, measureCount } from './live-count.ts';
import { refuseLiveEvidence } from './live-evidence.ts';
import { liveFault } from './live-faults.ts';
import { runResource } from './live-marks.ts';
import { drawLiveStory, type LiveRun } from './live-story.ts';
import { liveTexts } from './live-texts.ts';
import { OUTSIDE_FAULTS } from './outside-faults.ts';

const CALL = 'call_llm_api';
const COUNT = {
  question: 'Quantas chamadas por pergunta?',
  unit: 'Chamadas por pergunta',
  span: CALL,
  per: { service: 'backend', name: 'POST /ask' },
};
const incidents: LiveIncidents = {
  entry: 'backend',
  services: { slow: ['model'], failing: ['model'], off_schema: ['model'] },
  outside: { model: CALL },
  warmUp: [],
  count: COUNT,
  cost: 'llm.cost',
};
const KINDS = ['slow', 'failing', 'off_schema'] as const satisfies readonly LiveFaultKind[];

const ZERO_MS = new Date(2026, 2, 4, 14, 0).getTime();
const RUN: LiveRun = { id: '2026-03-04T17:00:00.000Z', zeroMs: ZERO_MS, durationMs: 60_000 };
const SEED = 7;
const SINCE_MS = 30_000;
const TIMES = { zeroMs: ZERO_MS, sinceMs: ZERO_MS + SINCE_MS, endMs: ZERO_MS + RUN.durationMs };

interface Called {
  ms: number;
  error?: string;
  usd?: number;
}

/** Uma pergunta ao backend, com as chamadas que ele faz ao modelo. */
function question(atMs: number, calls: readonly Called[], error?: string): PlannedSpan {
  const own = { service: 'backend', resource: runResource(SEED, RUN) };
  let nowMs = atMs + 1;
  const children = calls.map(({ ms, error: type, usd }) => {
    const attributes = {
      ...(type !== undefined && { 'error.type': type }),
      ...(usd !== undefined && { 'llm.cost': usd }),
    };
    const call = during(nowMs, nowMs + ms, {
      ...own,
      name: CALL,
      attributes,
      ...(type !== undefined && { error: type }),
    });
    nowMs += ms + 1;
    return call;
  });
  return during(atMs, nowMs, {
    ...own,
    name: 'POST /ask',
    kind: 'SERVER',
    children,
    ...(error !== undefined && { error }),
  });
}

const HEALTHY = [{ ms: 20, usd: 0.001 }];
const AFTER: Readonly<
  Record<(typeof KINDS)[number], Parameters<typeof question> extends [number, ...infer Rest] ? Rest : never>
> = {
  slow: [
    [
      { ms: 2000, error: 'timeout' },
      { ms: 2000, error: 'timeout' },
    ],
    '504',
  ],
  failing: [
    [
      { ms: 5, error: '500' },
      { ms: 5, error: '500' },
    ],
    '502',
  ],
  off_schema: [
    [
      { ms: 20, error: 'invalid_answer', usd: 0.001 },
      { ms: 20, usd: 0.002 },
    ],
  ],
};

function traffic(kind?: (typeof KINDS)[number]) {
  const visits = Array.from({ length: 20 }, (_, i) => {
    const atMs = i * 3000 + 100;
    return kind && atMs >= SINCE_MS ? question(atMs, ...AFTER[kind]) : question(atMs, HEALTHY);
  });
  return observe(visits, ZERO_MS);
}

describe('a prova é uma chamada ao serviço de outros', () => {
  test.each(KINDS)('%s: serve a pergunta de depois, e as outras dizem por que não', (kind) => {
    const story = { seed: SEED, kind, service: 'model', startShare: 0.5 };
    const judge = (...spans: PlannedSpan[]) =>
      refuseLiveEvidence(story, RUN, observe(spans, ZERO_MS), incidents.outside);
    expect(judge(question(SINCE_MS + 1000, ...AFTER[kind]))).toBeUndefined();
    expect(judge(question(SINCE_MS + 1000, HEALTHY))).toBe('healthy');
    expect(judge(question(1000, ...AFTER[kind]))).toBe('before');
    for (const other of KINDS.filter((each) => each !== kind)) {
      expect({ other, found: judge(question(SINCE_MS + 1000, ...AFTER[other])) }).toEqual({ other, found: 'healthy' });
    }
    // Se o serviço fosse nosso, seria nos spans dele que se procuraria.
    const own = refuseLiveEvidence(story, RUN, observe([question(SINCE_MS + 1000, ...AFTER[kind])], ZERO_MS));
    expect(own).toBe('healthy');
  });

  test('quem acerta lê que o serviço é de outros', () => {
    for (const kind of KINDS) {
      expect(liveFault(kind, 'model', incidents.outside).told('model')).toBe(OUTSIDE_FAULTS[kind]!.told('model'));
      expect(liveFault(kind, 'gateway', incidents.outside).told('gateway')).not.toContain('de outros');
    }
  });
});

describe('a conta', () => {
  test.each([
    ['slow', 2],
    ['failing', 2],
    ['off_schema', 2],
    [undefined, 1],
  ] as const)('%s: antes, uma chamada por pergunta; depois, %i', (kind, now) => {
    expect(measureCount(traffic(kind), COUNT, TIMES.sinceMs)).toEqual({ before: 1, now });
  });

  test.each([
    ['1,6', 'now'],
    ['1.4', 'now'],
    ['1', 'before'],
    ['3', undefined],
    ['0', undefined],
  ])('de 1 a 1,6: responder %s', (given, expected) => {
    expect(countAnswered(given, { before: 1, now: 1.6 })).toBe(expected);
  });

  test('sem pergunta nenhuma, nenhum número serve', () => {
    expect(countAnswered('1', measureCount([], COUNT, TIMES.sinceMs))).toBeUndefined();
  });

  test('é uma resposta como as outras; a de antes do problema diz que é a de antes', () => {
    const story = { seed: SEED, kind: 'slow', service: 'model', startShare: 0.5 } as const;
    const counted = measureCount(traffic('slow'), COUNT, TIMES.sinceMs);
    const grade = (given: Answers) => gradeLive({ kindOf: () => 'slow', incidents }, story, RUN, given, [], counted);
    expect(grade({ count: '2', kind: 'lento', service: 'model' })).toMatchObject({ right: 3 });
    expect(grade({}).answers.map(({ name }) => name)).toEqual(['service', 'kind', 'time', 'count', 'traceId']);
    const [wrong] = grade({ count: '1' }).answers.filter(({ name }) => name === 'count');
    expect(wrong).toMatchObject({ isRight: false, reason: expect.stringMatching(/^Assim era antes.*"call_llm_api"/) });
    const [other] = grade({ count: '7' }).answers.filter(({ name }) => name === 'count');
    expect(other).toMatchObject({ isRight: false, reason: expect.stringMatching(/^Em traces de depois/) });
  });
});

describe('o alerta', () => {
  const measure = (kind?: (typeof KINDS)[number], own = incidents) => measureLiveAlert(traffic(kind), own, TIMES);

  test.each([
    ['slow', { type: 'errors', before: 0, now: 1 }],
    ['failing', { type: 'errors', before: 0, now: 1 }],
    // De vinte por minuto, um milésimo de dólar cada, para três milésimos.
    ['off_schema', { type: 'cost', before: expect.closeTo(0.02, 5), now: expect.closeTo(0.06, 5) }],
  ] as const)('%s: o que se mede de fora', (kind, expected) => {
    expect(measure(kind)).toMatchObject(expected);
  });

  test('sem defeito, nenhum toca; e de quem não diz o custo, só a demora', () => {
    expect(measure()).toBeUndefined();
    expect(measure('off_schema', { ...incidents, cost: undefined })).toMatchObject({ type: 'latency' });
  });

  test('o custo se diz por minuto', () => {
    expect(liveTexts.alert({ type: 'cost', before: 0.02, now: 0.0613 })).toMatch(
      /o custo era de US\$\s0,02 por minuto, e agora é de US\$\s0,061\./,
    );
  });
});

describe('um número', () => {
  const vocabulary = {
    services: [['model']],
    kinds: [['lento']],
    time: /^(\d+):(\d+):(\d+)$/,
    timeExample: '',
  } as const;

  test('é uma resposta só onde se pede um', () => {
    expect(readAnswers(['1,6', 'model'], { ...vocabulary, countExample: '1,5' })).toEqual({
      count: '1,6',
      service: 'model',
    });
    expect(readAnswers(['2', 'a'.repeat(32)], { ...vocabulary, countExample: '1,5' })).toMatchObject({ count: '2' });
    expect(() => readAnswers(['2'], vocabulary)).toThrow('Não entendi "2"');
  });

  test('de quem escreve outra coisa, a mensagem diz que um número também serve', () => {
    const read = (example?: string) => () => readAnswers(['abacaxi'], { ...vocabulary, countExample: example });
    expect(read('1,5')).toThrow('um número, como 1,5, ou o endereço de um trace');
    expect(read()).not.toThrow('um número');
  });
});

test('todo defeito sai do sorteio, e só os deste sistema', () => {
  const kinds = new Set(Array.from({ length: 60 }, (_, seed) => drawLiveStory(seed, incidents).kind));
  expect(kinds).toEqual(new Set(KINDS));
});

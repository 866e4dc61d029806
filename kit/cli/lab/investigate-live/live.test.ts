/** O incidente de uma semente, o que se lê e a nota que se dá, em spans desenhados; `labs/02-iss` o faz acontecer. */
import { describe, expect, test } from 'vitest';
import { labs } from '../../../../labs/labs.ts';
import { type LiveFaultKind, liveFaultKinds } from '../../../course/live-incidents.ts';
import { during, type PlannedSpan } from '../../../scripted/planned-span.ts';
import { observe } from '../../../scripted/observe.ts';
import { httpServerAttributes } from '../../../scripted/http-attributes.ts';
import { readAnswers } from '../investigate/read-answers.ts';
import { readLabOptions } from '../lab-options.ts';
import { gradeLive } from './grade-live.ts';
import { measureLiveAlert } from './live-alert.ts';
import { refuseLiveEvidence, runOf } from './live-evidence.ts';
import { LIVE_FAULTS } from './live-faults.ts';
import { resourceEnv, runResource } from './live-marks.ts';
import { drawLiveStory, faultStartMs, type LiveRun, type LiveStory } from './live-story.ts';
import { liveSystemOf } from './live-system.ts';
import { exactClock } from './live-texts.ts';

const system = liveSystemOf(labs, '02');
const { incidents } = system;
const KINDS = liveFaultKinds(incidents);
const ZERO_MS = new Date(2026, 2, 4, 14, 0).getTime();
const RUN: LiveRun = { id: '2026-03-04T17:00:00.000Z', zeroMs: ZERO_MS, durationMs: 60_000 };
const SEED = 7;
const SINCE_MS = 30_000;

function storyOf(kind: LiveFaultKind, service: string): LiveStory {
  return { seed: SEED, kind, service, startShare: 0.5 };
}

function server(
  service: string,
  fromMs: number,
  toMs: number,
  children: PlannedSpan[] = [],
  status = 200,
): PlannedSpan {
  const error = status >= 500 ? { error: String(status) } : {};
  const attributes = httpServerAttributes('GET /x', status);
  return during(fromMs, toMs, {
    service,
    name: 'GET /x',
    kind: 'SERVER',
    attributes,
    resource: runResource(SEED, RUN),
    children,
    ...error,
  });
}

function call(service: string, fromMs: number, toMs: number, children: PlannedSpan[] = []): PlannedSpan {
  return during(fromMs, toMs, { service, name: 'GET', kind: 'CLIENT', resource: runResource(SEED, RUN), children });
}

/** Uma visita aos três serviços: o do fundo trabalha `workMs`, e responde `status`. */
function visit(atMs: number, { workMs = 5, status = 200, calls = 1, isCut = false } = {}): PlannedSpan[] {
  const stepMs = workMs + 2;
  const served = (i: number) =>
    server('geolocator-service', atMs + 2 + i * stepMs, atMs + 2 + i * stepMs + workMs, [], status);
  const asked = Array.from({ length: calls }, (_, i) => {
    const fromMs = atMs + 1 + i * stepMs;
    return call('gateway', fromMs, fromMs + stepMs, isCut ? [] : [served(i)]);
  });
  const toMs = atMs + 2 + calls * stepMs;
  const outer = status >= 500 ? 502 : 200;
  const entry = server(
    'frontend',
    atMs - 2,
    toMs + 2,
    [call('frontend', atMs - 1, toMs + 1, [server('gateway', atMs, toMs, asked, outer)])],
    outer,
  );
  return [entry, ...(isCut ? [served(0)] : [])];
}

const CHANGES: Readonly<Partial<Record<LiveFaultKind, Parameters<typeof visit>[1]>>> = {
  slow: { workMs: 800 },
  failing: { status: 503 },
  dropped_header: { isCut: true },
  n_plus_one: { calls: 12 },
};
const CULPRITS: Readonly<Partial<Record<LiveFaultKind, string>>> = {
  slow: 'geolocator-service',
  failing: 'geolocator-service',
  dropped_header: 'geolocator-service',
  n_plus_one: 'gateway',
};

describe('o sorteio', () => {
  const SEEDS = Array.from({ length: 400 }, (_, seed) => seed);

  test('a mesma semente dá o mesmo incidente, com o mesmo atraso', () => {
    for (const seed of SEEDS) expect(drawLiveStory(seed, incidents)).toEqual(drawLiveStory(seed, incidents));
  });

  test('cada defeito só cai em quem pode tê-lo, e começa dos 20 aos 40 s de um minuto', () => {
    for (const seed of SEEDS) {
      const story = drawLiveStory(seed, incidents);
      expect(incidents.services[story.kind]).toContain(story.service);
      const afterMs = faultStartMs(story, RUN) - ZERO_MS;
      expect(afterMs).toBeGreaterThanOrEqual(20_000);
      expect(afterMs).toBeLessThanOrEqual(40_000);
    }
  });

  test.each([
    ['as primeiras quarenta sementes', 40, 4],
    ['quatrocentas', 400, 60],
  ])('todo defeito sai, e nenhum quase nunca: %s', (_, count, least) => {
    const kinds = SEEDS.slice(0, count).map((seed) => drawLiveStory(seed, incidents).kind);
    for (const kind of KINDS) {
      expect({ kind, times: kinds.filter((each) => each === kind).length >= least }).toEqual({ kind, times: true });
    }
  });

  test('os serviços que podem falhar são do lab, e os tipos são os que ele sabe ter', () => {
    const names = system.vocabulary.services.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(Object.values(incidents.services).flat()));
    expect(Object.keys(system.lab.faults?.kinds ?? {}).toSorted()).toEqual(KINDS.toSorted());
  });
});

describe('as respostas', () => {
  const read = (...words: string[]) => readAnswers(words, system.vocabulary);

  test('em qualquer ordem, sem acento, com o nome curto ou o tipo como os outros incidentes o chamam', () => {
    const all = { service: 'geolocator-service', kind: 'cabecalho_perdido', time: '09:03:20' };
    expect(read('9:03:20', 'Geolocator', 'CABEÇALHO_PERDIDO')).toEqual(all);
    expect(read('contexto', 'geolocator-service', '9h03m20s')).toEqual(all);
    expect(read('dropped_header')).toEqual({ kind: 'cabecalho_perdido' });
    expect(read('n+1')).toEqual({ kind: 'n_mais_um' });
  });

  test.each(['14:03', '24:00:00', '14:60:00', '14:03:60', 'loja'])('"%s" não é resposta a nada', (word) => {
    expect(() => read(word)).toThrow(`Não entendi "${word}"`);
  });

  test.each([
    [['02'], undefined, ['02']],
    [['02', '1234'], 1234, ['02']],
    [['02', '1234', 'gateway', '14:03:20'], 1234, ['02', 'gateway', '14:03:20']],
    [['1234', 'gateway'], 1234, ['gateway']],
    [['2'], 2, []],
  ])('investigar %j: a semente é %s', (words, seed, rest) => {
    expect(readLabOptions(['investigar', ...words], 'verify').args).toMatchObject({ seed, words: rest });
  });

  test('--semente vale para os dois, também quando o npm fica com ela', () => {
    const given = { seed: 1234, words: ['02', 'gateway'] };
    expect(readLabOptions(['investigar', '02', 'gateway', '--semente', '1234'], 'verify').args).toMatchObject(given);
    const kept = readLabOptions(['investigar', '02', '1234', 'gateway'], 'verify', { npm_config_semente: 'true' });
    expect(kept.args).toMatchObject(given);
  });
});

describe('a prova', () => {
  test.each(KINDS)('%s: serve um trace de depois que mostra o defeito; os outros dizem por que não', (kind) => {
    const service = CULPRITS[kind]!;
    const story = storyOf(kind, service);
    const judge = (planned: readonly PlannedSpan[]) => refuseLiveEvidence(story, RUN, observe(planned, ZERO_MS));
    const after = visit(SINCE_MS + 1000, CHANGES[kind]);
    expect(judge(after.slice(-1))).toBeUndefined();
    expect(judge(visit(SINCE_MS + 1000))).toBe('healthy');
    expect(judge(visit(1000, CHANGES[kind]).slice(-1))).toBe('before');
    expect(judge([])).toBe('not_found');
    expect(refuseLiveEvidence({ ...story, seed: 8 }, RUN, observe(after, ZERO_MS))).toBe('other_incident');
    for (const other of KINDS.filter((each) => each !== kind)) {
      expect({ other, found: judge(visit(SINCE_MS + 1000, CHANGES[other]).slice(-1)) }).toEqual({
        other,
        found: 'healthy',
      });
    }
    // O mesmo defeito, mas noutro serviço.
    expect(refuseLiveEvidence({ ...story, service: 'iss-distance-service' }, RUN, observe(after, ZERO_MS))).toBe(
      'healthy',
    );
  });

  test('um pedido que começou um instante antes do defeito, e passou por ele, serve', () => {
    const story = storyOf('slow', 'geolocator-service');
    expect(refuseLiveEvidence(story, RUN, observe(visit(SINCE_MS - 5, { workMs: 800 }), ZERO_MS))).toBeUndefined();
  });

  test('de duas vezes da mesma semente, vale a da prova', () => {
    const newer = { ...RUN, id: 'outra', zeroMs: ZERO_MS + 600_000 };
    expect(runOf([newer, RUN], observe(visit(0)))).toBe(RUN);
    expect(runOf([newer, RUN], [])).toBe(newer);
    expect(runOf([], [])).toBeUndefined();
  });
});

describe('a nota', () => {
  const story = storyOf('slow', 'geolocator-service');
  const evidence = observe(visit(SINCE_MS + 1000, CHANGES.slow), ZERO_MS);
  const grade = (words: readonly string[], spans = evidence) =>
    gradeLive(system, story, RUN, readAnswers(words, system.vocabulary), spans);
  const at = (offsetMs: number): string => exactClock(ZERO_MS + SINCE_MS + offsetMs);

  test('as quatro certas', () => {
    expect(grade(['geolocator-service', 'lento', at(0), 'a'.repeat(32)])).toMatchObject({ right: 4, since: at(0) });
  });

  test.each([
    [0, ''],
    [5000, ''],
    [-5000, ''],
    [6000, 'Há traces com o problema antes das 14:00:36: ache o primeiro.'],
    [-6000, 'Às 14:00:24 ainda estava tudo como antes: procure mais tarde.'],
  ])('a hora, a %i ms da certa', (offsetMs, reason) => {
    const { answers } = grade([at(offsetMs)]);
    const { reason: told = '', isRight } = answers.find(({ name }) => name === 'time')!;
    expect({ isRight, told }).toEqual({ isRight: reason === '', told: expect.stringContaining(reason) });
  });

  test('cada errada diz onde olhar, e o que falta não conta', () => {
    const graded = grade(['gateway', 'fora', 'a'.repeat(32)], observe(visit(1000), ZERO_MS));
    expect(graded.right).toBe(0);
    expect(graded.answers.map(({ name, reason }) => [name, reason])).toEqual([
      ['service', expect.stringContaining('Compare um trace do começo com um do fim')],
      ['kind', `Se fosse, ${LIVE_FAULTS.failing.wouldShow}`],
      ['time', undefined],
      ['traceId', expect.stringContaining('de antes do problema')],
    ]);
  });
});

describe('o alerta', () => {
  const times = Array.from({ length: 12 }, (_, i) => i * 5000 + 100);
  const measure = (change: Parameters<typeof visit>[1]) => {
    const visits = times.flatMap((atMs) => visit(atMs, atMs >= SINCE_MS ? change : {}));
    const sinceMs = ZERO_MS + SINCE_MS;
    const endMs = ZERO_MS + RUN.durationMs;
    return measureLiveAlert(observe(visits, ZERO_MS), incidents, { zeroMs: ZERO_MS - 10, sinceMs, endMs });
  };

  test.each([
    ['slow', { type: 'latency', operation: 'GET /x' }],
    ['failing', { type: 'errors', before: 0, now: 1 }],
    ['dropped_header', { type: 'services', before: 3, now: 2 }],
    ['n_plus_one', { type: 'latency' }],
  ] as const)('%s: o que se mede de fora', (kind, expected) => {
    expect(measure(CHANGES[kind])).toMatchObject(expected);
  });

  test('sem defeito, nenhum toca', () => {
    expect(measure({})).toBeUndefined();
  });
});

test('o recurso chega pela variável do SDK, com o que nela é separador escrito de outro jeito', () => {
  expect(resourceEnv({ a: 'x,y=z', b: '2026-03-04T17:00:00.000Z' })).toEqual({
    OTEL_RESOURCE_ATTRIBUTES: 'a=x%2Cy%3Dz,b=2026-03-04T17%3A00%3A00.000Z',
  });
});

import { expect, test } from 'vitest';
import { checks as exercises } from '../../labs/01-exercicios/checks.ts';
import { checks as tracing } from '../../labs/01-tracing/checks.ts';
import { observe } from '../scripted/observe.ts';
import type { PlannedSpan } from '../scripted/planned-span.ts';
import { traceTrees } from '../scripted/trace-trees.ts';
import { namedServices } from '../verify/expectations.ts';
import { measureAlert } from './alert.ts';
import { refuseEvidence, usualOf } from './evidence.ts';
import { FAULT_KINDS, drawStory, healthyTraces, type IncidentStory, makeIncident } from './incident.ts';
import { Random } from './random.ts';
import { conclusions } from './testing/student-statistics.ts';
import { drawTraffic, MINUTE_MS, MINUTES } from './traffic.ts';

const SEEDS = Array.from({ length: 300 }, (_, i) => (i < 200 ? i : (i * 2_654_435_761) % 2 ** 32));
const ZERO_MS = Date.UTC(2026, 2, 4, 14, 0);

function answerOf({ kind, fault, faultMinute }: IncidentStory): unknown {
  return { word: kind.word, service: fault.service.name, minute: ZERO_MS / MINUTE_MS + faultMinute };
}

test('das contas de um aluno sai uma só conclusão, e é a resposta; e há o que um alerta medir', () => {
  // Cada uma são milhares de spans: metade das sementes basta.
  for (const seed of SEEDS.filter((_, i) => i % 2 === 0)) {
    const incident = makeIncident(seed);
    const spans = observe(incident.traces, ZERO_MS);
    expect({ seed, found: conclusions(traceTrees(spans)) }).toEqual({ seed, found: [answerOf(incident)] });
    const [entry] = incident.system.services;
    const alert = measureAlert(spans, entry.name, { zeroMs: ZERO_MS, minutes: MINUTES });
    expect({ seed, alert }).toEqual({ seed, alert: expect.anything() });
  }
}, 60_000);

test('o defeito não guarda nada: o tráfego desenhado duas vezes, da mesma história, é o mesmo', () => {
  for (const seed of SEEDS.slice(0, 24)) {
    const { system, fault, faultMinute } = drawStory(seed);
    const draw = () =>
      drawTraffic(new Random(seed), { system, disturbance: fault.disturbance, faultMinute, resource: {} });
    expect(draw()).toEqual(draw());
  }
});

test('sem o defeito não há conclusão nenhuma', () => {
  for (const seed of SEEDS.slice(0, 20)) {
    expect(conclusions(traceTrees(observe(healthyTraces(makeIncident(seed)), ZERO_MS)))).toEqual([]);
  }
});

test('a mesma semente dá o mesmo incidente; outra, outro', () => {
  const shapes = SEEDS.slice(0, 24).map((seed) =>
    JSON.stringify(makeIncident(seed).traces).replaceAll(`incidente-${seed}`, ''),
  );
  expect(
    SEEDS.slice(0, 24).map((seed) => JSON.stringify(makeIncident(seed).traces).replaceAll(`incidente-${seed}`, '')),
  ).toEqual(shapes);
  expect(new Set(shapes).size).toBe(shapes.length);
});

test('todos os defeitos, minutos e tamanhos de sistema saem, e nenhum quase nunca', () => {
  const incidents = SEEDS.map((seed) => drawStory(seed));
  const times = <K>(keyOf: (incident: IncidentStory) => K) => {
    const counts = new Map<K, number>();
    for (const incident of incidents) counts.set(keyOf(incident), (counts.get(keyOf(incident)) ?? 0) + 1);
    return counts;
  };
  const kinds = times(({ kind }) => kind.word);
  expect([...kinds.keys()].toSorted()).toEqual(FAULT_KINDS.map(({ word }) => word).toSorted());
  expect(Math.min(...kinds.values())).toBeGreaterThan(20);
  expect([...times(({ system }) => system.services.length).keys()].toSorted()).toEqual([4, 5, 6]);
  expect(times(({ faultMinute }) => faultMinute).size).toBe(5);
});

test('algumas centenas de traces, que começam em ordem e acabam na janela; os serviços não são os dos labs', () => {
  const ofLabs = namedServices([...Object.values(tracing), ...Object.values(exercises)].flat());
  expect(ofLabs).toEqual(expect.arrayContaining(['service_example', 'loja']));
  for (const seed of SEEDS.slice(0, 20)) {
    const { traces, system } = makeIncident(seed);
    expect(traces.length).toBeGreaterThanOrEqual(200);
    expect(traces.length).toBeLessThan(1000);
    const starts = traces.map(({ startMs }) => startMs);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    const lasts = traces.map(({ startMs, durationMs }) => startMs + durationMs);
    expect(Math.max(...lasts)).toBeLessThanOrEqual(MINUTES * MINUTE_MS);
    expect(system.services.filter(({ name }) => ofLabs.includes(name))).toEqual([]);
  }
});

test('a prova: um trace que mostra o defeito serve; um saudável, de outro incidente ou que não há, não', () => {
  for (const seed of SEEDS.slice(0, 24)) {
    const incident = makeIncident(seed, new Date(ZERO_MS).toISOString());
    const usual = usualOf(incident);
    const judge = (trace: PlannedSpan | undefined) =>
      refuseEvidence(incident, trace ? observe([trace], ZERO_MS) : [], usual);
    const healthy = healthyTraces(incident);
    expect(judge(healthy[0])).toBe('before');
    expect(judge(undefined)).toBe('not_found');
    const later = incident.traces.slice(healthy.length).filter((_, i) => i % 3 === 0);
    const refusals = later.map(judge);
    expect(refusals.filter((refusal) => refusal === undefined).length).toBeGreaterThan(2);
    expect([...new Set(refusals)].filter((refusal) => refusal !== undefined && refusal !== 'healthy')).toEqual([]);
    const other = makeIncident(seed + 1, new Date(ZERO_MS).toISOString());
    expect(refuseEvidence(incident, observe(other.traces.slice(-1), ZERO_MS))).toBe('other_incident');
  }
});

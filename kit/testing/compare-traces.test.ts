/** A comparação vê cada coisa que um trace pode ter de diferente: sem isto, dois motores pareceriam iguais por ninguém olhar. */
import { expect, test } from 'vitest';
import type { JaegerTrace } from '../cli/find-trace.ts';
import { differences } from './compare-traces.ts';

interface Sketch {
  name: string;
  parent?: string;
  tags?: Record<string, unknown>;
}

/** Os spans, na ordem em que começam; o nome de cada um é também o id. */
function traceOf(...sketches: readonly Sketch[]): JaegerTrace {
  const spans = sketches.map(({ name, parent, tags = {} }, i) => ({
    spanID: name,
    operationName: name,
    references: parent ? [{ refType: 'CHILD_OF', traceID: 't', spanID: parent }] : [],
    startTime: i,
    duration: 1 + Math.random(),
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    processID: 'p1',
  }));
  return { traceID: 't', spans, processes: { p1: { serviceName: 'pipelines' } } };
}

const JOB = { name: 'job' };
const DF = { name: 'df', parent: 'job', tags: { count: 5 } };
const JOIN = { name: 'join', parent: 'job' };

test('dois traces que só diferem no tempo são iguais', () => {
  expect(differences(traceOf(JOB, DF, JOIN), traceOf(JOB, DF, JOIN))).toEqual({});
});

test.each([
  ['um atributo com outro valor', [JOB, { ...DF, tags: { count: 4 } }, JOIN], ['job > df · count']],
  ['um atributo de outro tipo', [JOB, { ...DF, tags: { count: '5' } }, JOIN], ['job > df · count']],
  ['um atributo a mais', [JOB, { ...DF, tags: { count: 5, rows: 5 } }, JOIN], ['job > df · rows']],
  ['um span que falta', [JOB, DF], ['job > join · posição']],
  ['um span com outro nome', [JOB, DF, { ...JOIN, name: 'merge' }], ['job > join · posição', 'job > merge · posição']],
  [
    'um span com outro pai',
    [JOB, DF, { ...JOIN, parent: 'df' }],
    ['job > join · posição', 'job > df > join · posição'],
  ],
  ['a ordem dos irmãos', [JOB, JOIN, DF], ['job > df · posição', 'job > join · posição']],
] as const)('vê %s', (_, other, keys) => {
  expect(Object.keys(differences(traceOf(JOB, DF, JOIN), traceOf(...other))).toSorted()).toEqual(keys.toSorted());
});

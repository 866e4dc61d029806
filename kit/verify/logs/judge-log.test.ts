import { expect, test } from 'vitest';
import { log } from '../expectations.ts';
import { exists, matches } from '../matchers.ts';
import { SpanIndex } from '../span-index.ts';
import { judgeLog } from './judge-log.ts';
import type { ObservedLog } from './log.ts';

const NO_SPANS = new SpanIndex({ spans: [], excluded: [], problems: [] }, []);

function observed(body: string): ObservedLog {
  return { timeUs: 0, body, service: 'loja', attributes: {}, resource: {}, traceId: '', spanId: '' };
}

test.each([
  ['um texto', log('oi'), 'log "oi"'],
  ['um texto, e outro nome para as dicas', log('oi', 'saudação'), 'log "saudação" ("oi")'],
  ['o que case', log(matches(/^o/), 'saudação'), 'log "saudação" (algo que case com /^o/)'],
  ['qualquer corpo', log(exists, 'saudação'), 'log "saudação"'],
  ['qualquer corpo, sem nome', log(exists), 'log qualquer valor'],
])('como se chama o log que se espera: %s', (_title, expectation, text) => {
  const [found, service] = judgeLog(expectation.service('loja'), [observed('oi')], NO_SPANS);
  expect([found?.expected, service?.expected]).toEqual([text, `${text}: serviço (service.name): "loja"`]);
});

test('de vários com qualquer corpo, o que mais confere não se diz "com este corpo"', () => {
  const check = (expectation = log(exists, 'saudação')): string | undefined =>
    judgeLog(expectation.service('padaria'), [observed('oi'), observed('oi')], NO_SPANS)[1]?.observed;
  expect(check()).toBe('"loja" (no log que mais confere, dos 2 que chegaram)');
  expect(check(log('oi'))).toBe('"loja" (no log que mais confere, dos 2 com este corpo)');
});

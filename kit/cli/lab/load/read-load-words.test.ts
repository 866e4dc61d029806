import { expect, test } from 'vitest';
import type { Lab } from '../../../course/manifest.ts';
import { readFault } from './fault-words.ts';
import { readLoadWords } from './read-load-words.ts';

const lab: Lab = {
  id: '02-x',
  number: '02',
  title: 'X',
  steps: [],
  services: ['gateway', 'geo-service'].map((name) => ({ name, entry: `${name}.ts` })),
  faults: {
    fileVariable: 'FAULT_FILE',
    kinds: { slow: ['lento'], dropped_header: ['cabecalho_perdido'] },
    named: { geo_lento: 'slow:geo-service', cabecalho_perdido: 'dropped_header:gateway' },
  },
};

test.each([
  ['geo_lento', 'slow:geo-service'],
  ['Cabeçalho-Perdido', 'dropped_header:gateway'],
  ['slow:gateway', 'slow:gateway'],
  ['lento:gateway', 'slow:gateway'],
  ['cabeçalho_perdido:geo-service@1732275600000', 'dropped_header:geo-service@1732275600000'],
])('%s é %s', (written, fault) => {
  expect(readFault(lab, written)).toBe(fault);
});

test.each([
  ['geo', /^Não existe o defeito "geo"\. Os que existem: geo_lento, cabecalho_perdido; ou TIPO:SERVIÇO/],
  ['toString', /^Não existe o defeito "toString"/],
  ['rapido:gateway', /^Não existe o tipo de defeito "rapido"\. Os que existem: lento, cabecalho_perdido/],
  ['lento:geo', /^Não existe o serviço "geo"\. Os que existem: gateway, geo-service/],
  ['lento:gateway@ontem', /^Não existe o defeito/],
])('%s: diz o que existe', (written, message) => {
  expect(() => readFault(lab, written)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(message) }),
  );
});

test('em qualquer ordem: um defeito, um endereço, um número de segundos', () => {
  const read = { fault: 'geo_lento', address: 'http://localhost:5001', seconds: 30 };
  expect(readLoadWords([lab], ['geo_lento', 'localhost:5001', '30'])).toEqual(read);
  expect(readLoadWords([lab], ['30s', 'http://localhost:5001/', 'geo_lento'])).toEqual(read);
  expect(readLoadWords([lab], [])).toEqual({});
  expect(readLoadWords([lab], ['lento:gateway'])).toEqual({ fault: 'lento:gateway' });
});

test('um defeito que só outro lab tem também serve: qual está no ar, ainda não se sabe', () => {
  const other: Lab = { ...lab, faults: { ...lab.faults!, named: { modelo_lento: 'slow:model' } } };
  expect(readLoadWords([lab, other], ['modelo_lento'])).toEqual({ fault: 'modelo_lento' });
  expect(() => readLoadWords([lab, other], ['nada'])).toThrow('"nada"');
});

test.each([
  [['30', '40'], /^"40" sobra: carga só espera um número de segundos/],
  [['0'], /^"0" não é um número de segundos/],
  [['http://a', 'http://b'], /sobra: carga só espera um endereço/],
  [['ftp://a:1'], /http ou https/],
])('%j: diz o que sobra, ou não serve', (words, message) => {
  expect(() => readLoadWords([lab], words)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(message) }),
  );
});

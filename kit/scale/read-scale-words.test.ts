import { expect, test } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { readScaleWords, type ScaleWords } from './read-scale-words.ts';
import { scaleTexts } from './texts.ts';

const DEFAULTS: ScaleWords = { action: 'start', small: false, reader: 'ingester', rate: 1000, seconds: 12 };

test.each<[string[], Partial<ScaleWords>]>([
  [[], {}],
  [['small'], { small: true }],
  [['small', 'reader=zipkin'], { small: true, reader: 'zipkin' }],
  [['reader=ingester'], {}],
  [['check', 'small'], { action: 'check', small: true }],
  [['faults'], { action: 'faults' }],
  [['faults', 'small', 'rate=50', 'seconds=6'], { action: 'faults', small: true, rate: 50, seconds: 6 }],
  [['help'], { action: 'help' }],
  [['faults', '--help'], { action: 'help' }],
])('%j', (argv, expected) => {
  expect(readScaleWords(argv)).toEqual({ ...DEFAULTS, ...expected });
});

test.each([
  [['smal'], 'Não conheço "smal". Seria "small"?'],
  [['__proto__'], 'Não conheço "__proto__"'],
  [['reder=zipkin'], 'Não conheço "reder=zipkin". Seria "reader="?'],
  [['reader'], '"reader" precisa de um valor, colado: reader=…'],
  [['reader=jaeger'], 'reader precisa ser um destes: ingester, zipkin; recebido: "jaeger".'],
  [['faults', 'rate=0'], 'rate precisa de um número inteiro de 10 a 10000; recebido: "0".'],
  [['faults', 'rate=1e3'], 'recebido: "1e3"'],
  [['faults', 'seconds='], 'seconds precisa de um número inteiro de 6 a 600; recebido: "".'],
  [['rate=100'], '"rate" só vale com faults: npm run scale faults rate=…'],
  [['check', 'faults'], '"check" e "faults" são duas coisas'],
  [['small', 'small'], '"small" aparece duas vezes'],
  [['check', 'reader=zipkin'], '"reader" não muda nada em "check". Tire-o.'],
  [['faults', 'reader=zipkin'], 'a experiência compara os dois'],
  [['constructor=1'], 'Não conheço "constructor=1"'],
  [['faults', 'rate=10000', 'seconds=60'], 'dá 600.000 spans; a experiência compara até 396.000.'],
])('%j: uma frase clara', (argv, message) => {
  expect(() => readScaleWords(argv)).toThrow(UsageError);
  expect(() => readScaleWords(argv)).toThrow(message);
});

test('a ajuda diz cada palavra, e cabe em 80 colunas', () => {
  for (const word of ['small', 'check', 'faults', 'reader=', 'rate=', 'seconds=']) {
    expect(scaleTexts.help).toContain(`  ${word}`);
  }
  expect(Math.max(...scaleTexts.help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readLoadWords } from './read-load-words.ts';

const DEFAULTS = {
  help: false,
  url: 'http://localhost:4318',
  rate: 1000,
  workers: 4,
  seconds: 10,
  errorShare: 0.02,
  slowShare: 0.05,
};

/** Um arquivo com este texto; some com o teste. */
function fileWith(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'forma-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'forma.json');
  writeFileSync(file, text);
  return file;
}

test('sem palavras, a Luneta daqui, mil spans por segundo, por dez segundos', () => {
  expect(readLoadWords([])).toEqual(DEFAULTS);
});

test('todas as palavras, em qualquer ordem', () => {
  const words = ['seconds=30', 'rate=0', 'workers=8', 'errors=0', 'slow=0,5', 'seed=42', 'service=loja', 'report=aqui'];
  expect(readLoadWords([...words, 'url=http://tempo:4318/'])).toEqual({
    ...DEFAULTS,
    url: 'http://tempo:4318',
    seconds: 30,
    rate: 0,
    workers: 8,
    errorShare: 0,
    slowShare: 0.005,
    seed: 42,
    serviceName: 'loja',
    report: 'aqui',
  });
});

test.each(['help', '--help', '-h'])('%s, em qualquer lugar, é a ajuda', (word) => {
  expect(readLoadWords(['rate=5', word]).help).toBe(true);
});

test.each([
  ['tempo:4318', 'http://tempo:4318'],
  ['http://localhost:4318/v1/traces', 'http://localhost:4318'],
  ['https://coletor.exemplo/otlp/', 'https://coletor.exemplo/otlp'],
  ['[::1]:4318', 'http://[::1]:4318'],
])('url=%s é %s', (written, url) => {
  expect(readLoadWords([`url=${written}`]).url).toBe(url);
});

test.each([
  ['ratee=3', 'Não conheço "ratee=3". Seria "rate=3"? Veja o que se pode escrever: npm run load help'],
  ['secs=5', 'Seria "seed=5"?'],
  ['hepl', 'Seria "help"?'],
  ['localhost:4318', 'Seria "url=localhost:4318"?'],
  ['http://a?b=c', 'Seria "url=http://a?b=c"?'],
  ['__proto__=1', 'Não conheço'],
  ['rate', '"rate" precisa de um valor, colado: rate=…'],
  ['shape=', '"shape" precisa de um valor'],
  ['rate=abc', 'rate precisa de um número inteiro de 0 a 100.000; recebido: "abc".'],
  ['rate=1e3', 'recebido: "1e3"'],
  ['rate=-1', 'recebido: "-1"'],
  ['rate=100001', 'recebido: "100001"'],
  ['seconds=0', 'seconds precisa de um número inteiro de 1 a 3.600'],
  ['workers=65', 'workers precisa de um número inteiro de 1 a 64'],
  ['seed=4294967296', 'seed precisa de um número inteiro de 0 a 4.294.967.295'],
  ['errors=101', 'errors precisa de uma porcentagem de 0 a 100, como errors=2 ou errors=0,5; recebido: "101".'],
  ['slow=5%', 'recebido: "5%"'],
  ['url=4318', 'url precisa do endereço inteiro de um backend, como url=http://localhost:4318; recebido: "4318".'],
  ['url=ftp://a', 'de um endereço http ou https'],
  ['url=http://ana:senha@a', 'sem usuário nem senha'],
  ['url=http://a?b', 'sem "?" nem "#"'],
  ['url=http://a b', 'do endereço de um backend'],
  [`service=${'x'.repeat(256)}`, 'até 255 caracteres; o recebido tem 256'],
  ['shape=/nada/aqui.json', 'Não deu para ler a forma em "/nada/aqui.json": o arquivo não existe. Grave um trace com:'],
  [`shape=${tmpdir()}`, 'é uma pasta, e não um arquivo'],
])('%s: diz o que veio, e como corrigir', (word, message) => {
  expect(() => readLoadWords([word])).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
  );
});

test('a mesma palavra duas vezes não serve', () => {
  expect(() => readLoadWords(['rate=1', 'rate=2'])).toThrow('"rate" aparece duas vezes. Deixe uma só.');
});

test('a forma vem do arquivo, também se ele começa com a marca do Bloco de Notas', () => {
  const span = { spanID: '1', operationName: 'GET /', startTime: 5, duration: 7, processID: 'p1', tags: [] };
  const text = JSON.stringify({ data: [{ spans: [span], processes: { p1: { serviceName: 'web' } } }] });
  for (const written of [text, `\uFEFF${text}`]) {
    const { shape } = readLoadWords([`shape=${fileWith(written)}`]);
    expect(shape).toEqual([
      { name: 'GET /', service: 'web', kind: 'INTERNAL', parent: -1, startUs: 0, durationUs: 7, attributes: {} },
    ]);
  }
});

test.each([
  ['{', 'não é JSON'],
  ['{}', 'não é o que a API do Jaeger responde em /api/traces/ID'],
  [
    '{"data":[{"spans":[{"spanID":"1","startTime":1e999,"duration":1}]}]}',
    'o span 1 não tem spanID, startTime e duration',
  ],
  [`{"data":[{"spans":[${'0,'.repeat(5000)}0]}]}`, 'o trace tem 5001 spans'],
])('um arquivo que não é um trace: %.40s', (text, message) => {
  expect(() => readLoadWords([`shape=${fileWith(text)}`])).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
  );
});

import { expect, test } from 'vitest';
import { readStartOptions, startHelpText } from './start-options.ts';

test('sem opções, tudo desligado; cada opção liga a sua', () => {
  expect(readStartOptions([])).toEqual({ once: false, verbose: false, help: false });
  expect(readStartOptions(['--once', '--verbose'])).toEqual({ once: true, verbose: true, help: false });
  expect(readStartOptions(['-h'])).toMatchObject({ help: true });
});

test.each([
  [['--nada'], 'Opção desconhecida: --nada.'],
  [['-x'], 'Opção desconhecida: -x.'],
  [['tudo'], 'Argumento inesperado: "tudo".'],
  [['--once=sim'], 'Opção mal escrita: --once não leva valor.'],
])('%j: uma frase em português, que manda à ajuda', (argv, message) => {
  expect(() => readStartOptions(argv)).toThrow(`${message} Veja as opções com: npm start -- --help`);
});

test('a ajuda cita cada opção e cabe em 80 colunas', () => {
  const help = startHelpText();
  for (const flag of ['--once', '--verbose', '--help']) expect(help).toContain(flag);
  expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThan(80);
});

import { describe, expect, test } from 'vitest';
import { UsageError } from '../../usage-error.ts';
import { benchHelpText, readBenchOptions } from './bench-options.ts';

const NAMES = ['portas', 'memoria'];

function messageOf(argv: string[]): string {
  try {
    readBenchOptions(argv, NAMES);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return '';
}

describe('readBenchOptions', () => {
  test('sem nada: tudo, com todas as repetições', () => {
    expect(readBenchOptions([], NAMES)).toEqual({ quick: false, only: [], json: undefined, help: false });
  });

  test('--only se repete', () => {
    const options = readBenchOptions(['--quick', '--only', 'portas', '--only', 'memoria', '--json', 'x.json'], NAMES);
    expect(options).toEqual({ quick: true, only: NAMES, json: 'x.json', help: false });
  });

  test('um erro diz o que veio e o que serviria', () => {
    expect(messageOf(['--only', 'porta'])).toBe(
      'Medida desconhecida em --only: "porta". As que existem: portas, memoria.',
    );
    expect(messageOf(['--rapido'])).toMatch(/^Opção desconhecida: --rapido\. Veja as opções/);
    expect(messageOf(['portas'])).toMatch(/^Argumento inesperado: "portas"\./);
    expect(messageOf(['--json'])).toMatch(/^Opção mal escrita: --json \(/);
    expect(messageOf(['--json='])).toMatch(/^--json precisa do nome de um arquivo/);
  });
});

test('a ajuda lista as opções e as medidas', () => {
  const help = benchHelpText([{ name: 'portas', title: 'Ingestão' }]);
  for (const text of ['--quick', '--only VALOR', '--json VALOR', 'portas  Ingestão']) expect(help).toContain(text);
});

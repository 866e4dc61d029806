/** Opções do `npm run bench`. */
import { parseArgs } from 'node:util';
import { alignedRows, flagRows } from '../../help-rows.ts';
import { badFlagError, UsageError } from '../../usage-error.ts';

export interface BenchOptions {
  /** Menos rodadas e menos pedidos. */
  quick: boolean;
  /** Só estas medidas; vazio: todas. */
  only: string[];
  /** Arquivo em que gravar os números, além das tabelas. */
  json: string | undefined;
  help: boolean;
}

const FLAGS = {
  quick: { type: 'boolean', help: 'menos repetições: termina em cerca de um minuto' },
  only: { type: 'string', multiple: true, help: 'só esta medida, repetível' },
  json: { type: 'string', help: 'grava os números também neste arquivo' },
  help: { type: 'boolean', short: 'h', help: 'mostra esta ajuda' },
} as const;

const SEE_HELP = 'Veja as opções com: npm run bench -- --help';

/** @throws UsageError */
export function readBenchOptions(argv: readonly string[], measureNames: readonly string[]): BenchOptions {
  const { quick = false, only = [], json, help = false } = parseFlags(argv);
  for (const name of only) {
    if (measureNames.includes(name)) continue;
    throw new UsageError(`Medida desconhecida em --only: "${name}". As que existem: ${measureNames.join(', ')}.`);
  }
  if (json === '') throw new UsageError(`--json precisa do nome de um arquivo. ${SEE_HELP}`);
  return { quick, only, json, help };
}

function parseFlags(argv: readonly string[]): { quick?: boolean; only?: string[]; json?: string; help?: boolean } {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: false }).values;
  } catch (error) {
    throw badFlagError(error, '(--only e --json pedem um valor; as outras, nenhum)', SEE_HELP);
  }
}

export function benchHelpText(measures: readonly { name: string; title: string }[]): string {
  return [
    'Mede a Luneta e põe os números ao lado dos alvos e dos números medidos num Jaeger no mesmo trabalho.',
    '',
    'Uso: npm run bench -- [opções]',
    '',
    ...flagRows(FLAGS),
    '',
    'Medidas:',
    ...alignedRows(measures.map(({ name, title }) => [name, title])),
    '',
    'Leva até 4 minutos. Feche outros programas antes: a máquina inteira entra nos números.',
    'O código de saída é 0 mesmo com medidas atrás do alvo; 1 quando uma medida não pôde ser feita.',
  ].join('\n');
}

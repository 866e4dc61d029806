/** Uma turma de mentira, sempre a mesma, em vários pontos do curso: para as imagens e os testes das páginas. */
import { CLASS_PATH, type ClassReport, type ReportedFailure } from '../../classroom/report.ts';
import type { Luneta } from '../../start.ts';

const NAMES = 'Ana Bia Caio Davi Elisa Fábio Gabriela Heitor Iara João Karina Lucas Mariana Nina Otávio Paula'.split(
  ' ',
);
const SURNAMES = ['Souza', 'Lima', 'Albuquerque', 'de Oliveira'];

const TITLES = [
  'Spans no console',
  'Um span dentro do outro',
  'Atributos, eventos e erro',
  'Em lotes, para um backend',
  'OTLP',
  'Um servidor, instrumentado sozinho',
  'Dentro e fora de um pedido',
];

const FAILURES: readonly ReportedFailure[] = [
  {
    key: 'span_missing:test_span_02',
    expected: 'um span chamado "test_span_02"',
    observed: 'só veio "test_span_01"',
  },
  {
    key: 'span_not_child:test_span_02:parent',
    expected: 'que seja filho de "test_span_01"',
    observed: 'ele não tem pai: é a raiz de outro trace',
  },
  { key: 'no_telemetry', expected: 'um span chamado "test_span_01"', observed: 'nenhum span chegou' },
  { key: 'program_failed:exit', expected: 'que tracing.ts rode até o fim', observed: 'ele saiu com o código 1' },
];

/** @param n Quantos; o passo e o defeito de cada um saem da posição dele. */
export function sampleClass(n: number): ClassReport[] {
  return Array.from({ length: n }, (_, i) => {
    const passed = (i * 5 + 3) % (TITLES.length + 1);
    const isFailing = i % 3 === 1 && passed < TITLES.length;
    const isWaiting = i % 11 === 10;
    return {
      student: `${NAMES[i % NAMES.length]} ${SURNAMES[Math.floor(i / NAMES.length) % SURNAMES.length]}`,
      instance: `${(i + 1).toString(16).padStart(8, '0')}-00000001`,
      labs: isWaiting
        ? []
        : [
            {
              id: '01-tracing',
              title: 'Tracing',
              steps: TITLES.map((title, at) => ({
                id: `01/${at + 1}`,
                title,
                status: at < passed ? ('passed' as const) : ('pending' as const),
              })),
            },
          ],
      ...(isFailing &&
        !isWaiting && {
          last: { step: `01/${passed + 1}`, passed: false, failure: FAILURES[(i % 7) % FAILURES.length] },
        }),
    };
  });
}

/** Entrega os relatos, como as Lunetas dos alunos fariam. */
export async function joinClass(luneta: Luneta, reports: readonly ClassReport[]): Promise<void> {
  for (const report of reports) {
    const response = await fetch(`${luneta.urls.otlpHttp}${CLASS_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(report),
    });
    if (!response.ok) throw new Error(`A Luneta recusou o relato: ${await response.text()}`);
  }
}

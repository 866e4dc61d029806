/** O que `lab carga` diz. */
import { count, formatDuration } from '../../../format.ts';
import type { LoadRow } from './load-summary.ts';
import type { VisitKind } from './visit.ts';

const KINDS: Readonly<Record<VisitKind, string>> = {
  page: 'a página',
  station: 'a posição da estação',
  place: 'a distância de um lugar',
  unknown: 'um lugar que não existe (404)',
  question: 'uma pergunta',
};

/** "npm run lab run 02, ou npm run lab run 03". */
function runAny(numbers: readonly string[]): string {
  return numbers.map((number) => `npm run lab run ${number}`).join(', ou ');
}

export const loadTexts = {
  kinds: KINDS,
  starting: (url: string, perSecond: number, seconds: number | undefined) =>
    `Visitando ${url}, ${count(perSecond, 'vez', 'vezes')} por segundo, ` +
    (seconds === undefined ? 'até o Ctrl+C.' : `por ${seconds} s.`),
  fault: (fault: string) => `Enquanto isso, o defeito é ${fault}; ao fim, ele some.`,
  live: ({ visits, errors, p50, p95 }: LoadRow) =>
    `${count(visits, 'visita', 'visitas')} · ${count(errors, 'erro', 'erros')} · ` +
    `p50 ${formatDuration(p50 * 1000)} · p95 ${formatDuration(p95 * 1000)}`,
  header: ['', 'visitas', 'erros', 'p50', 'p95'],
  total: 'tudo',
  unknownWord: (written: string) =>
    `"${written}" não é um número de segundos. Por exemplo: npm run lab carga n_mais_um 60`,
  twice: (what: string, written: string) => `"${written}" sobra: carga só espera ${what}.`,
  oneOfEach: { fault: 'um defeito', address: 'um endereço', seconds: 'um número de segundos' },
  nobody: (url: string, reason: string, numbers: readonly string[]) =>
    `Ninguém atende em ${url} (${reason}). Ponha os serviços no ar, noutro terminal: ${runAny(numbers)}`,
  otherPage: (url: string, numbers: readonly string[]) =>
    `Quem atende em ${url} não é a página de um lab. O endereço certo é o que aparece quando os serviços começam ` +
    `(${runAny(numbers)}): npm run lab carga http://localhost:NÚMERO`,
  notHere: (url: string, number: string) =>
    `Os serviços em ${url} não são os desta pasta, e um defeito daqui não chega até eles. Ponha os seus no ar, noutro ` +
    `terminal: npm run lab run ${number}`,
  noLab: 'Nenhum lab tem um sistema de serviços para visitar.',
};

/** As linhas que marcam regiões, e as que só parecem marcar. */
import { type CommentOpening, OPENINGS, withoutClosing } from './comments.ts';
import type { CourseErrorCode } from './course-error.ts';
import { distance } from 'fastest-levenshtein';

export interface Marker {
  name: 'region' | 'problema' | 'endregion';
  /** O que veio depois do nome. */
  rest: string;
  /** O recuo e o comentário da linha. */
  indent: string;
  opening: CommentOpening;
}

/** Lança o erro da linha que está sendo lida. */
export type Fail = (code: CourseErrorCode, message: string) => never;

const NAMES: Marker['name'][] = ['region', 'problema', 'endregion'];
const NAME = NAMES.join('|');
const MARKER = new RegExp(`^(?<indent>\\s*)(?<opening>${OPENINGS})\\s*#(?<name>${NAME})(?=\\s|-->|$)(?<rest>.*)$`);
/** `// #regiao`: uma palavra com cara de marcador. */
const LOOKALIKE = new RegExp(`^\\s*(?:${OPENINGS}|/\\*)\\s*#([\\p{L}]+)`, 'u');
/** Um marcador sem comentário, ou que divide a linha com outra coisa; `#region = …` é um campo privado de classe. */
const MISPLACED = new RegExp(`^\\s*#(?:${NAME})(?:\\s+[^\\s=]|\\s*$)|(?:${OPENINGS}|/\\*)\\s*#(?:${NAME})(?![\\w-])`);
const TYPO_DISTANCE = 2;

/** `undefined` se a linha não é um marcador. */
export function readMarker(text: string, fail: Fail): Marker | undefined {
  // Os grupos da expressão têm os nomes e os valores de um marcador.
  const found = MARKER.exec(text)?.groups as Marker | undefined;
  if (found === undefined) return undefined;
  const rest = withoutClosing(found.opening, found.rest);
  if (rest === undefined) fail('unknown_marker', `falta o "-->" no fim de "${text.trim()}".`);
  return { ...found, rest: rest.trim() };
}

/** Um marcador mal escrito apareceria no arquivo do aluno como um comentário qualquer. */
export function refuseLookalike(text: string, fail: Fail): void {
  const word = LOOKALIKE.exec(text)?.[1]?.toLowerCase();
  const typo = word !== undefined && NAMES.some((name) => distance(word, name) <= TYPO_DISTANCE);
  if (!typo && !MISPLACED.test(text)) return;
  fail(
    'unknown_marker',
    `marcador desconhecido: "${text.trim()}". Os que existem, sozinhos na linha depois de ${OPENINGS.replaceAll('|', ' ')}: ` +
      '#region PASSO título, #problema, #endregion.',
  );
}

/** Spans cujo pai não está no trace, com as três causas possíveis: os dados não dizem qual foi. */
import type { Rule } from './sentence.ts';
import { explainTexts } from './texts.ts';

export const missingParents: Rule = ({ tree }) => {
  const orphans = tree.roots.filter(({ orphan }) => orphan);
  if (orphans.length === 0) return undefined;
  return { code: 'missing_parents', text: explainTexts.missingParents(orphans), spans: orphans };
};

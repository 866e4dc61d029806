/** Raízes demais, ou nenhuma: mais de um span sem pai, ou spans que são pais uns dos outros. */
import { isRoot } from '../main-span.ts';
import type { Rule } from './sentence.ts';
import { explainTexts } from './texts.ts';

export const severalRoots: Rule = ({ tree }) => {
  const roots = tree.roots.filter(isRoot);
  if (roots.length < 2) return undefined;
  return { code: 'several_roots', text: explainTexts.severalRoots(roots), spans: roots };
};

export const cycles: Rule = ({ tree }) => {
  const opened = tree.roots.filter(({ cycle }) => cycle);
  if (opened.length === 0) return undefined;
  return { code: 'cycles', text: explainTexts.cycles(opened), spans: opened };
};

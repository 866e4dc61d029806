// Os modelos que a página oferece: os do servidor local, cada um com o seu jeito de acertar, ou de errar.

export interface Model {
  id: string;
  /** Como aparece na página. */
  label: string;
}

export const MODELS: readonly Model[] = [
  { id: 'lab-1', label: 'lab-1 (o de sempre)' },
  { id: 'lab-slow', label: 'lab-slow (pensa demais)' },
  { id: 'lab-flaky', label: 'lab-flaky (só atende da segunda vez)' },
  { id: 'lab-down', label: 'lab-down (fora do ar)' },
  { id: 'lab-busy', label: 'lab-busy (limite estourado)' },
  { id: 'lab-prose', label: 'lab-prose (esquece a forma, e corrige)' },
  { id: 'lab-stubborn', label: 'lab-stubborn (esquece a forma, e insiste)' },
];

/** O de quem não escolheu: com um provedor, diga aqui um dos dele. */
export const DEFAULT_MODEL = process.env.LLM_MODEL || 'lab-1';

/** Os que se aceitam: um nome qualquer, escrito por qualquer um, viraria uma série nova em cada métrica. */
export function isKnownModel(id: string): boolean {
  return id === DEFAULT_MODEL || MODELS.some((model) => model.id === id);
}

/** O que a busca ao vivo escreve. À parte, para que o pacote dos scripts não leve todos os outros textos. */
import { count } from '../../../format.ts';

export const searchLiveTexts = {
  toggle: 'Ao vivo',
  toggleHint: 'Mostra os traces novos assim que chegam',
  waiting: (n: number): string => `${count(n, 'trace novo', 'traces novos')} — mostrar`,
  announced: (n: number): string => `${count(n, 'trace novo', 'traces novos')} na lista`,
  connected: 'Conectado: os traces novos aparecem sozinhos.',
  pickHint: 'Marque exatamente dois traces na lista',
  picked: (n: number): string => `Comparar (${n} de 2)`,
} as const;

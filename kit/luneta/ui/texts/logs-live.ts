/** O que os scripts da página dos logs escrevem. À parte, para que o pacote deles não leve todos os outros textos. */
import { count } from '../../../format.ts';

/** Além do que uma página mostra não se conta. */
const news = (n: number, more: boolean): string =>
  more ? `Mais de ${count(n, 'log', 'logs')} novos` : count(n, 'log novo', 'logs novos');

export const logLiveTexts = {
  waiting: (n: number, more: boolean): string => `${news(n, more)} — mostrar`,
  announced: (n: number): string => `${news(n, false)} na lista`,
  connected: 'Conectado: os logs novos aparecem sozinhos.',
  loading: 'Carregando…',
  loadFailed: 'A Luneta não respondeu. Tente de novo.',
} as const;

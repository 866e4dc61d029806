/** O que os scripts da página do trace escrevem. À parte, para que o pacote deles não leve todos os outros textos. */
import { count, formatCount } from '../../../format.ts';

export const liveTexts = {
  loading: 'Carregando…',
  loadFailed: 'Não foi possível carregar os detalhes.',
  found: (n: number): string => (n === 0 ? 'nenhum span' : count(n, 'span encontrado', 'spans encontrados')),
  foundAt: (at: number, n: number): string => `${formatCount(at)} de ${formatCount(n)}`,
  searchFailed: 'A busca não respondeu. A Luneta está no ar?',
  traceChanged: (n: number): string =>
    `O trace mudou depois que esta página abriu: ${count(n, 'span encontrado não está', 'spans encontrados não estão')} nela. Recarregue.`,
  copied: 'Copiado',
  copyFailed: 'Selecionado: copie com Ctrl+C',
  zoomed: (from: string, to: string): string => `Janela de ${from} a ${to}`,
  wholeTrace: 'Trace inteiro',
  nameColumn: 'Largura da coluna dos nomes',
  nameColumnHint: 'Arraste para alargar os nomes (ou ← e →); dois cliques, ou Enter, voltam à largura de sempre',
  nameColumnValue: (percent: number): string => `${percent}% da largura`,
};

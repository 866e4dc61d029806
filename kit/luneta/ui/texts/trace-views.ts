/** Textos da tabela de spans, do flamegraph e do grafo de um trace. */
import { count, formatCount, formatDuration, formatPercent } from '../../../format.ts';
import type { SpanSort } from '../trace-params.ts';

const spans = (n: number): string => count(n, 'span', 'spans');
const failures = (n: number): string => `${formatCount(n)} com erro`;

export interface PathFigures {
  name: string;
  count: number;
  errorCount: number;
  workUs: number;
  selfUs: number;
  durationUs: number;
}

export const traceViewTexts = {
  filter: { label: 'Filtrar os spans', submit: 'Filtrar', clear: 'Tirar o filtro' },

  spans: {
    title: 'Spans',
    lead: 'Um span por linha. Clique num título para ordenar por ele, e de novo para inverter; cada operação leva ao span na linha do tempo.',
    table: 'Tabela de spans',
    columns: {
      service: 'Serviço',
      operation: 'Operação',
      start: 'Início',
      duration: 'Duração',
      self: 'Tempo próprio',
      kind: 'Tipo',
      status: 'Status',
    } satisfies Record<SpanSort, string>,
    place: 'No trace',
    sortBy: (column: string): string => `Ordenar por ${column}`,
    kinds: ['–', 'interno', 'servidor', 'cliente', 'produtor', 'consumidor'],
    ok: 'OK',
    unset: 'não definido',
    none: 'Nenhum span atende ao filtro.',
    empty: 'Este trace não tem spans.',
    found: (found: number, total: number): string => `${formatCount(found)} de ${spans(total)}`,
    pages: 'Páginas da tabela',
    range: (from: number, to: number, total: number): string =>
      `Spans ${formatCount(from)} a ${formatCount(to)} de ${formatCount(total)}`,
    previous: 'Anteriores',
    next: 'Próximos',
  },

  /** Um caminho de chamadas: serviço e operação em cada nível, desde a raiz. */
  paths: {
    title: 'Os mesmos caminhos, em tabela',
    lead: 'Do maior tempo próprio para o menor.',
    columns: {
      name: 'Caminho',
      count: 'Spans',
      errors: 'Erros',
      work: 'Trabalho',
      share: 'do total',
      self: 'Tempo próprio',
      duration: 'Duração somada',
    },
    root: 'raiz',
    inside: 'em',
    open: 'Abrir no flamegraph',
    seeSpans: 'Ver os spans desta operação',
    more: (n: number): string => `e mais ${count(n, 'caminho', 'caminhos')}, com menos tempo próprio`,
    figures: ({ name, count: n, errorCount, workUs, selfUs, durationUs }: PathFigures, share: number): string =>
      [
        `${name}: ${spans(n)}`,
        `${formatDuration(workUs)} de trabalho (${formatPercent(share)})`,
        `${formatDuration(selfUs)} de tempo próprio`,
        `${formatDuration(durationUs)} de duração somada`,
        ...(errorCount > 0 ? [failures(errorCount)] : []),
      ].join(', '),
    found: (found: number, total: number): string =>
      `${formatCount(found)} de ${count(total, 'caminho', 'caminhos')} com spans assim`,
    times: (n: number): string => `${formatCount(n)}×`,
    empty: 'Este trace não tem spans: não há o que desenhar.',
  },

  flamegraph: {
    title: 'Flamegraph',
    lead: 'Cada retângulo junta os spans de um caminho de chamadas (serviço e operação, desde a raiz); embaixo dele, quem ele chamou. A largura é o trabalho: o tempo próprio do caminho e de tudo que ele chamou.',
    parallel: 'Filhos em paralelo somam cada um o seu: o trabalho pode passar da duração.',
    byCount: 'Nenhum span deste trace tem duração: a largura é o número de spans.',
    chart: 'Flamegraph: um link para cada caminho de chamadas',
    whole: 'Trace inteiro',
    crumbs: 'Onde o flamegraph está',
    toTable: 'Ver como tabela',
    hidden: (n: number): string =>
      `${count(n, 'caminho é estreito ou fundo demais para este desenho', 'caminhos são estreitos ou fundos demais para este desenho')}: clique num retângulo para aproximar.`,
    unknown: 'O caminho pedido não está neste trace; aqui está o trace inteiro.',
  },

  graph: {
    title: 'Grafo das chamadas',
    lead: 'Cada caixa é um caminho de chamadas (serviço e operação, desde a raiz); cada seta vai de quem chama para quem é chamado.',
    map: 'Grafo do trace: caixas são caminhos de chamadas, setas vão de quem chama para quem é chamado',
    box: (n: number, workUs: number): string => `${spans(n)} · ${formatDuration(workUs)}`,
    own: (us: number): string => `próprio ${formatDuration(us)}`,
    edge: (parent: string, child: string, n: number, errors: number): string =>
      `${parent} → ${child}: ${count(n, 'chamada', 'chamadas')}${errors > 0 ? `, ${failures(errors)}` : ''}. Abre os spans.`,
    partial: (drawn: number, total: number): string =>
      `O desenho mostra os ${formatCount(drawn)} caminhos com mais trabalho, de ${formatCount(total)}. A tabela e o flamegraph levam aos outros.`,
    legend: {
      time: 'na caixa: spans, trabalho (o tempo próprio e o de quem foi chamado) e tempo próprio',
      width: 'seta mais grossa: mais trabalho',
      red: 'vermelho: a parte das chamadas que falhou',
      click: 'clique numa caixa para abri-la no flamegraph; numa seta, para ver os spans',
    },
  },
};

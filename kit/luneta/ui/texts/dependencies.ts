/** Os textos do mapa de serviços. */
import { count, formatCount, formatPercent } from '../../../format.ts';

/** Nas caixas do mapa, que têm pouca largura: `1.234`, `12 mil`, `3,4 mi`. */
const compact = new Intl.NumberFormat('pt-BR', { notation: 'compact', maximumFractionDigits: 1 });
const short = (n: number): string => (n < 10_000 ? formatCount(n) : compact.format(n));

const calls = (n: number): string => count(n, 'chamada', 'chamadas');
const failures = (n: number): string => `${formatCount(n)} com erro`;

export const dependenciesTexts = {
  nav: 'Mapa',
  title: 'Mapa de serviços',
  intro: 'Quem chama quem, contado nos traces que começaram e terminaram dentro do período.',
  form: 'O que mostrar',
  service: 'Serviço',
  lookback: 'Período',
  submit: 'Mostrar',
  seeAll: 'Ver o mapa inteiro',
  toTable: 'Ver como tabela',

  summary: (services: number, n: number): string =>
    `${count(services, 'serviço', 'serviços')} · ${calls(n)} entre eles`,
  neighbours: (service: string): string => `${service} e os vizinhos dele`,
  partial: (drawn: number, total: number): string =>
    `O desenho mostra as ${formatCount(drawn)} ligações mais usadas, de ${formatCount(total)}. A tabela traz todas; escolha um serviço para ver só os vizinhos dele.`,

  map: 'Mapa de serviços: cada caixa é um serviço, cada seta vai de quem chama para quem é chamado',
  toolbar: 'Aproximar e mover o mapa',
  zoomIn: 'Aproximar',
  zoomOut: 'Afastar',
  fit: 'Ver tudo',
  keys: 'Com o foco no mapa: + e − aproximam e afastam, as setas movem, 0 mostra tudo.',
  node: (name: string, spans: number, errors: number, own: number): string =>
    [
      `${name}: ${count(spans, 'span', 'spans')}`,
      ...(errors > 0 ? [failures(errors)] : []),
      ...(own > 0 ? [`${calls(own)} dentro do próprio serviço`] : []),
    ].join(', '),
  nodeSpans: (n: number): string => `${short(n)} ${n === 1 ? 'span' : 'spans'}`,
  nodeErrors: (n: number): string => `${short(n)} ${n === 1 ? 'erro' : 'erros'}`,
  edge: (parent: string, child: string, n: number, errors: number): string =>
    `${parent} → ${child}: ${calls(n)}${errors > 0 ? `, ${failures(errors)} (${formatPercent(errors / n)})` : ', nenhuma com erro'}. Abre os traces.`,
  edgeErrors: (share: number): string => `${share < 0.001 ? '< 0,1%' : formatPercent(share)} com erro`,
  legend: {
    width: 'seta mais grossa: mais chamadas',
    red: 'trecho vermelho: a parte delas que falhou',
    click: 'clique numa seta para ver os traces; num serviço, para ver só os vizinhos',
  },

  table: {
    title: 'As mesmas chamadas, em tabela',
    parent: 'Quem chama',
    child: 'Quem é chamado',
    calls: 'Chamadas',
    errors: 'Com erro',
    share: '% de erro',
    traces: 'Traces',
    see: 'Ver traces',
    seeOf: (parent: string, child: string): string => `Ver traces de ${parent} para ${child}`,
    itself: 'ele mesmo',
    more: (n: number): string => `e mais ${count(n, 'ligação, menos usada', 'ligações, menos usadas')}`,
  },

  empty: {
    nothing: {
      title: 'O mapa se desenha sozinho',
      lead: 'Basta chegar um trace que passe por dois serviços. Nada chegou ainda; em outro terminal, envie um de exemplo:',
    },
    title: 'Nenhuma chamada no período',
    lead: 'Uma ligação aparece quando um span tem o pai guardado no mesmo trace. Neste período não há nenhuma.',
    alone: (n: number): string =>
      n === 1
        ? 'Um serviço enviou spans, mas nenhum deles chama outro:'
        : `${formatCount(n)} serviços enviaram spans, mas nenhum chama outro. Se deveriam, o contexto do trace não está viajando no cabeçalho traceparent:`,
    wider: 'Procurar no último mês',
    doctor: 'Perguntar ao doutor',
    unknown: (service: string): string => `O serviço “${service}” não enviou spans neste período.`,
  },

  problem: {
    title: 'Não dá para desenhar assim',
    lookback: (value: string): string =>
      `O período “${value}” não é válido: use um número e uma unidade, como 15m, 1h, 2d ou 1w.`,
  },

  calls: {
    title: (parent: string, child: string): string => `${parent} → ${child}`,
    back: 'Mapa de serviços',
    lead: 'Traces em que o primeiro chama o segundo, do mais novo para o mais antigo.',
    facts: { calls: 'Chamadas', errors: 'Com erro', p50: 'Mediana (p50)', p95: '95% até (p95)', max: 'A mais longa' },
    sample: (n: number, traces: number): string =>
      `Durações de ${calls(n)} ${traces === 1 ? 'do trace mais recente' : `dos ${formatCount(traces)} traces mais recentes`}.`,
    missing: {
      title: 'Faltou dizer entre quem',
      lead: (parent: string, child: string): string =>
        `Este endereço precisa de dois serviços, como ?parent=loja&child=estoque; vieram “${parent}” e “${child}”.`,
    },
    none: (parent: string, child: string): string =>
      `Nos traces mais recentes do período, ${parent} não chama ${child}. Tente um período maior.`,
    searchChild: (child: string): string => `Buscar todos os traces de ${child}`,
  },
} as const;

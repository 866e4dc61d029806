/**
 * As referências do bench, num lugar só: o que um Jaeger de verdade gastou no mesmo trabalho e os alvos que escolhemos
 * a partir disso. São os únicos resultados medidos que o repositório guarda; os nossos saem de cada rodada.
 *
 * Máquinas diferem e são compartilhadas: segundos de CPU e razões entre números da mesma rodada dizem mais que o
 * relógio de parede. Por isso o bench mostra, ao lado, um servidor que só lê e descarta a mesma carga.
 */

/** De onde vieram as referências. */
export const MEASURED = {
  date: '2026-11-21',
  machine: 'Linux quieto de 2 núcleos; Node 20.20, Go 1.26, Python 3.11; mediana de 3 rodadas intercaladas',
  jaeger: 'Jaeger v2.20 all-in-one, armazenamento em memória',
} as const;

export interface Baseline {
  /** O que se mede, com a unidade entre parênteses. */
  label: string;
  /** Alvo: um máximo, ou um mínimo quando `atLeast`. Ausente: medida só para acompanhar. */
  target?: number;
  atLeast?: boolean;
  /** A mesma medida na referência da seção (Jaeger; nos exemplos, o original em Python). */
  reference?: number;
}

export const BASELINES = {
  // Portas. Trabalho: 200.192 spans em 391 pedidos de 512, 389 B por span, 10 atributos, 8 spans por trace, 10 serviços.
  http1Cpu: { label: 'OTLP/HTTP, 1 conexão: CPU por 100 mil spans (s)', target: 0.3, reference: 0.93 },
  http8Cpu: { label: 'OTLP/HTTP, 8 conexões: CPU por 100 mil spans (s)', target: 0.3, reference: 0.89 },
  discard1Cpu: { label: '  servidor que só descarta, 1 conexão: CPU (s)' },
  discard8Cpu: { label: '  servidor que só descarta, 8 conexões: CPU (s)' },
  http8Ratio: { label: '  Luneta ÷ descarte, 8 conexões (vezes)', reference: 11.6 },
  http1Rate: { label: 'OTLP/HTTP, 1 conexão (spans/s)', target: 250_000, atLeast: true, reference: 152_000 },
  http8Rate: { label: 'OTLP/HTTP, 8 conexões (spans/s)', target: 350_000, atLeast: true, reference: 191_000 },
  http8Visible: { label: 'último span visível depois do 1º envio (s)', target: 0.8, reference: 1.45 },
  grpc8Cpu: { label: 'OTLP/gRPC, 8 conexões: CPU por 100 mil spans (s)', target: 0.4, reference: 0.98 },
  gzip8Cpu: { label: 'OTLP/HTTP gzip, 8 conexões: CPU por 100 mil (s)' },
  json8Cpu: { label: 'OTLP/HTTP JSON, 8 conexões: CPU por 100 mil (s)' },
  refused: { label: 'pedidos recusados em todas as portas', target: 0, reference: 0 },
  // UDP.
  compactCpu: { label: 'Thrift compacto (6831): CPU por 100 mil spans (s)' },
  compactArrived: { label: 'Thrift compacto: spans que chegaram (%)' },
  binaryCpu: { label: 'Thrift binário (6832): CPU por 100 mil spans (s)' },
  binaryArrived: { label: 'Thrift binário: spans que chegaram (%)' },
  // Memória.
  rssIdle: { label: 'parada (MB)', target: 80, reference: 54 },
  rssLoaded: { label: 'com 200 mil spans (MB)', target: 220, reference: 452 },
  bytesPerSpan: { label: 'por span guardado (B)', target: 700, reference: 2000 },
  rssBound1: { label: 'limite de 64M enchido 1 vez (MB)' },
  rssBound3: { label: 'limite de 64M enchido 3 vezes (MB)' },
  rssBoundGrowth: { label: '  crescimento da 2ª para a 3ª vez que enche (%)', target: 5 },
  // Início.
  startBundle: { label: 'pacote pronto, sem npm (ms)', target: 150, reference: 59 },
  startSources: { label: 'fontes sob tsx, sem npm (ms)', target: 500 },
  startNpm: { label: 'npm run luneta (ms)' },
  startNpmShare: { label: '  parte do próprio npm (ms)' },
  // Consultas, com 200 mil spans guardados.
  services: { label: 'serviços', target: 0.4, reference: 0.41 },
  search: { label: 'busca por serviço, 20 traces', target: 2, reference: 3.3 },
  searchP95: { label: 'busca por serviço, 20 traces: p95', target: 6, reference: 8.4 },
  searchTag: { label: 'busca por serviço e atributo', target: 3, reference: 13 },
  searchRare: { label: 'busca por um valor que um só trace tem', target: 1.5, reference: 26 },
  summaries: { label: 'resumos da v3 (trace-summaries), 20 traces', target: 2, reference: 2 },
  dependencies: { label: 'dependências entre serviços', target: 2, reference: 74 },
  trace8: { label: 'trace de 8 spans', target: 0.5, reference: 0.7 },
  trace1000: { label: 'trace de 1.000 spans', target: 5, reference: 12 },
  trace10000: { label: 'trace de 10.000 spans', target: 50, reference: 127 },
  // Métricas: 10 mil séries de 5 atributos, 50 exportações depois das primeiras; as consultas veem 60.
  pointsRate: { label: 'OTLP/HTTP, 1 conexão (pontos/s)', target: 200_000, atLeast: true },
  pointsCpu: { label: 'OTLP/HTTP: CPU por 100 mil pontos (s)', target: 0.5 },
  bytesPerSeries: { label: 'por série nova (B)', target: 1500 },
  bytesPerSample: { label: 'por amostra a mais (B)', target: 24 },
  promSeries: { label: 'PromQL: uma série entre todas', target: 1 },
  promSumInstant: { label: 'PromQL: sum by (rate) de todas, num instante', target: 60 },
  promSumRange: { label: 'PromQL: sum by (rate) de todas, 60 instantes', target: 300 },
  promLabelValues: { label: 'valores de um rótulo', target: 10 },
  // Logs: 200 mil registros de 4 serviços.
  recordsRate: { label: 'OTLP/HTTP, 4 conexões (registros/s)', target: 250_000, atLeast: true },
  recordsCpu: { label: 'OTLP/HTTP: CPU por 100 mil registros (s)', target: 0.4 },
  bytesPerRecord: { label: 'por registro guardado (B)', target: 400 },
  lokiNewest: { label: 'LogQL: os 100 mais novos de um serviço', target: 5 },
  lokiRare: { label: 'LogQL: uma palavra que um só registro tem', target: 150 },
  lokiTrace: { label: '/logs de um trace', target: 5 },
  lokiVolume: { label: 'LogQL: volume por nível, 60 barras', target: 300 },
  // Exemplos: a referência é o original em Python.
  tracingNode: { label: 'example_tracing, node -r tsx/cjs: CPU (ms)', target: 260, reference: 89 },
  tracingNpx: { label: 'example_tracing, npx tsx: CPU (ms)', target: 760, reference: 89 },
  exporterNode: { label: 'example_exporter, node -r tsx/cjs: CPU (ms)', reference: 106 },
  exporterNpx: { label: 'example_exporter, npx tsx: CPU (ms)', target: 800, reference: 106 },
  exporterNpxWall: { label: 'example_exporter, npx tsx: relógio (ms)', target: 1200 },
  appNode: { label: 'app, node -r tsx/cjs: início → 1º 200 (ms)', target: 400, reference: 264 },
  appNpx: { label: 'app, npx tsx: início → 1º 200 (ms)', reference: 264 },
  // Telescope: 5 × 4 linhas, e um milhão de cada lado. A referência é um span com os mesmos atributos, feito à mão com o SDK.
  joinSmall: { label: '5 × 4 linhas: com ÷ sem (vezes)', target: 1.06, reference: 1.03 },
  joinSmallByHand: { label: '5 × 4 linhas: span à mão ÷ sem (vezes)' },
  joinSmallOverByHand: { label: '5 × 4 linhas: com ÷ span à mão (vezes)', target: 1.02 },
  joinSmallAdded: { label: '5 × 4 linhas: o que acrescenta a cada uma (µs)', reference: 57 },
  joinSmallCounted: { label: '5 × 4 linhas: contando ÷ sem (vezes)' },
  joinLarge: { label: '1 milhão × 1 milhão: com ÷ sem (vezes)', target: 1.02, reference: 1.01 },
  joinLargeCounted: { label: '1 milhão × 1 milhão: contando ÷ sem (vezes)' },
  // Instalação.
  nodeModules: { label: 'node_modules como está agora (MB)', target: 270, reference: 101 },
} as const satisfies Record<string, Baseline>;

export type FigureId = keyof typeof BASELINES;

export function baselineOf(id: FigureId): Baseline {
  return BASELINES[id];
}

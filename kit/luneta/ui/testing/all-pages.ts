/**
 * Todas as páginas da interface, num lugar só: com dados, vazias e de erro. Uma página nova entra aqui, e passa a ser
 * conferida em claro e escuro, larga e estreita, com e sem JavaScript (`axe.browser.test.ts`).
 */
import { RECORDED_TRACE as RECORDED } from './recorded-trace.ts';
import { LOG_ONLY_TRACE } from './sample-logs.ts';
import { type Sample, SHOP_TRACES } from './sample-luneta.ts';

export interface PageCase {
  /** Em que Luneta se abre: `sample-luneta.ts`. */
  sample: Sample;
  path: string;
  /** O estado HTTP; padrão: 200. */
  status?: number;
  /** Um texto do conteúdo, que tem de estar à vista também sem JavaScript. */
  text: string;
}

const [FIRST, SECOND] = SHOP_TRACES;
const UNKNOWN = '1'.repeat(32);
/** A métrica da loja que tem baldes e exemplars. */
const HISTOGRAM = 'http_server_request_duration_seconds';
const GHOSTS = encodeURIComponent(JSON.stringify([{ name: 'reservar itens', parent: 'POST /comprar' }]));

export const ALL_PAGES: readonly PageCase[] = [
  { sample: 'shop', path: '/search', text: 'POST /comprar' },
  { sample: 'shop', path: '/search?service=pedidos&tags=error%3Dtrue&sort=longest', text: 'POST /comprar' },
  { sample: 'shop', path: '/search?service=ninguem', text: 'ninguem' },
  { sample: 'shop', path: '/search?minDuration=fast', status: 400, text: 'fast' },
  { sample: 'empty', path: '/search', text: 'npx tsx exemplos/example_exporter.ts' },
  { sample: 'shop', path: `/trace/${RECORDED}`, text: 'GET /checkout' },
  { sample: 'shop', path: `/trace/${RECORDED}?uiFind=payments`, text: 'GET /checkout' },
  { sample: 'shop', path: `/trace/${RECORDED}?view=spans`, text: 'insufficient funds' },
  { sample: 'shop', path: `/trace/${RECORDED}?view=spans&uiFind=error&spanSort=duration`, text: '4 de 9 spans' },
  { sample: 'shop', path: `/trace/${RECORDED}?view=statistics`, text: 'payments' },
  { sample: 'shop', path: `/trace/${RECORDED}?view=flamegraph`, text: 'POST /charge' },
  { sample: 'shop', path: `/trace/${RECORDED}?view=flamegraph&frame=ccc19b7ec3c1b17b`, text: 'Trace inteiro' },
  { sample: 'shop', path: `/trace/${RECORDED}?view=graph`, text: 'publish orders.created' },
  { sample: 'shop', path: `/trace/${RECORDED}?view=events`, text: 'exception' },
  { sample: 'shop', path: `/trace/${RECORDED}?view=explanation`, text: 'frontend' },
  { sample: 'shop', path: `/trace/${FIRST}?view=events`, text: 'falha ao cobrar' },
  { sample: 'shop', path: `/trace/${LOG_ONLY_TRACE}`, text: 'só chegaram os logs' },
  { sample: 'shop', path: `/trace/${FIRST}?expected=${GHOSTS}`, text: 'reservar itens' },
  { sample: 'shop', path: `/trace/${RECORDED}/span/ccc19b7ec3c1b17b`, text: 'POST /charge' },
  { sample: 'shop', path: `/trace/${FIRST}...${SECOND}`, text: 'POST /comprar' },
  { sample: 'shop', path: '/comparar', status: 400, text: 'traces' },
  { sample: 'shop', path: `/trace/${UNKNOWN}`, status: 404, text: 'não está aqui' },
  { sample: 'shop', path: '/trace/xyz', status: 400, text: 'não é válido' },
  { sample: 'shop', path: `/trace/${RECORDED}/span/ffffffffffffffff`, status: 404, text: 'não está no trace' },
  { sample: 'shop', path: '/enviar', text: 'JSON' },
  { sample: 'shop', path: '/metricas', text: HISTOGRAM },
  { sample: 'shop', path: `/metricas?metric=${HISTOGRAM}&by=http_route`, text: 'Mapa de calor' },
  { sample: 'shop', path: '/metricas?query=topk(1,x)', status: 400, text: 'topk' },
  { sample: 'shop', path: '/metricas?metric=nada', status: 404, text: 'Não há uma métrica' },
  { sample: 'empty', path: '/metricas', text: 'OTEL_METRIC_EXPORT_INTERVAL=1000' },
  { sample: 'shop', path: '/logs?limit=30', text: 'POST /comprar' },
  { sample: 'shop', path: '/logs?level=error&text=exception.type~', text: 'CardDeclinedError' },
  { sample: 'shop', path: '/logs?service=ninguem', text: 'não enviou logs' },
  { sample: 'shop', path: '/logs?level=grave', status: 400, text: 'não existe' },
  { sample: 'empty', path: '/logs', text: 'OTEL_LOGS_EXPORTER=otlp' },
  { sample: 'shop', path: '/dependencies', text: 'gateway' },
  { sample: 'shop', path: '/dependencies?service=pagamentos&sort=errors', text: 'antifraude' },
  { sample: 'shop', path: '/dependencies?service=ninguem', text: 'não enviou spans' },
  { sample: 'shop', path: '/dependencies?lookback=ontem', status: 400, text: 'não é válido' },
  { sample: 'empty', path: '/dependencies', text: 'npx tsx exemplos/example_exporter.ts' },
  { sample: 'shop', path: '/dependencies/calls?parent=pedidos&child=pagamentos', text: 'p95' },
  { sample: 'shop', path: '/dependencies/calls', status: 400, text: 'precisa de dois serviços' },
  { sample: 'sick', path: '/doutor', text: 'Como corrigir' },
  { sample: 'shop', path: '/doutor', text: 'Caminho do span' },
  { sample: 'empty', path: '/doutor', text: 'Nada chegou' },
  { sample: 'shop', path: '/doutor/guia', text: 'nothing_arrived' },
  { sample: 'shop', path: '/labs', text: 'Esperado' },
  { sample: 'empty', path: '/labs', text: 'npm run lab' },
  { sample: 'shop', path: '/turma', text: '40 alunos' },
  { sample: 'shop', path: '/turma?names=1&sort=name', text: 'Ana Souza' },
  { sample: 'empty', path: '/turma', text: '--forward' },
  { sample: 'shop', path: '/nada', status: 404, text: 'não existe' },
];

/** O que toda página recebe de quem monta o servidor, já com os padrões. */
import { CourseBoard } from '../api/course.ts';
import { Classroom } from '../classroom/classroom.ts';
import type { Diagnose } from '../query/diagnosis/diagnose.ts';
import type { DoorView } from '../query/diagnosis/snapshot.ts';
import type { TraceIngest } from '../receivers/door.ts';
import { createTraceIngest } from '../receivers/ingest-traces.ts';
import type { ScrapeTarget } from '../receivers/scrape.ts';
import type { LogStats, LogStore } from '../store/logs/log-store.ts';
import { MemoryLogStore } from '../store/logs/memory-log-store.ts';
import { MIN_STORE_BYTES } from '../store/memory-store.ts';
import { MemoryMetricStore } from '../store/metrics/memory-metric-store.ts';
import type { MetricStats, MetricStore } from '../store/metrics/metric-store.ts';
import type { SpanStore, StoreStats } from '../store/store.ts';
import { logCodec } from '../wire/otlp-log-codec.ts';
import { type AssetStore, loadAssets } from './assets.ts';
import { defaultDoorUrls, type DoorUrls } from './door-urls.ts';
import type { PageContext, StoredSignals } from './pages/layout.tsx';
import { navLinks } from './nav.ts';
import { ProblemCount } from './problem-count.ts';
import { assignServiceColors, type ServiceColors } from './service-colors.ts';
import { TraceCache } from './trace-cache.ts';

export interface UiOptions {
  store: SpanStore;
  /** Padrão: vazios. */
  metrics?: MetricStore;
  logs?: LogStore;
  /** Páginas do Prometheus que esta Luneta coleta; padrão: nenhuma. */
  scrapeTargets?: () => readonly ScrapeTarget[];
  /** Onde cada porta escuta, para a página vazia ensinar; os padrões, se omitido. */
  doors?: DoorUrls;
  now?: () => number;
  assets?: AssetStore;
  /** Onde entra um arquivo enviado pela página; padrão: direto no armazenamento. */
  ingest?: TraceIngest;
  /** Este servidor tem `/api/events`, e a busca se atualiza sozinha. */
  live?: boolean;
  /** O exame do doutor, feito quando alguém olha; padrão: nada a dizer. */
  diagnose?: Diagnose;
  /** As portas abertas, com o que cada uma contou até agora; padrão: nenhuma. */
  doorViews?: () => readonly DoorView[];
  /** O progresso do curso que o comando `lab` entregou; padrão: nenhum. */
  course?: CourseBoard;
  /** A turma; padrão: ninguém. */
  classroom?: Classroom;
  /** Os endereços que o professor dá aos alunos; vazio: ninguém de fora chega a esta Luneta. */
  classAddresses?: () => readonly string[];
}

export interface UiDeps extends Required<UiOptions> {
  problems: ProblemCount;
  cache: TraceCache;
  context(): PageContext;
  /** As cores destes serviços, ao lado de todos os que estão guardados. */
  colorsFor(present: readonly string[]): ServiceColors;
}

export function createUiDeps({
  store,
  metrics = new MemoryMetricStore({ maxBytes: MIN_STORE_BYTES }),
  logs = new MemoryLogStore({ maxBytes: MIN_STORE_BYTES, codec: logCodec }),
  scrapeTargets = () => [],
  doors = defaultDoorUrls(),
  now = Date.now,
  assets = loadAssets(),
  ingest = createTraceIngest(store),
  live = false,
  diagnose = () => Promise.resolve({ findings: [], path: [] }),
  doorViews = () => [],
  course = new CourseBoard(),
  classroom = new Classroom(now),
  classAddresses = () => [],
}: UiOptions): UiDeps {
  const problems = new ProblemCount(diagnose, now);
  return {
    store,
    metrics,
    logs,
    scrapeTargets,
    doors,
    now,
    assets,
    ingest,
    live,
    diagnose,
    doorViews,
    course,
    classroom,
    classAddresses,
    cache: new TraceCache(store),
    problems,
    context() {
      const stats = store.getStats();
      return {
        assets: assets.urls,
        nav: navLinks(problems.read()),
        stats,
        stored: storedSignals(stats, metrics.getStats(), logs.getStats()),
      };
    },
    colorsFor: (present) => assignServiceColors([...store.getServices(), ...present], present),
  };
}

function storedSignals(spans: StoreStats, metrics: MetricStats, logs: LogStats): StoredSignals {
  const all = [spans, metrics, logs];
  return {
    series: metrics.series,
    logs: logs.records,
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    maxBytes: all.reduce((sum, { maxBytes }) => sum + maxBytes, 0),
  };
}

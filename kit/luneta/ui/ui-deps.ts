/** O que toda página recebe de quem monta o servidor, já com os padrões. */
import { CourseBoard } from '../api/course.ts';
import type { Diagnose } from '../query/diagnosis/diagnose.ts';
import type { DoorView } from '../query/diagnosis/snapshot.ts';
import type { Ingest } from '../receivers/door.ts';
import { createIngest } from '../receivers/ingest.ts';
import type { SpanStore } from '../store/store.ts';
import { type AssetStore, loadAssets } from './assets.ts';
import { defaultDoorUrls, type DoorUrls } from './door-urls.ts';
import type { PageContext } from './pages/layout.tsx';
import { navLinks } from './nav.ts';
import { ProblemCount } from './problem-count.ts';
import { assignServiceColors, type ServiceColors } from './service-colors.ts';
import { TraceCache } from './trace-cache.ts';

export interface UiOptions {
  store: SpanStore;
  /** Onde cada porta escuta, para a página vazia ensinar; os padrões, se omitido. */
  doors?: DoorUrls;
  now?: () => number;
  assets?: AssetStore;
  /** Onde entra um arquivo enviado pela página; padrão: direto no armazenamento. */
  ingest?: Ingest;
  /** Este servidor tem `/api/events`, e a busca se atualiza sozinha. */
  live?: boolean;
  /** O exame do doutor, feito quando alguém olha; padrão: nada a dizer. */
  diagnose?: Diagnose;
  /** As portas abertas, com o que cada uma contou até agora; padrão: nenhuma. */
  doorViews?: () => readonly DoorView[];
  /** O progresso do curso que o comando `lab` entregou; padrão: nenhum. */
  course?: CourseBoard;
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
  doors = defaultDoorUrls(),
  now = Date.now,
  assets = loadAssets(),
  ingest = createIngest(store),
  live = false,
  diagnose = () => Promise.resolve({ findings: [], path: [] }),
  doorViews = () => [],
  course = new CourseBoard(),
}: UiOptions): UiDeps {
  const problems = new ProblemCount(diagnose, now);
  return {
    store,
    doors,
    now,
    assets,
    ingest,
    live,
    diagnose,
    doorViews,
    course,
    cache: new TraceCache(store),
    problems,
    context: () => ({ assets: assets.urls, nav: navLinks(problems.read()), stats: store.getStats() }),
    colorsFor: (present) => assignServiceColors([...store.getServices(), ...present], present),
  };
}

/** `/trace/{a}...{b}`: a comparação, no endereço do Jaeger. `/comparar?trace=a&trace=b` é para onde vai a escolha da busca. */
import Router from 'router';
import { redirect } from '../../http/answer.ts';
import { searchParams } from '../../http/url.ts';
import { readTraceSummary } from '../../query/trace-summary.ts';
import { type CompareView, viewComparison } from '../compare-view.ts';
import { renderComparePage } from '../pages/compare-page.tsx';
import { renderCompareProblem } from '../pages/compare-problem.tsx';
import { compareRow } from '../pages/compare-row.tsx';
import { renderFragment } from '../pages/render.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shorten } from '../shown.ts';
import { compareTexts } from '../texts/compare.ts';
import type { UiDeps } from '../ui-deps.ts';
import { compareUrl, normalizeTraceId } from '../urls.ts';
import { joinRows } from './join-rows.ts';
import { sendPage } from './send-page.ts';

const t = compareTexts;

export function compareRoutes({ store, cache, context, colorsFor }: UiDeps): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });

  router.get('/comparar', (request, response) => {
    const chosen = searchParams(request)
      .getAll('trace')
      .map((id) => id.trim());
    if (chosen.length !== 2) {
      return sendPage(response, 400, renderCompareProblem(context(), [t.problem.wrongCount(chosen.length)], chosen));
    }
    return redirect(response, compareUrl(...oldestFirst(chosen[0], chosen[1])));
  });

  router.get('/trace/:ids', async (request, response, next) => {
    const dots = request.params.ids.indexOf('...');
    if (dots < 0) return next();
    const ids = [request.params.ids.slice(0, dots), request.params.ids.slice(dots + 3)];
    const { status, problems } = check(ids);
    if (problems.length > 0) return sendPage(response, status, renderCompareProblem(context(), problems, ids));
    const [left, right] = ids.map((id) => cache.open(normalizeTraceId(id) ?? ''));
    // Entre a conferência e aqui nada corre: o que existia existe.
    const view = viewComparison(left!, right!, searchParams(request).get('only') === 'diff');
    const services = [view.left, view.right].flatMap(({ summary }) => summary.services.map(({ name }) => name));
    const colors = colorsFor(services);
    const rows = await joinRows(response, renderRows(view, colors));
    if (response.destroyed) return undefined;
    return sendPage(response, 200, renderComparePage({ context: context(), view, colors, rows }));
  });

  function check(ids: readonly string[]): { status: number; problems: string[] } {
    const sides = [t.sides.left, t.sides.right];
    const malformed = ids.flatMap((id, i) =>
      normalizeTraceId(id) ? [] : [t.problem.malformed(sides[i], shorten(id, 80))],
    );
    if (malformed.length > 0) return { status: 400, problems: malformed };
    const missing = ids.flatMap((id, i) =>
      store.hasTrace(normalizeTraceId(id) ?? '') ? [] : [t.problem.missing(sides[i], id)],
    );
    return { status: 404, problems: missing };
  }

  /** O mais antigo à esquerda: lê-se como antes e depois. */
  function oldestFirst(one: string, other: string): [string, string] {
    const start = (id: string): bigint =>
      readTraceSummary(store, normalizeTraceId(id) ?? '', { maxSpans: 1_000 })?.startTimeUnixNano ?? 0n;
    const clean = (id: string): string => encodeURIComponent(id.slice(0, 100));
    return start(one) <= start(other) ? [clean(one), clean(other)] : [clean(other), clean(one)];
  }

  return router;
}

function* renderRows(view: CompareView, colors: ServiceColors): Generator<string> {
  for (const row of view.rows) yield renderFragment(compareRow(row, view, colors));
}

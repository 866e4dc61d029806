/** `/metricas`: a lista, ou uma métrica só, ou uma consulta; com `fragment`, só o que muda na página. */
import Router from 'router';
import { nextTurn } from '../../http/slices.ts';
import { Turnstile } from '../../http/turnstile.ts';
import { searchParams } from '../../http/url.ts';
import { MetricCatalog } from '../metrics-catalog.ts';
import { METRICS_PAGE, parseMetricsForm } from '../metrics-params.ts';
import type { UiDeps } from '../ui-deps.ts';
import { sendPage } from './send-page.ts';

/** O que as páginas de métricas recebem, com o catálogo que elas dividem. */
export type MetricsDeps = UiDeps & { catalog: MetricCatalog };

/** Com dezenas de milhares de séries, uma página lê centenas de MB: muitas ao mesmo tempo não caberiam. */
const turnstile = new Turnstile(2);

export function metricsRoutes(deps: UiDeps): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });
  const all: MetricsDeps = { ...deps, catalog: new MetricCatalog(deps.metrics) };

  router.get(METRICS_PAGE, async (request, response) => {
    const params = searchParams(request);
    const form = parseMetricsForm(params);
    // O motor do PromQL e os gráficos só são carregados por quem abre a página.
    const { answerMetrics } = await import('../metrics-answer.ts');
    await nextTurn();
    await turnstile.run(async () => {
      // Quem esperava a vez pode ter ido embora.
      if (response.destroyed) return;
      const { status, html } = await answerMetrics(all, form, params.has('fragment'));
      if (!response.destroyed) sendPage(response, status, html);
    });
  });

  return router;
}

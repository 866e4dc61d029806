/** Qual página `/metricas` mostra: a lista, uma métrica, ou uma consulta. */
import { readMetricsDetail } from './metrics-detail.ts';
import { readMetricsList } from './metrics-list.ts';
import type { MetricsForm } from './metrics-params.ts';
import { renderMetric, renderUnknownMetric } from './pages/metrics-detail-page.tsx';
import { renderMetrics } from './pages/metrics-page.tsx';
import type { MetricsDeps } from './routes/metrics-routes.ts';

/** @param fragment Só as partes que mudam. */
export async function answerMetrics(
  deps: MetricsDeps,
  form: MetricsForm,
  fragment: boolean,
): Promise<{ status: number; html: string }> {
  const nowMs = deps.now();
  const context = deps.context();
  if (form.metric === '' && form.query === '') {
    const list = await readMetricsList(deps, form, nowMs);
    return { status: 200, html: renderMetrics({ context, form, list, deps }, fragment) };
  }
  const entry = form.metric === '' ? undefined : deps.catalog.find(form.metric);
  if (form.metric !== '' && !entry) {
    // Uma página aberta, cuja métrica saiu pelo limite, fica como estava.
    if (fragment) return { status: 200, html: '' };
    return { status: 404, html: renderUnknownMetric(context, form.metric, deps.catalog.read()) };
  }
  const detail = await readMetricsDetail(deps, form, entry, nowMs);
  return {
    status: detail.problem && !fragment ? 400 : 200,
    html: renderMetric({ context, form, detail, deps }, fragment),
  };
}

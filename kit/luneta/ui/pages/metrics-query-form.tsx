/** O campo de PromQL de uma métrica, e uma consulta que não se pôde responder, com o lugar em que isto se vê. */
import type { JSX } from 'preact';
import { lineAndColumn, type PromqlError } from '../../query/promql/promql-error.ts';
import { type MetricsForm, METRICS_PAGE, metricsUrl } from '../metrics-params.ts';
import type { QueryPlan } from '../metrics-queries.ts';
import { shownText } from '../shown.ts';
import { metricsTexts } from '../texts/metrics.ts';

const t = metricsTexts.detail;

export function QueryForm({ form, plan }: { form: MetricsForm; plan: QueryPlan }): JSX.Element {
  const { metric, range, by, query } = form;
  return (
    <form class="query-form" action={METRICS_PAGE}>
      <label for="consulta">{t.query}</label>
      <div class="query-field copyable">
        <textarea
          id="consulta"
          name="query"
          rows={Math.min(Math.max(Math.ceil(plan.text.length / 100), plan.text.split('\n').length), 8)}
          spellcheck={false}
          autocomplete="off"
          aria-describedby="consulta-diz"
          required
        >
          {plan.text}
        </textarea>
        {metric !== '' && <input type="hidden" name="metric" value={metric} />}
        {range !== '15m' && <input type="hidden" name="range" value={range} />}
        <div class="query-buttons">
          <button type="submit">{t.draw}</button>
          <button
            type="button"
            class="icon copy needs-js"
            data-copy
            aria-label={metricsTexts.card.copy}
            title={metricsTexts.card.copy}
          />
        </div>
      </div>
      <p id="consulta-diz" class="hint">
        {metricsTexts.explain(plan.kind, plan.window, plan.by)} {t.queryHint}
        {query !== '' && metric !== '' && (
          <>
            {' '}
            <a href={metricsUrl({ metric, range, by })}>{t.reset}</a>
          </>
        )}
      </p>
    </form>
  );
}

/** O que o motor disse fica como ele disse, em inglês: é o texto que se procura. */
export function QueryProblem({ problem, query }: { problem: PromqlError; query: string }): JSX.Element {
  const { kind, span, message } = problem;
  const [line, column] = span ? lineAndColumn(query, span.from).split(':').map(Number) : [];
  return (
    <div class="notice bad query-problem" role="alert">
      <h2>{metricsTexts.problem.titles[kind]}</h2>
      {span && (
        <>
          <p>{metricsTexts.problem.at(line, column)}</p>
          <pre class="command">
            {shownText(query.slice(0, span.from)).shown}
            <mark>{shownText(query.slice(span.from, span.to)).shown || `⟨${metricsTexts.problem.end}⟩`}</mark>
            {shownText(query.slice(span.to)).shown}
          </pre>
        </>
      )}
      <p class="faint">
        {metricsTexts.problem.said} <code lang="en">{message}</code>
      </p>
    </div>
  );
}

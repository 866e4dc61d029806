/** Os filtros da lista de métricas: um formulário comum, que a ilha envia sozinha enquanto se escreve. */
import type { JSX } from 'preact';
import type { MetricEntry } from '../metrics-catalog.ts';
import { METRIC_GROUPINGS, METRIC_TYPES, type MetricsForm, METRICS_PAGE } from '../metrics-params.ts';
import { RANGES } from '../charts/time-grid.ts';
import { MAX_CHOICES, shownName } from '../shown.ts';
import { metricsTexts } from '../texts/metrics.ts';
import { searchTexts } from '../texts/search.ts';

const t = metricsTexts.filter;

export function MetricsFilter({ form, entries }: { form: MetricsForm; entries: readonly MetricEntry[] }): JSX.Element {
  const jobs = [...new Set(entries.flatMap((entry) => entry.jobs))].toSorted().slice(0, MAX_CHOICES);
  const types = METRIC_TYPES.filter((type) => type === form.type || entries.some((entry) => entry.type === type));
  return (
    <form id="filtro" class="metrics-filter" action={METRICS_PAGE} aria-label={t.label}>
      <label class="field text">
        <span>{t.text}</span>
        <input
          name="q"
          type="search"
          value={form.q}
          placeholder={t.textPlaceholder}
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <label class="field">
        <span>{t.service}</span>
        <select name="service">
          <option value="">{searchTexts.allServices}</option>
          {withChosen(jobs, form.service).map((job) => (
            <option key={job} value={job} selected={job === form.service}>
              {shownName(job)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{t.type}</span>
        <select name="type">
          <option value="">{t.allTypes}</option>
          {types.map((type) => (
            <option key={type} value={type} selected={type === form.type}>
              {metricsTexts.types[type]}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{t.range}</span>
        <select name="range">
          {RANGES.map((range) => (
            <option key={range} value={range} selected={range === form.range}>
              {metricsTexts.rangeNames[range]}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{t.grouping}</span>
        <select name="groupBy">
          {METRIC_GROUPINGS.map((grouping) => (
            <option key={grouping} value={grouping} selected={grouping === form.groupBy}>
              {t.groupings[grouping]}
            </option>
          ))}
        </select>
      </label>
      {form.prefix !== '' && <input type="hidden" name="prefix" value={form.prefix} />}
      <button type="submit" class="no-js">
        {t.submit}
      </button>
    </form>
  );
}

/** O que veio na URL e não está entre as opções vira uma: o formulário não pode mentir. */
function withChosen(options: readonly string[], chosen: string): readonly string[] {
  return chosen === '' || options.includes(chosen) ? options : [chosen, ...options];
}

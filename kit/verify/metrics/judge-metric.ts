/** Uma métrica contra o que se espera dela. */
import { count, list } from '../../format.ts';
import type { Evidence } from '../evidence.ts';
import { excludedText } from '../evidence-texts.ts';
import { type Finding, mostAlike, toNamedCheck } from '../finding.ts';
import { labelOf } from '../labels.ts';
import { showValue } from '../matchers.ts';
import { isLikelyTypo, nearest } from '../nearest.ts';
import type { Check } from '../verdict.ts';
import { inspectSeries } from './inspect-series.ts';
import type { MetricExpectation, MetricSpec } from './metric-expectation.ts';
import { bareName, isNamed, writtenName } from './metric-names.ts';
import type { ObservedSeries } from './series.ts';

/** @param metrics As da evidência; pelo menos uma. */
export function judgeMetric(
  { spec }: MetricExpectation,
  metrics: readonly ObservedSeries[],
  evidence: Evidence,
): Check[] {
  const subject = { name: spec.name, text: `métrica "${spec.name}"` };
  const named = metrics.filter((series) => isNamed(spec, series));
  // Vários serviços medem a mesma coisa: contam as séries do que se espera.
  const ofService = named.filter(({ service }) => spec.service?.test(service) ?? true);
  const candidates = ofService.length > 0 ? ofService : named;
  const alike = mostAlike(candidates, (series) => inspectSeries(series, spec, metrics));
  if (!alike) return [toNamedCheck(missing(spec, metrics, evidence), subject)];

  const note = candidates.length > 1 ? ` (na série que mais confere, das ${candidates.length} desta métrica)` : '';
  const found: Finding = {
    code: 'metric_missing',
    passed: true,
    expected: '',
    observed: seriesText(candidates.length),
  };
  return [
    toNamedCheck(found, subject),
    ...alike[1].map((finding) => toNamedCheck(finding, subject, finding.passed ? '' : note)),
    ...inspectAll(candidates, spec).map((finding) => toNamedCheck(finding, subject)),
  ];
}

/** O que se espera de todas as séries juntas. */
function inspectAll(candidates: readonly ObservedSeries[], { absentAttributes, maxSeries }: MetricSpec): Finding[] {
  const findings = absentAttributes.map((key): Finding => {
    const values = candidates.map(({ labels }) => labelOf(labels, key)).filter((value) => value !== undefined);
    const shown = `${key}: ${list(values.slice(0, 3))}${values.length > 3 ? '…' : ''}`;
    return {
      code: 'metric_attribute_unexpected',
      passed: values.length === 0,
      expected: `sem o atributo ${key}`,
      observed: values.length === 0 ? 'não tem este atributo' : `${seriesText(values.length)} com ${shown}`,
      field: key,
    };
  });
  if (maxSeries !== undefined) {
    findings.push({
      code: 'metric_series_exceeded',
      passed: candidates.length <= maxSeries,
      expected: `no máximo ${seriesText(maxSeries)}`,
      observed: `${seriesText(candidates.length)}${candidates.length > maxSeries ? variedText(candidates) : ''}`,
      field: 'series',
    });
  }
  return findings;
}

/** O atributo que mais varia é quase sempre o culpado. */
function variedText(candidates: readonly ObservedSeries[]): string {
  const values = new Map<string, Set<string>>();
  for (const [key, value] of candidates.flatMap(({ labels }) => Object.entries(labels))) {
    values.set(key, (values.get(key) ?? new Set()).add(value));
  }
  const [most] = [...values].toSorted(([, a], [, b]) => b.size - a.size);
  return most && most[1].size > 1
    ? `; ${most[0]} tem ${count(most[1].size, 'valor', 'valores')} diferentes, como ${showValue([...most[1]][0])}`
    : '';
}

function missing(spec: MetricSpec, metrics: readonly ObservedSeries[], { excluded }: Evidence): Finding {
  const names = [...new Set(metrics.map(({ name }) => name))];
  const told = excludedText(
    excluded.filter(({ signal, name }) => signal === 'metrics' && bareName(name) === bareName(spec.name)),
  );
  const alike = nearest(bareName(spec.name), metrics.map(writtenName));
  const arrived = `as métricas que chegaram: ${list(names)}`;
  const isTypo = alike && isLikelyTypo(spec.name, alike);
  const observed = isTypo
    ? `a mais parecida é "${metrics.find((series) => writtenName(series) === alike.text)?.name}"`
    : arrived;
  return { code: 'metric_missing', passed: false, expected: '', observed: told ? `${told}; ${arrived}` : observed };
}

function seriesText(n: number): string {
  return count(n, 'série', 'séries');
}

/**
 * Um rótulo com valores sem fim: cada valor novo é uma série nova, para sempre. O que já passou do limite se sabe; o que vai
 * passar, só se os valores parecem ids, porque um rótulo pode ter centenas de valores de boa-fé (os municípios do Brasil).
 */
import { count, formatCount } from '../../../../format.ts';
import { METRIC_NAME } from '../../../store/metrics/metric-store.ts';
import type { Rule, Sighting } from '../finding.ts';
import { familyOf, isDerived, labelOf, recentLabels, SERIES_PER_BREATH } from '../metric-facts.ts';
import { templateOf } from './ids-in-span-names.ts';

/** Valores que parecem ids, num rótulo só. */
const ENOUGH = 200;
/** Guardados de cada rótulo: além disto já não muda o que se diz. */
const MAX_VALUES = 5_000;
/** O que se põe num rótulo de propósito, e não cresce com os pedidos: baldes, e quem mediu. */
const EXPECTED = new Set([METRIC_NAME, 'le', 'quantile', 'job', 'instance']);
/** Um rótulo com este nome é um id, mesmo que os valores sejam uma contagem. */
const ID_NAME = /(^|_)(u|gu)?id$/;
/** Partições de um tópico, trabalhadores de um grupo. */
const MAX_PARTS = 1_024;
/** Uma métrica recusada com menos séries que isto é vítima: quem encheu o armazenamento foi outra. */
const FEW_SERIES = 1_000;

interface Wide {
  metric: string;
  service: string;
  label: string;
  values: Set<string>;
}

export const rule: Rule = {
  code: 'metric_cardinality',
  severity: 'warning',
  title: 'Uma métrica com séries demais',
  explanation:
    'Cada combinação de valores dos atributos é uma série, que ocupa memória e se paga à parte, mesmo que receba uma medida só. ' +
    'Um id (de usuário, de pedido, de sessão) num atributo de métrica cria uma série por valor.',
  fix:
    'Tire o id dos atributos da métrica, ou agrupe (o plano do usuário, e não o usuário); o id fica no span, que o exemplar ' +
    'liga à métrica. Numa View, `createAllowListAttributesProcessor` deixa passar só os atributos que se quer.',
  *find({ metrics, nowMs }): Generator<Sighting | undefined> {
    if (!metrics) return;
    const told = new Set<string>();
    for (const { metric, points, series, widestLabel } of metrics.getRejected()) {
      if (series < FEW_SERIES) continue;
      told.add(metric);
      const culprit = widestLabel
        ? `; o rótulo ${widestLabel.name} tem ${formatCount(widestLabel.values)} valores`
        : '';
      const lost = count(points, 'ponto recusado', 'pontos recusados');
      yield { severity: 'error', count: points, detail: `${metric}: ${formatCount(series)} séries${culprit}; ${lost}` };
    }
    const families = new Set(metrics.getMetadata().map(({ name }) => name));
    const wide = new Map<string, Wide>();
    const seriesOf = new Map<string, number>();
    let seen = 0;
    for (const labels of recentLabels(metrics, nowMs)) {
      if (++seen % SERIES_PER_BREATH === 0) yield;
      const metric = familyOf(labelOf(labels, METRIC_NAME), families);
      if (isDerived(metric) || told.has(metric)) continue;
      const service = labelOf(labels, 'job');
      const owner = JSON.stringify([metric, service]);
      seriesOf.set(owner, (seriesOf.get(owner) ?? 0) + 1);
      for (const [label, value] of labels) {
        if (EXPECTED.has(label)) continue;
        const key = JSON.stringify([metric, service, label]);
        const found = wide.get(key) ?? { metric, service, label, values: new Set() };
        wide.set(key, found);
        if (found.values.size < MAX_VALUES) found.values.add(value);
      }
    }
    for (const { metric, service, label, values } of wide.values()) {
      if (values.size < ENOUGH || !areIds(label, values)) continue;
      const series = seriesOf.get(JSON.stringify([metric, service])) ?? values.size;
      const each = Math.max(1, Math.round(series / values.size));
      const bill = `${count(series, 'série', 'séries')}, ${formatCount(each)} a cada valor novo`;
      const sample = String(values.values().next().value).slice(0, 60);
      yield {
        ...(service === '' ? {} : { service }),
        detail: `${metric}: ${formatCount(values.size)} valores de ${label}, como ${sample}: ${bill}`,
      };
      yield;
    }
  },
};

/** Muitos valores do mesmo molde (UUIDs, números), e não uma lista de nomes. */
function areIds(label: string, values: ReadonlySet<string>): boolean {
  const templates = new Map<string, string[]>();
  for (const value of values) {
    const template = templateOf(value)?.text;
    if (template === undefined) continue;
    const same = templates.get(template);
    if (same) same.push(value);
    else templates.set(template, [value]);
  }
  return [...templates.values()].some(
    (same) => same.length >= ENOUGH && (ID_NAME.test(label) || !areParts(same.map(Number))),
  );
}

/** Partições numeradas a partir de 0 ou de 1, sem faltar nenhuma. */
function areParts(numbers: readonly number[]): boolean {
  const first = Math.min(...numbers);
  return first >= 0 && first <= 1 && Math.max(...numbers) - first === numbers.length - 1 && numbers.length <= MAX_PARTS;
}

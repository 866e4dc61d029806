/** Cada parte de uma série contra o que se espera dela. */
import { prometheusUnit } from '../../prometheus-units.ts';
import type { Finding } from '../finding.ts';
import { inspectLabel } from '../inspect-label.ts';
import { plainName } from '../labels.ts';
import { showValue } from '../matchers.ts';
import { NOT_OBSERVABLE } from '../verdict.ts';
import type { MetricSpec, MetricType } from './metric-expectation.ts';
import { unitInName } from './metric-names.ts';
import type { ObservedSeries, PrometheusType } from './series.ts';

const SEEN_AS: Record<MetricType, PrometheusType> = {
  counter: 'counter',
  updown: 'gauge',
  gauge: 'gauge',
  histogram: 'histogram',
};

const INSTRUMENTS: Record<MetricType, string> = {
  counter: 'Counter',
  updown: 'UpDownCounter',
  gauge: 'Gauge',
  histogram: 'Histogram',
};

/** Como se diz o que a API mostra: dois instrumentos podem ser um tipo só. */
const TYPE_TEXTS: Record<PrometheusType, string> = {
  counter: 'é um Counter: só cresce',
  gauge: 'é um Gauge ou um UpDownCounter: sobe e desce',
  histogram: 'é um Histogram',
  summary: 'é um Summary do Prometheus',
};

/** O que falta num nome ou numa série cujo tipo o backend não guarda. */
const UNTYPED_TEXTS: Partial<Readonly<Record<MetricType, string>>> = {
  counter: 'o nome não termina em _total: não é um Counter',
  histogram: 'não tem baldes',
};

/** Um achado por coisa que se espera de uma série. @param all As da mesma leitura: dizem como o backend escreve nomes. */
export function inspectSeries(series: ObservedSeries, spec: MetricSpec, all: readonly ObservedSeries[]): Finding[] {
  const findings: Finding[] = [];
  if (spec.type) findings.push(inspectType(series, spec.type, all));
  if (spec.unit !== undefined) findings.push(inspectUnit(series, spec, spec.unit));
  if (spec.service) {
    findings.push({
      code: 'metric_service_differs',
      passed: spec.service.test(series.service),
      expected: `serviço (service.name): ${spec.service.description}`,
      observed: showValue(series.service),
      field: 'service',
    });
  }
  for (const attribute of spec.resource) {
    const codes = ['metric_resource_missing', 'metric_resource_differs'] as const;
    findings.push(inspectLabel(series.resource, attribute, codes, 'do recurso'));
  }
  for (const attribute of spec.attributes) {
    const codes = ['metric_attribute_missing', 'metric_attribute_differs'] as const;
    findings.push(inspectLabel(series.labels, attribute, codes));
  }
  if (spec.value) {
    findings.push({
      code: 'metric_value_differs',
      passed: spec.value.test(series.value),
      expected: `${series.type === 'histogram' ? 'número de medidas' : 'valor'}: ${spec.value.description}`,
      observed: String(series.value),
      field: 'value',
    });
  }
  const { bounds, boundsReach, boundsFrom } = spec;
  if (bounds) {
    const expected = `limites dos baldes: ${showValue(bounds)}`;
    findings.push(inspectBounds(series, expected, (seen) => seen.join() === bounds.join()));
  }
  if (boundsReach !== undefined) {
    const expected = `um balde com limite de ${boundsReach} ou mais`;
    findings.push(inspectBounds(series, expected, (seen) => Math.max(...seen) >= boundsReach));
  }
  if (boundsFrom !== undefined) {
    const expected = `um balde com limite de ${boundsFrom} ou menos`;
    findings.push(inspectBounds(series, expected, (seen) => seen.some((bound) => bound > 0 && bound <= boundsFrom)));
  }
  if (spec.hasExemplar) findings.push(inspectExemplars(series));
  return findings;
}

function inspectExemplars({ exemplars }: ObservedSeries): Finding {
  const [first] = exemplars ?? [];
  return {
    code: exemplars ? 'metric_exemplar_missing' : NOT_OBSERVABLE,
    passed: exemplars === undefined || first !== undefined,
    expected: 'um exemplar, com o trace de uma das medidas',
    observed:
      exemplars === undefined ? 'não observável aqui' : first ? `o trace ${first}` : 'nenhuma medida tem exemplar',
    field: 'exemplar',
  };
}

function inspectType({ type }: ObservedSeries, wanted: MetricType, all: readonly ObservedSeries[]): Finding {
  // Quem não guarda o tipo ainda escreve `_total` no fim do nome de um Counter, se os sufixos estão ligados.
  const hasSuffixes = all.some(({ name }) => name.endsWith('_total'));
  const isUnsuffixed = type === undefined && wanted === 'counter' && hasSuffixes;
  // Quem não guarda o tipo ainda mostra os baldes, se os há.
  const isUntold = type === undefined && wanted !== 'histogram' && !isUnsuffixed;
  return {
    code: isUntold ? NOT_OBSERVABLE : 'metric_type_differs',
    passed: isUntold || type === SEEN_AS[wanted],
    expected: `medida com um ${INSTRUMENTS[wanted]}`,
    observed: isUntold ? 'não observável aqui' : type === undefined ? (UNTYPED_TEXTS[wanted] ?? '') : TYPE_TEXTS[type],
    field: 'type',
  };
}

function inspectUnit({ name, unit }: ObservedSeries, spec: MetricSpec, wanted: string): Finding {
  const word = plainName(prometheusUnit(wanted));
  // Quem não guarda a unidade ainda a mostra no nome; `{pedido}` não aparece nele.
  const isNamed = word !== '' && plainName(name).split('_').join(' ').includes(word.replaceAll('_', ' '));
  const isTold = unit !== undefined || word !== '';
  const seen = unit ?? unitInName(name, spec.name);
  return {
    code: isTold ? 'metric_unit_differs' : NOT_OBSERVABLE,
    passed: !isTold || unit === wanted || (unit !== undefined && unit === prometheusUnit(wanted)) || (!unit && isNamed),
    expected: `unidade ${showValue(wanted)}`,
    observed: isTold ? (seen ? showValue(seen) : 'não tem unidade') : 'não observável aqui',
    field: 'unit',
  };
}

function inspectBounds(
  { bounds, type }: ObservedSeries,
  expected: string,
  test: (bounds: readonly number[]) => boolean,
): Finding {
  const isUnread = bounds === undefined && type === 'histogram';
  return {
    code: isUnread ? NOT_OBSERVABLE : 'metric_buckets_differ',
    passed: isUnread || test(bounds ?? []),
    expected,
    observed: isUnread ? 'não observável aqui' : bounds ? showValue(bounds) : 'não tem baldes: não é um Histogram',
    field: 'buckets',
  };
}

/** Quem emitiu uma métrica, como rótulos do Prometheus: `job`, `instance`, e o resto do recurso em `target_info`. */
import { attributeText, compareText, lastValues } from '../store/attribute-text.ts';
import type { Attribute } from '../store/model.ts';
import type { Labels } from '../store/metrics/metric-store.ts';
import { type BaseLabels, withLabel } from './metric-labels.ts';
import { prometheusLabelName } from './prometheus-names.ts';

const SERVICE_NAME = 'service.name';
const SERVICE_NAMESPACE = 'service.namespace';
const SERVICE_INSTANCE_ID = 'service.instance.id';
const IDENTIFYING: ReadonlySet<string> = new Set([SERVICE_NAME, SERVICE_NAMESPACE, SERVICE_INSTANCE_ID]);

/** Os rótulos que toda série de um recurso tem; `''` se o recurso não diz. */
export interface MetricTarget {
  job: string;
  instance: string;
}

export function metricTarget(attributes: readonly Attribute[]): MetricTarget {
  const text = (key: string): string => {
    const value = attributes.findLast((attribute) => attribute.key === key)?.value;
    return value ? attributeText(value) : '';
  };
  const name = text(SERVICE_NAME);
  const namespace = text(SERVICE_NAMESPACE);
  return {
    job: name !== '' && namespace !== '' ? `${namespace}/${name}` : name,
    instance: text(SERVICE_INSTANCE_ID),
  };
}

/** Os rótulos de `target_info`, sem o nome; vazios se não há o que dizer, ou de quem. */
export function targetInfoLabels(attributes: readonly Attribute[], target: MetricTarget): Labels {
  const others = attributes.filter(({ key }) => !IDENTIFYING.has(key));
  const labels = attributeLabels(others).labels;
  if (labels.length === 0 || (target.job === '' && target.instance === '')) return [];
  return withTarget(labels, target);
}

export function withTarget(labels: Labels, { job, instance }: MetricTarget): Labels {
  const withJob = job === '' ? labels : withLabel(labels, 'job', job);
  return instance === '' ? withJob : withLabel(withJob, 'instance', instance);
}

/** Atributos como rótulos. Dois que ficam com o mesmo nome se juntam com `;`, na ordem das chaves. */
export function attributeLabels(attributes: readonly Attribute[]): BaseLabels {
  const labels: [name: string, value: string][] = [];
  let unnamed: string | undefined;
  for (const { key, value } of lastValues(attributes)) {
    const name = prometheusLabelName(key);
    const text = attributeText(value);
    if (name === '') {
      unnamed ??= key;
      continue;
    }
    // As chaves vêm em ordem, e os nomes, quase sempre: procura-se do fim.
    let at = labels.length;
    while (at > 0 && compareText(labels[at - 1][0], name) > 0) at--;
    if (at > 0 && labels[at - 1][0] === name) labels[at - 1][1] += `;${text}`;
    else labels.splice(at, 0, [name, text]);
  }
  const kept = labels.filter(([, value]) => value !== '');
  return unnamed === undefined ? { labels: kept } : { labels: kept, unnamed };
}

/**
 * Os rótulos de um registro, como o Loki os dá ao que recebe por OTLP: alguns atributos do recurso viram rótulos do
 * stream, que o seletor `{…}` procura; tudo o mais é metadado de cada linha, que se filtra depois, com `| chave="valor"`.
 */
import { attributeText } from '../../store/attribute-text.ts';
import { labelName } from '../../store/label-name.ts';
import type { LogRecord } from '../../store/logs/log-store.ts';
import type { Attribute, AttributeValue, Resource, Scope } from '../../store/model.ts';
import { isRepairedServiceName, UNKNOWN_SERVICE } from '../../store/service-name.ts';

/** Os atributos do recurso que identificam um stream: os padrões do Loki. */
const STREAM_ATTRIBUTES: ReadonlySet<string> = new Set([
  'service.name',
  'service.namespace',
  'service.instance.id',
  'deployment.environment',
  'deployment.environment.name',
  'cloud.region',
  'cloud.availability_zone',
  'k8s.cluster.name',
  'k8s.namespace.name',
  'k8s.pod.name',
  'k8s.container.name',
  'container.name',
  'k8s.replicaset.name',
  'k8s.deployment.name',
  'k8s.statefulset.name',
  'k8s.daemonset.name',
  'k8s.cronjob.name',
  'k8s.job.name',
]);

const SERVICE_NAME = 'service_name';

/** Mapas viram vários rótulos, um por folha; mais fundo que isto não se desce. */
const MAX_MAP_DEPTH = 16;

export type LabelVisitor = (name: string, value: AttributeValue | string) => void;

/** Os rótulos do stream, em ordem de nome. O mesmo recurso dá o mesmo objeto. */
export function streamLabels(resource: Resource): ReadonlyMap<string, string> {
  let labels = streamsByResource.get(resource);
  if (labels) return labels;
  const found = new Map<string, string>();
  for (const { key, value } of resource.attributes) {
    if (!STREAM_ATTRIBUTES.has(key)) continue;
    visitLeaves(knownLabelName(key), value, 0, (name, leaf) => found.set(name, labelText(leaf)));
  }
  // O Loki põe isto onde a Luneta, como o Jaeger, diz o que havia de errado com o nome.
  if (isRepairedServiceName(resource.serviceName)) found.set(SERVICE_NAME, UNKNOWN_SERVICE);
  labels = new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  streamsByResource.set(resource, labels);
  return labels;
}

const streamsByResource = new WeakMap<Resource, ReadonlyMap<string, string>>();

/** Os metadados de um registro, menos o nível detectado. De nomes repetidos vale o último. */
export function visitMetadata(record: LogRecord, visit: LabelVisitor): void {
  visitAttributes(record.attributes, visit);
  const { observedTimeUnixNano, severityNumber, severityText, droppedAttributesCount, flags } = record;
  // Sem instante próprio, o da observação já é o da linha.
  if (observedTimeUnixNano !== 0n && observedTimeUnixNano !== record.timeUnixNano) {
    visit('observed_timestamp', String(observedTimeUnixNano));
  }
  if (severityNumber !== 0) visit('severity_number', String(severityNumber));
  if (severityText !== '') visit('severity_text', severityText);
  if (droppedAttributesCount !== 0) visit('dropped_attributes_count', String(droppedAttributesCount));
  if (flags !== 0) visit('flags', String(flags));
  if (record.traceId !== '') visit('trace_id', record.traceId);
  if (record.spanId !== '') visit('span_id', record.spanId);
  if (record.eventName !== '') visit('event_name', record.eventName);
  visitAttributes(record.resource.attributes, visit, STREAM_ATTRIBUTES);
  visitScope(record.scope, visit);
}

function visitScope({ name, version, attributes, droppedAttributesCount }: Scope, visit: LabelVisitor): void {
  visitAttributes(attributes, visit);
  if (name !== '') visit('scope_name', name);
  if (version !== '') visit('scope_version', version);
  if (droppedAttributesCount !== 0) visit('scope_dropped_attributes_count', String(droppedAttributesCount));
}

function visitAttributes(attributes: readonly Attribute[], visit: LabelVisitor, except?: ReadonlySet<string>): void {
  for (const { key, value } of attributes) if (!except?.has(key)) visitLeaves(knownLabelName(key), value, 0, visit);
}

function visitLeaves(name: string, value: AttributeValue, depth: number, visit: LabelVisitor): void {
  if (value.type !== 'kvlist') {
    if (name !== '') visit(name, value);
    return;
  }
  if (depth === MAX_MAP_DEPTH) return;
  for (const inner of value.value) visitLeaves(knownLabelName(`${name}_${inner.key}`), inner.value, depth + 1, visit);
}

export function labelText(value: AttributeValue | string): string {
  return typeof value === 'string' ? value : attributeText(value);
}

/** A linha: um corpo que é texto, como veio; de outro tipo, como o Collector o escreve (mapas e listas, em JSON). */
export function lineOf({ body }: LogRecord): string {
  return attributeText(body);
}

/** Nomes já traduzidos; quem manda nomes sem fim não decide quanta memória isto gasta. */
const names = new Map<string, string>();
const MAX_NAMES = 4096;

function knownLabelName(key: string): string {
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = labelName(key);
  if (names.size >= MAX_NAMES) names.clear();
  names.set(key, name);
  return name;
}

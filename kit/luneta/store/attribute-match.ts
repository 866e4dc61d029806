/**
 * As condições de atributos de uma busca, separadas por onde se aplicam (a semântica do Jaeger 2):
 *
 *  - `error` (booleano de Go: `true`, `1`, `f`, …): status ERROR, ou OK quando falso; outro texto não casa com nada;
 *  - `span.status` e `span.kind`: o status e o tipo do span, em qualquer caixa;
 *  - `scope.name` e `scope.version`: o escopo;
 *  - `resource.CHAVE`: só os atributos do recurso;
 *  - o resto: atributos do span, do escopo, do recurso, de algum evento ou de algum link.
 */
import { attributeText } from './attribute-text.ts';
import { type Attribute, type Resource, type Scope, SPAN_KIND_NAMES, StatusCode } from './model.ts';

export interface AttributeConditions {
  /** `undefined` quando não há condição; -1 quando nenhum span pode casar. */
  statusCode: number | undefined;
  kind: number | undefined;
  scopeName: string | undefined;
  scopeVersion: string | undefined;
  resource: [key: string, value: string][];
  anywhere: [key: string, value: string][];
}

export function splitConditions(pairs: ReadonlyArray<readonly [string, string]>): AttributeConditions {
  const conditions: AttributeConditions = {
    statusCode: undefined,
    kind: undefined,
    scopeName: undefined,
    scopeVersion: undefined,
    resource: [],
    anywhere: [],
  };
  // De chaves repetidas vale a última, como num mapa.
  for (const [key, value] of new Map(pairs)) {
    if (key === 'error') requireStatus(conditions, statusOfErrorFlag(value));
    else if (key === 'span.status') requireStatus(conditions, statusOfName(value));
    else if (key === 'span.kind') conditions.kind = Math.max(0, SPAN_KIND_NAMES.indexOf(kindName(value)));
    else if (key === 'scope.name') conditions.scopeName = value;
    else if (key === 'scope.version') conditions.scopeVersion = value;
    else if (key.startsWith('resource.')) conditions.resource.push([key.slice('resource.'.length), value]);
    else conditions.anywhere.push([key, value]);
  }
  return conditions;
}

function kindName(value: string): (typeof SPAN_KIND_NAMES)[number] {
  return value.toLowerCase() as (typeof SPAN_KIND_NAMES)[number];
}

function requireStatus(conditions: AttributeConditions, code: number): void {
  conditions.statusCode = conditions.statusCode === undefined || conditions.statusCode === code ? code : -1;
}

/** Os textos que `strconv.ParseBool` do Go aceita. */
function statusOfErrorFlag(value: string): number {
  if (/^(1|t|T|TRUE|true|True)$/.test(value)) return StatusCode.ERROR;
  if (/^(0|f|F|FALSE|false|False)$/.test(value)) return StatusCode.OK;
  return -1;
}

function statusOfName(value: string): number {
  const name = value.toUpperCase();
  return name === 'OK' ? StatusCode.OK : name === 'ERROR' ? StatusCode.ERROR : StatusCode.UNSET;
}

/** De chaves repetidas vale a primeira, como em `pcommon.Map.Get`. */
export function hasAttribute(attributes: readonly Attribute[], key: string, value: string): boolean {
  const attribute = attributes.find((candidate) => candidate.key === key);
  return attribute !== undefined && attributeText(attribute.value) === value;
}

/** Condições `resource.*`: todas valem para este recurso? */
export function resourceMatches(conditions: AttributeConditions, resource: Resource): boolean {
  return conditions.resource.every(([key, value]) => resourceHas(resource, key, value));
}

/** O nome de reparo (`missing-service-name`, …) também é encontrado por `service.name`. */
export function resourceHas(resource: Resource, key: string, value: string): boolean {
  if (key === 'service.name') return resource.serviceName === value;
  return hasAttribute(resource.attributes, key, value);
}

export function scopeMatches(conditions: AttributeConditions, scope: Scope): boolean {
  return (
    (conditions.scopeName === undefined || conditions.scopeName === scope.name) &&
    (conditions.scopeVersion === undefined || conditions.scopeVersion === scope.version)
  );
}

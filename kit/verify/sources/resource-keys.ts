/** Que atributos costumam ser do recurso: serve a quem os recebe misturados aos do span. */
import { ATTEMPT_ATTRIBUTE } from '../attempt.ts';

const RESOURCE_KEYS: ReadonlySet<string> = new Set([
  ATTEMPT_ATTRIBUTE,
  'service.instance.id',
  'service.namespace',
  'service.version',
]);
/** Das convenções semânticas do OpenTelemetry para recursos. */
const RESOURCE_GROUPS = /^(?:browser|cloud|container|deployment|device|host|k8s|os|process|telemetry|webengine)\./;

/** Um palpite: nada impede um span de ter um atributo com um desses nomes, nem o recurso, um com outro. */
export function isResourceKey(key: string): boolean {
  return RESOURCE_KEYS.has(key) || RESOURCE_GROUPS.test(key);
}

/** Os nomes de serviço de quem não disse o seu. */

/** Os de reparo são os do Jaeger, para que uma consulta valha nos dois. */
export const REPAIRED_SERVICE_NAME = {
  missing: 'missing-service-name',
  empty: 'empty-service-name',
  wrongType: 'service-name-wrong-type',
} as const;

const REPAIRED: ReadonlySet<string> = new Set(Object.values(REPAIRED_SERVICE_NAME));

/** O nome foi posto por quem recebeu. */
export function isRepairedServiceName(name: string): boolean {
  return REPAIRED.has(name);
}

/** O padrão dos SDKs, que ainda dizem de que programa (`unknown_service:node`), e o do Loki. */
export const UNKNOWN_SERVICE = 'unknown_service';
/** O do Zipkin. */
export const ZIPKIN_UNKNOWN_SERVICE = 'unknown-service';

/** Ninguém escolheu este nome: é de reparo, ou o padrão de alguma biblioteca. */
export function isUnknownService(name: string): boolean {
  return (
    isRepairedServiceName(name) ||
    name === UNKNOWN_SERVICE ||
    name.startsWith(`${UNKNOWN_SERVICE}:`) ||
    name === ZIPKIN_UNKNOWN_SERVICE
  );
}

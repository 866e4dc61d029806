import { kindOf } from './failure';

/**
 * O nome de um span do Telescope: `databricks.df.employees`, ou `databricks.df` se o recurso não tem nome.
 *
 * @param service A plataforma em que o pipeline roda: `databricks`, `azure_function_app`, `local_computer`.
 * @throws TypeError se falta a plataforma ou o tipo, ou se o nome não é um texto.
 */
export function spanName(service: string, resourceType: string, name?: string): string {
  requireText('service', service);
  requireText('resourceType', resourceType);
  if (name === undefined || name === '') return `${service}.${resourceType}`;
  return `${service}.${resourceType}.${requireText('name', name)}`;
}

/** @throws TypeError se não é um texto, ou se está em branco. */
export function requireText(what: string, value: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  const received = typeof value === 'string' ? JSON.stringify(value) : kindOf(value);
  throw new TypeError(`O nome de um span precisa de ${what}, um texto; recebido: ${received}.`);
}

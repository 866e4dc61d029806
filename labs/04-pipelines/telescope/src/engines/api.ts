/** Uma API de onde os dados vêm, ou para onde vão: `azure_function_app.api.maritime`. */
import type { Resource } from '../resource';

/**
 * @param url Sem a consulta nem o usuário no atributo: neles viajam chaves e dados de gente.
 * @throws TypeError se não é um endereço.
 */
export function api(url: string, method = 'GET'): Resource {
  if (!URL.canParse(url))
    throw new TypeError(`A API precisa de um endereço inteiro, como https://…; recebido: "${url}".`);
  const { origin, pathname, hostname } = new URL(url);
  return {
    resourceType: 'api',
    describe: () => ({ url: `${origin}${pathname}`, method, host: hostname }),
  };
}

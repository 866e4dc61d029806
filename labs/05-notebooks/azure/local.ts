/** A chave do servidor local: não é de ninguém, e não abre nada. */
const LOCAL_KEY = '00000000-0000-0000-0000-000000000005';

/** A connection string do servidor local, se ele está no ar. @param url Sem barra no fim. */
export function localConnectionString(url: string | undefined): string | undefined {
  return url ? `InstrumentationKey=${LOCAL_KEY};IngestionEndpoint=${url}` : undefined;
}

// O backend visto da página: onde se abre um trace.

/** O endereço, se é um em que o navegador pode entrar. */
export function webUrl(value: unknown): string | undefined {
  return typeof value === 'string' && /^https?:\/\//.test(value) ? value : undefined;
}

/** @param backendUrl As páginas do backend, com ou sem a barra do fim. Sem ele, não há aonde ir. */
export function traceUrl(backendUrl: string | undefined, traceId: string): string | undefined {
  return backendUrl && `${backendUrl.replace(/\/+$/, '')}/trace/${traceId}`;
}

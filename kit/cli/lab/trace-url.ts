/** O endereço de um trace na tela do backend: o do Jaeger. */
export function traceUrl(backendUrl: string, traceId: string): string {
  return `${backendUrl}/trace/${traceId}`;
}

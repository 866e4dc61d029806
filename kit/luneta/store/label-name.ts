/** `http.route` → `http_route`: uma chave do OpenTelemetry como nome de rótulo, pela regra que o Prometheus e o Loki dividem. */
export function labelName(key: string): string {
  const name = key.replaceAll(/[^a-zA-Z0-9_]/gu, '_');
  if (/^\d/.test(name)) return `key_${name}`;
  // Um sublinhado só, no começo, é dos rótulos internos de outros sistemas; dois são reservados, e ficam.
  return /^_(?!_)/.test(name) ? `key${name}` : name;
}

/**
 * Nomes do OTLP → nomes do Prometheus: as regras de "Prometheus and OpenMetrics Compatibility" do OpenTelemetry, como o
 * Prometheus 3 as aplica ao que recebe por OTLP (`UnderscoreEscapingWithSuffixes`).
 *
 *   http.server.request.duration, s, histograma   →  http_server_request_duration_seconds
 *   loja.pedidos, {pedido}, contador              →  loja_pedidos_total
 */
import { unitWords } from '../../prometheus-units.ts';
import { labelName } from '../store/label-name.ts';

/** Só o contador ganha `_total`, e só o medidor de unidade `1` ganha `_ratio`. */
export type NamedAs = 'counter' | 'gauge' | 'other';

/** O nome de uma métrica com os sufixos de unidade e de tipo; `''` se não sobra nenhum caractere que sirva. */
export function prometheusMetricName(name: string, unit: string, kind: NamedAs): string {
  let words = name.split(/[^a-zA-Z0-9:]+/).filter((word) => word !== '');
  const { main, per } = unitWords(unit);
  if (main !== '' && !words.includes(main)) words.push(main);
  if (per !== '' && !words.includes(per)) words.push(per);
  if (kind === 'counter') words = moveToEnd(words, 'total');
  if (kind === 'gauge' && unit === '1') words = moveToEnd(words, 'ratio');
  const joined = words.join('_');
  return /^\d/.test(joined) ? `_${joined}` : joined;
}

/** O nome de um rótulo; `''` se não sobra nenhum caractere que sirva. */
export function prometheusLabelName(key: string): string {
  return /[a-zA-Z0-9]/.test(key) ? labelName(key) : '';
}

function moveToEnd(words: readonly string[], suffix: string): string[] {
  const others = words.filter((word) => word !== suffix);
  return others.length === 0 ? [suffix] : [...others, suffix];
}

/**
 * Páginas do Prometheus: o formato de texto 0.0.4 e o OpenMetrics 1.0. Uma linha malformada condena a página inteira, como no
 * Prometheus: melhor uma falha que se vê que uma métrica que some.
 *
 * O leitor é nosso: o único pacote que há (`parse-prometheus-text-format`) não lê OpenMetrics nem exemplars.
 */
import type { PageFormat } from './prometheus-line.ts';
import { MAX_LINE, PageReader, type PrometheusPage } from './prometheus-page.ts';
import { WireError } from './wire-error.ts';

/** Linhas entre duas ocasiões de parar. */
const LINES_PER_BREATH = 2_000;

/**
 * Lê uma página (UTF-8).
 * @throws WireError com o número e o texto da linha que não se lê.
 */
export function parsePrometheusText(bytes: Uint8Array, format: PageFormat): PrometheusPage {
  const reading = readPrometheusText(bytes, format);
  let step = reading.next();
  while (!step.done) step = reading.next();
  return step.value;
}

/** O mesmo, em partes: quem chama pode parar entre duas. */
export function* readPrometheusText(bytes: Uint8Array, format: PageFormat): Generator<void, PrometheusPage> {
  const text = decodeText(bytes);
  const reader = new PageReader(format);
  let number = 0;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    reader.read(text.slice(start, Math.min(end, start + MAX_LINE + 1)), ++number);
    start = end + 1;
    if (number % LINES_PER_BREATH === 0) yield;
  }
  return reader.finish(number);
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new WireError('malformed', 'A página não está em UTF-8.');
  }
}

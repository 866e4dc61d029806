import { formatBytes } from '../../../../format.ts';
import type { Attribute, AttributeValue } from '../../../store/model.ts';
import type { Rule, Sighting } from '../finding.ts';
import { allNodes, whereIs } from '../span-facts.ts';

/** Dois destes já não cabem num datagrama UDP, e dez linhas de pilha cabem muitas vezes num. */
const HUGE = 32 * 1024;

export const rule: Rule = {
  code: 'huge_attributes',
  severity: 'warning',
  title: 'Atributos enormes',
  explanation:
    'Um atributo é para descrever, e não para guardar conteúdo. Acima de cerca de 65 kB, o span inteiro não passa pelo UDP ' +
    'e leva junto o resto do lote; por OTLP passa, e gasta memória de todos no caminho.',
  fix:
    'Guarde o conteúdo noutro lugar e o endereço dele no atributo, ou corte-o com o limite do SDK ' +
    '(`OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`).',
  *find(snapshot): Generator<Sighting> {
    for (const { span } of allNodes(snapshot)) {
      for (const { attributes } of [span, ...span.events]) {
        for (const { key, value } of attributes) {
          const size = sizeOf(value);
          if (size > HUGE) yield { ...whereIs(span), detail: `${key.slice(0, 100)}: ${formatBytes(size)}` };
        }
      }
    }
  },
};

/** Tamanho aproximado em bytes, sem escrever o valor. */
function sizeOf(value: AttributeValue): number {
  switch (value.type) {
    case 'string':
      // Em UTF-8 nunca passa do triplo: só os que podem estourar são medidos.
      return value.value.length * 3 <= HUGE ? value.value.length : Buffer.byteLength(value.value);
    case 'bytes':
      return value.value.length;
    case 'array':
      return value.value.reduce((sum, item) => sum + sizeOf(item), 0);
    case 'kvlist':
      return value.value.reduce((sum, item: Attribute) => sum + item.key.length + sizeOf(item.value), 0);
    default:
      return 8;
  }
}

/**
 * A forma de texto de um valor de atributo, igual à do Jaeger (`pcommon.Value.AsString` do Collector): é com ela
 * que a busca por tag compara, e é ela que a API v1 mostra para listas e mapas.
 */
import type { Attribute, AttributeValue } from './model.ts';

export function attributeText(value: AttributeValue): string {
  switch (value.type) {
    case 'empty':
      return '';
    case 'string':
      return value.value;
    case 'bytes':
      return Buffer.from(value.value).toString('base64');
    case 'array':
    case 'kvlist':
      return compactJson(value);
    case 'double':
      return doubleText(value.value);
    default:
      return String(value.value);
  }
}

/** Como `String`, mas o Go escreve o sinal do zero negativo. */
function doubleText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** JSON compacto com as chaves em ordem e `<`, `>`, `&` escapados: a saída de `json.Marshal` do Go. */
function compactJson(value: AttributeValue): string {
  switch (value.type) {
    case 'empty':
      return 'null';
    case 'int':
      return String(value.value);
    case 'bool':
      return String(value.value);
    case 'double':
      return Number.isFinite(value.value) ? doubleText(value.value) : quote(String(value.value));
    case 'string':
      return quote(value.value);
    case 'bytes':
      // Sem nenhum byte, o Go os guarda como nil.
      return value.value.length === 0 ? 'null' : quote(attributeText(value));
    case 'array':
      return `[${value.value.map(compactJson).join(',')}]`;
    case 'kvlist':
      return `{${lastValues(value.value)
        .map((attribute) => `${quote(attribute.key)}:${compactJson(attribute.value)}`)
        .join(',')}}`;
  }
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Até este tamanho a inserção simples ganha de mapa e ordenação; quase todo span fica abaixo. */
const FEW_ATTRIBUTES = 32;

/** Atributos em ordem de chave (a de `compareText`); de chaves repetidas fica a última, como num mapa. */
export function lastValues(attributes: readonly Attribute[]): Attribute[] {
  if (attributes.length > FEW_ATTRIBUTES) {
    const byKey = new Map(attributes.map((attribute) => [attribute.key, attribute]));
    return [...byKey.values()].toSorted((a, b) => compareText(a.key, b.key));
  }
  const sorted: Attribute[] = [];
  for (const attribute of attributes) {
    let at = sorted.length;
    while (at > 0 && compareText(sorted[at - 1].key, attribute.key) > 0) at--;
    if (at > 0 && sorted[at - 1].key === attribute.key) sorted[at - 1] = attribute;
    else sorted.splice(at, 0, attribute);
  }
  return sorted;
}

/** Ordem de pontos de código, que em UTF-8 é a ordem dos bytes, e é a do Go. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(i);
    if (unitA !== unitB) return byCodePoint(unitA) - byCodePoint(unitB);
  }
  return a.length - b.length;
}

/** Metades de par (fora do plano básico) vêm antes de U+E000 em UTF-16, e depois de U+FFFF na ordem dos pontos. */
function byCodePoint(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

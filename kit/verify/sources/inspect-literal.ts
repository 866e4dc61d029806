/**
 * O texto que `util.inspect` escreve → o valor. Quem lê é o acorn; aqui só se traduz para JavaScript o que o `inspect`
 * anota e JavaScript não é: `[Array]`, `... 3 more items`, `TraceState {`, `Map(1) { 'a' => 'b' }`.
 */
import { type Expression, type Node, parseExpressionAt } from 'acorn';

/** Um texto em JavaScript; o `inspect` nunca põe uma quebra de linha dentro dele. */
const STRING = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\`(?:[^\`\\\n]|\\.)*\``;

/**
 * O que o `inspect` escreve, na ordem em que se tenta; o que não está aqui já é JavaScript. As anotações têm tamanho
 * máximo: sem ele, um texto cheio de "[" seria percorrido de novo a cada um.
 */
const NOTATION = new RegExp(
  [
    // Um texto longo é quebrado em linhas unidas por "+", e cortado em dez mil caracteres.
    String.raw`(?<text>(?:${STRING})(?:\s*\+\s*(?:${STRING}))*(?:\.\.\. \d+ more characters?)?)`,
    String.raw`(?<more>\.\.\. \d+ more items?)`,
    // Antes de "{" ou "[": a classe, o protótipo, a referência circular.
    String.raw`(?<prefix>(?:<ref \*\d+> )?(?:\[[^\s'"\`\]][^\]\n]{0,99}\]|(?<![\w$])[A-Za-z_$][\w$.]{0,99}(?:\(\d+\))?(?: \[[^\]\n]{0,99}\])?) (?=[{[])|<ref \*\d+> )`,
    // Um array de verdade tem um espaço depois do "[".
    String.raw`(?<opaque>\[[^\s'"\`\]][^\]\n]{0,99}\]|<[^>\n]{0,99}>|Symbol\([^)\n]{0,99}\)|\d{4}-\d\d-\d\dT[\d:.]+Z)`,
    '(?<arrow>=>)',
    // Uma aspa sem par: o resto da linha vai com ela, para não procurar o par de cada uma das seguintes.
    '(?<broken>[\'"`].*)',
  ].join('|'),
  'g',
);
const TEXT_PART = new RegExp(String.raw`${STRING}|\.\.\. \d+ more characters?`, 'g');

/** @throws SyntaxError se o texto não é o de um `inspect`, ou está pela metade. */
export function parseInspected(text: string): unknown {
  const script = text.replace(NOTATION, (...args) => {
    const found = args.at(-1) as Record<string, string | undefined>;
    if (found.text !== undefined) return joinedText(found.text);
    if (found.more ?? found.opaque) return JSON.stringify(found.more ?? found.opaque);
    if (found.prefix) return '';
    if (found.arrow) return ':';
    throw new SyntaxError('texto sem fim');
  });
  return valueOf(parseExpressionAt(script, 0, { ecmaVersion: 2023 }));
}

/** As partes como argumentos de uma chamada: milhares de "+" seriam milhares de níveis na árvore. */
function joinedText(text: string): string {
  const parts = text.match(TEXT_PART) ?? [];
  if (parts.length === 1) return parts[0];
  return `join(${parts.map((part) => (part.startsWith('...') ? JSON.stringify(part) : part)).join(',')})`;
}

const NAMED_VALUES: Readonly<Record<string, unknown>> = { undefined, NaN, Infinity };

function valueOf(node: Node | null): unknown {
  const expression = node as Expression;
  switch (expression?.type) {
    case 'Literal':
      return expression.value;
    case 'TemplateLiteral':
      return expression.quasis[0].value.cooked;
    case 'Identifier':
      return Object.hasOwn(NAMED_VALUES, expression.name) ? NAMED_VALUES[expression.name] : expression.name;
    case 'UnaryExpression': {
      const value = valueOf(expression.argument);
      return typeof value === 'bigint' ? -value : -Number(value);
    }
    case 'CallExpression':
      return expression.arguments.map(valueOf).join('');
    case 'ArrayExpression':
      return expression.elements.map(valueOf);
    case 'ObjectExpression':
      return Object.fromEntries(
        expression.properties.map((property) => {
          if (property.type !== 'Property') throw new SyntaxError(property.type);
          const { key, value } = property;
          return [key.type === 'Identifier' ? key.name : String(valueOf(key)), valueOf(value)];
        }),
      );
    default:
      throw new SyntaxError(expression?.type ?? 'vazio');
  }
}

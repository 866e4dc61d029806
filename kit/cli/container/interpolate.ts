/** A troca de variáveis que o compose faz: `${NOME:-padrão}` e os outros jeitos que ele aceita, um dentro do outro. */

const PLAIN = /[A-Za-z_]\w*/y;
const BRACED = /^(?<name>[A-Za-z_]\w*)(?:(?<rule>:?[-?+])(?<rest>[^]*))?$/;

/** `message` diz o que veio e como se escreve. */
export class InterpolationError extends Error {}

/** @throws InterpolationError */
export function interpolate(text: string, env: NodeJS.ProcessEnv): string {
  let result = '';
  let at = 0;
  for (let dollar = text.indexOf('$'); dollar !== -1; dollar = text.indexOf('$', at)) {
    result += text.slice(at, dollar);
    const start = dollar + 1;
    PLAIN.lastIndex = start;
    if (text[start] === '{') {
      const end = closingBrace(text, start);
      result += valueOf(text, text.slice(start + 1, end), env);
      at = end + 1;
    } else if (PLAIN.test(text)) {
      result += env[text.slice(start, PLAIN.lastIndex)] ?? '';
      at = PLAIN.lastIndex;
    } else {
      result += '$';
      at = text[start] === '$' ? start + 1 : start;
    }
  }
  return result + text.slice(at);
}

/** A que fecha a de `open`, por cima das variáveis que há no meio. */
function closingBrace(text: string, open: number): number {
  let depth = 1;
  for (let at = open + 1; at < text.length; at++) {
    if (text.startsWith('${', at)) depth++;
    if (text[at] === '}' && --depth === 0) return at;
  }
  throw badlyWritten(text);
}

/** @param inside O que há entre as chaves. */
function valueOf(text: string, inside: string, env: NodeJS.ProcessEnv): string {
  const { name, rule = '', rest = '' } = BRACED.exec(inside)?.groups ?? {};
  if (name === undefined) throw badlyWritten(text);
  const value = env[name];
  // Com dois-pontos, vazia é como se não viesse.
  const isThere = value !== undefined && !(rule.startsWith(':') && value === '');
  if (rule.endsWith('+')) return isThere ? interpolate(rest, env) : '';
  if (isThere) return value;
  const other = interpolate(rest, env);
  if (rule.endsWith('?')) throw new InterpolationError(`Falta a variável ${name}: ${other || 'o arquivo a exige'}.`);
  return other;
}

function badlyWritten(text: string): InterpolationError {
  return new InterpolationError(
    `"${text}" tem uma variável mal escrita. O jeito é \${NOME:-padrão}; um cifrão só, $$.`,
  );
}

/** Os comentários de linha em que um marcador cabe: TypeScript; Python, YAML, Dockerfile e `.env`; SQL; HTML. */

/** Como uma linguagem abre um comentário de uma linha. */
export type CommentOpening = '//' | '#' | '--' | '<!--';

/** As aberturas, para compor expressões regulares. */
export const OPENINGS = '//|#|--|<!--';

const CLOSINGS: Readonly<Record<CommentOpening, string>> = { '//': '', '#': '', '--': '', '<!--': '-->' };

/** `text` como um comentário. */
export function comment(opening: CommentOpening, text: string): string {
  return [opening, text, CLOSINGS[opening]].filter(Boolean).join(' ');
}

/**
 * A linha sem um nível de comentário: fica o recuo dela e sai um espaço depois da abertura.
 * `undefined` se ela não é um comentário; uma linha em branco continua em branco.
 */
export function uncomment(opening: CommentOpening, line: string): string | undefined {
  const content = line.trimStart();
  if (content === '') return '';
  const inside = withoutClosing(opening, content);
  if (!content.startsWith(opening) || inside === undefined) return undefined;
  const indent = line.slice(0, line.length - content.length);
  const text = inside.slice(opening.length).replace(/^ /, '');
  return text.trim() === '' ? '' : indent + text;
}

/** O texto sem o `-->` do fim, se a linguagem o pede; `undefined` se ele falta. */
export function withoutClosing(opening: CommentOpening, text: string): string | undefined {
  const closing = CLOSINGS[opening];
  if (closing === '') return text;
  const trimmed = text.trimEnd();
  return trimmed.endsWith(closing) ? trimmed.slice(0, -closing.length).trimEnd() : undefined;
}

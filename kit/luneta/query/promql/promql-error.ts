/** Uma consulta que não se pode responder, com o lugar dela em que isto se vê. */
import type { Span } from './ast.ts';

/** `syntax`: não é PromQL. `unsupported`: é, mas não daqui. `execution`: os dados não servem, ou são demais. `timeout`: demorou. */
export type PromqlErrorKind = 'syntax' | 'unsupported' | 'execution' | 'timeout';

export class PromqlError extends Error {
  readonly kind: PromqlErrorKind;
  /** Onde, no texto; `undefined` nos erros de execução, que são dos dados. */
  readonly span: Span | undefined;

  constructor(kind: PromqlErrorKind, message: string, span?: Span) {
    super(message);
    this.name = 'PromqlError';
    this.kind = kind;
    this.span = span;
  }
}

/** `1:5`: linha e coluna a partir de 1, como as do Prometheus. */
export function lineAndColumn(text: string, at: number): string {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return `${line}:${at - before.lastIndexOf('\n')}`;
}

/** Um erro de sintaxe ou de tipo, com o texto do Prometheus. */
export function syntaxError(text: string, span: Span, message: string): PromqlError {
  return new PromqlError('syntax', `${lineAndColumn(text, span.from)}: parse error: ${message}`, span);
}

/** Uma construção do PromQL que não há aqui. */
export function unsupported(text: string, span: Span, construct: string): PromqlError {
  const place = `${lineAndColumn(text, span.from)} (characters ${span.from}-${span.to})`;
  return new PromqlError('unsupported', `unsupported: ${construct} at ${place}`, span);
}

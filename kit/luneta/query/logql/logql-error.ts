/** Uma consulta LogQL que não se pode responder. As mensagens ficam em inglês, com o texto do Loki: clientes as mostram. */

export class LogqlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LogqlError';
  }
}

/** Um erro no texto da consulta; `at` é o índice do caractere, ou `undefined` se ele é da consulta inteira. */
export function parseError(text: string, at: number | undefined, message: string): LogqlError {
  if (at === undefined) return new LogqlError(`parse error : ${message}`);
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return new LogqlError(`parse error at line ${line}, col ${at - before.lastIndexOf('\n')}: ${message}`);
}

/** Uma construção do LogQL que não há aqui. */
export function unsupported(text: string, at: number, construct: string): LogqlError {
  return parseError(text, at, `unsupported: ${construct}`);
}

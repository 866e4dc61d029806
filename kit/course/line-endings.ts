/** Por dentro, toda linha termina em LF; ao escrever, cada arquivo fica com o fim de linha que já tinha. */

export type LineEnding = '\n' | '\r\n';

export function toLf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** O da primeira linha; LF num texto de uma linha só. */
export function lineEndingOf(text: string): LineEnding {
  const end = text.indexOf('\n');
  return end > 0 && text[end - 1] === '\r' ? '\r\n' : '\n';
}

/** Um texto em LF, com o fim de linha pedido. */
export function withLineEnding(text: string, ending: LineEnding): string {
  return ending === '\n' ? text : text.replaceAll('\n', ending);
}

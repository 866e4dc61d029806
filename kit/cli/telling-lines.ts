/** Do que um programa escreveu ao morrer, as linhas que contam por quê. */
import { truncate } from '../text-width.ts';

const SHOWN_LINES = 12;
const MAX_LINE_WIDTH = 300;

/** `/…/node_modules/…/x.cjs:22` ou `node:internal/…:1228`: a linha seguinte é um trecho desse código, às vezes enorme. */
const FOREIGN_SOURCE = /^(?:.*node_modules.*|node:.*):\d+$/;
const NOISE =
  /^\s+at (?:.*\()?(?:node:|.*node_modules)|^\s*throw \w+;$|^Node\.js v|^[\s^]*$|^Error: Transform failed|^\s+name: 'TransformError',?$/;

/** O Node termina com dezenas de linhas que são dele, e empurrariam para fora da tela a que diz o motivo. */
export function tellingLines(lines: readonly string[]): string[] {
  const telling = lines.filter(
    (line, i) => !FOREIGN_SOURCE.test(line) && !FOREIGN_SOURCE.test(lines[i - 1] ?? '') && !NOISE.test(line),
  );
  const closesNothing = (line: string, i: number): boolean =>
    line === '}' && !telling.slice(0, i).some((earlier) => earlier.endsWith('{'));
  return telling
    .filter((line, i) => !closesNothing(line, i))
    .slice(-SHOWN_LINES)
    .map((line) => truncate(line, MAX_LINE_WIDTH));
}

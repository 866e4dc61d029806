/** As funções do PromQL que há aqui: o que recebem e o que devolvem. O que cada uma calcula está em quem a avalia. */
import type { PromqlType } from './ast.ts';
import { WINDOW_FUNCTIONS } from './window-functions.ts';

export interface FunctionSignature {
  args: readonly PromqlType[];
  returns: PromqlType;
}

const OF_WINDOWS: FunctionSignature = { args: ['matrix'], returns: 'vector' };

export const FUNCTIONS: ReadonlyMap<string, FunctionSignature> = new Map<string, FunctionSignature>([
  ...[...WINDOW_FUNCTIONS.keys()].map((name): [string, FunctionSignature] => [name, OF_WINDOWS]),
  ['histogram_quantile', { args: ['scalar', 'vector'], returns: 'vector' }],
  ['scalar', { args: ['vector'], returns: 'scalar' }],
  ['vector', { args: ['scalar'], returns: 'vector' }],
  ['time', { args: [], returns: 'scalar' }],
]);

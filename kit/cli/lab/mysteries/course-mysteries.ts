/** Os mistérios do curso: os de cada lab, na ordem deles. */
import type { Lab } from '../../../course/manifest.ts';
import type { Mystery } from '../../../mysteries/mystery.ts';

export async function courseMysteries(labs: readonly Lab[]): Promise<readonly Mystery[]> {
  const each = await Promise.all(labs.map(({ mysteries }) => mysteries?.() ?? []));
  return each.flat();
}

/** A Luneta como alvo: um processo de verdade, com pouca memória para que o despejo também seja exercitado. */
import { findRepoRoot } from '../../cli/repo-root.ts';
import { ANY_PORT_FLAGS } from '../testing/any-ports.ts';
import { startTarget, type FuzzTarget } from './target.ts';

const MIB = 1024 * 1024;
const MAX_MIB = 16;

/** O que a Luneta pode usar além do que usa parada: seis vezes a memória pedida, mais os corpos em trânsito. */
export const EXTRA_MEMORY = (6 * MAX_MIB + 256) * MIB;

export function startLunetaTarget(): Promise<FuzzTarget> {
  const args = ['kit/run.mjs', 'luneta', '--json', ...ANY_PORT_FLAGS, '--max-bytes', `${MAX_MIB}M`];
  return startTarget(args, findRepoRoot());
}

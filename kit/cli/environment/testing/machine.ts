import { askHttp } from '../ask-http.ts';
import type { Machine } from '../check.ts';
import { askCommands } from '../run-command.ts';

/** Uma máquina em que tudo é de verdade, menos o que o teste troca. */
export function machine({ env = {}, ...own }: Partial<Machine> = {}): Machine {
  return {
    root: '',
    system: 'linux',
    home: '',
    nodeVersion: process.versions.node,
    run: askCommands(env),
    ask: askHttp,
    env,
    ...own,
  };
}

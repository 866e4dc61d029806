/** Os comandos do `lab`. Cada um só é carregado quando é o pedido: a ajuda não espera pelo juiz. */
import type { Command, CommandArgs } from './context.ts';

export type FlagName = Exclude<keyof CommandArgs, 'step'>;

export interface CommandSpec {
  step: 'none' | 'optional' | 'required';
  flags: readonly FlagName[];
  help: string;
  load: () => Promise<{ command: Command }>;
}

export const COMMANDS: Readonly<Record<string, CommandSpec>> = {
  watch: {
    step: 'optional',
    flags: ['backend'],
    help: 'abre o passo e confere de novo a cada vez que você salva',
    load: () => import('./commands/watch.ts'),
  },
  verify: {
    step: 'optional',
    flags: ['json', 'backend'],
    help: 'roda o seu programa e confere a telemetria dele',
    load: () => import('./commands/verify.ts'),
  },
  hint: {
    step: 'optional',
    flags: ['backend'],
    help: 'dá uma dica do que falta: a cada vez, mais direta',
    load: () => import('./commands/hint.ts'),
  },
  run: {
    step: 'optional',
    flags: ['backend'],
    help: 'só roda o seu programa, e mostra o que ele escreve',
    load: () => import('./commands/run.ts'),
  },
  list: {
    step: 'none',
    flags: ['json'],
    help: 'mostra os passos, e quais já passaram',
    load: () => import('./commands/list.ts'),
  },
  reset: {
    step: 'optional',
    flags: [],
    help: 'recomeça o passo; o que você tinha vai para .antes',
    load: () => import('./commands/reset.ts'),
  },
  jump: {
    step: 'required',
    flags: [],
    help: 'o mesmo, noutro passo: os anteriores ficam resolvidos',
    load: () => import('./commands/jump.ts'),
  },
  solution: {
    step: 'optional',
    flags: ['write'],
    help: 'mostra a solução do passo',
    load: () => import('./commands/solution.ts'),
  },
  report: {
    step: 'none',
    flags: ['format', 'json', 'backend'],
    help: 'confere tudo até aqui, e escreve o relatório',
    load: () => import('./commands/report.ts'),
  },
  doctor: {
    step: 'none',
    flags: ['json'],
    help: 'examina a sua máquina: Node, pacotes, portas, Docker',
    load: () => import('./commands/doctor.ts'),
  },
  help: {
    step: 'none',
    flags: [],
    help: 'mostra esta ajuda',
    load: () => import('./commands/help.ts'),
  },
};

/** O de quem só digita `npm run lab`: sem quem digite as teclas, confere uma vez e termina. */
export function defaultCommand(...streams: readonly { isTTY?: boolean }[]): string {
  return streams.every(({ isTTY }) => isTTY) ? 'watch' : 'verify';
}

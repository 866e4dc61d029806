/** Os comandos do `lab`. Cada um só é carregado quando é o pedido: a ajuda não espera pelo juiz. */
import type { Command, CommandArgs } from './context.ts';

export type FlagName = Exclude<keyof CommandArgs, 'step' | 'words'>;

export interface CommandSpec {
  step: 'none' | 'optional' | 'required';
  /** Lê por conta própria o que vem depois do nome; aqui, como a ajuda o escreve. */
  words?: string;
  /** Depois do passo ainda pode vir algo, que o comando lê por conta própria. */
  takesMore?: boolean;
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
    flags: ['json', 'backend', 'offline'],
    help: 'confere a telemetria do seu programa; verify 02, o lab todo',
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
    takesMore: true,
    flags: ['backend'],
    help: 'só roda o seu programa; run 02 roda os serviços do lab',
    load: () => import('./commands/run.ts'),
  },
  carga: {
    step: 'none',
    words: ' [defeito]',
    flags: [],
    help: 'visita o que o run pôs no ar, com defeito ou sem',
    load: () => import('./commands/carga.ts'),
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
  prever: {
    step: 'optional',
    flags: ['backend'],
    help: 'compara a linha do tempo que você espera com a que vem',
    load: () => import('./commands/prever.ts'),
  },
  responder: {
    step: 'none',
    words: ' [qual]',
    flags: ['backend'],
    help: 'o trace de um programa alheio: o que aconteceu?',
    load: () => import('./commands/responder.ts'),
  },
  investigar: {
    step: 'none',
    words: ' [N]',
    flags: ['seed', 'backend'],
    help: 'um incidente, outro a cada N; 03 N, no do lab 03',
    load: () => import('./commands/investigar.ts'),
  },
  pacote: {
    step: 'none',
    words: ' [pasta]',
    flags: [],
    help: 'a pasta com que se instala tudo sem rede',
    load: () => import('./commands/pacote.ts'),
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

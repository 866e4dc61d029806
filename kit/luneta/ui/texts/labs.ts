/** Os textos da página do curso. */
import { count, formatCount } from '../../../format.ts';

export const labsTexts = {
  nav: 'Labs',
  title: 'Seu curso',
  intro: 'O que o comando lab já conferiu nesta máquina.',
  received: (when: string): string => `Recebido do comando lab ${when}`,

  empty: {
    title: 'Nenhum lab conferido ainda',
    lead: 'O progresso aparece aqui quando o comando lab confere um passo. Em outro terminal:',
    after: 'Ele observa a sua pasta, confere a cada vez que você salva e conta a esta página o que viu.',
  },

  status: (step: string, passed: boolean): string => (passed ? `Passo ${step}: passou.` : `Passo ${step}: ainda não.`),
  progress: (passed: number, total: number): string => `${formatCount(passed)} de ${count(total, 'passo', 'passos')}`,
  progressLabel: (title: string): string => `Passos feitos de ${title}`,
  allDone: 'completo',
  next: 'próximo',
  statuses: { passed: 'feito', pending: 'por fazer' },
  needs: (what: readonly string[]): string => `precisa de ${what.join(', ')}`,

  last: {
    title: 'A última conferência',
    step: (id: string): string => `Passo ${id}`,
    passed: 'passou',
    failed: 'ainda não',
    score: (passed: number, total: number): string =>
      `${formatCount(passed)} de ${count(total, 'conferência passou', 'conferências passaram')}`,
    caption: 'Esperado × emitido',
    hint: 'Dica',
    marks: { passed: 'passou', failed: 'não passou' },
    trace: 'Ver no trace',
    ghosts: (n: number): string =>
      n === 1
        ? 'Um span esperado não apareceu: no trace ele vem desenhado como fantasma, tracejado.'
        : `${formatCount(n)} spans esperados não apareceram: no trace eles vêm desenhados como fantasmas, tracejados.`,
    ghost: (name: string, parent: string): string => (parent ? `${name}, dentro de ${parent}` : name),
  },
} as const;

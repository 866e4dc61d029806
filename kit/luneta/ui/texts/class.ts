/** Os textos da página da turma. */
import { count, formatCount } from '../../../format.ts';

export const classTexts = {
  nav: 'Turma',
  title: 'A turma',
  intro: 'Onde está cada aluno, e o que mais não passa agora.',

  status: (students: number, failing: number, working: number, done: number, waiting: number): string =>
    [
      count(students, 'aluno', 'alunos'),
      ...(failing > 0 ? [count(failing, 'não passa', 'não passam')] : []),
      ...(working > 0 ? [`${formatCount(working)} no caminho`] : []),
      ...(done > 0 ? [count(done, 'terminou', 'terminaram')] : []),
      ...(waiting > 0 ? [`${formatCount(waiting)} sem conferência`] : []),
    ].join(' · '),

  showNames: 'Mostrar os nomes',
  hideNames: 'Esconder os nomes',
  masked: (number: number): string => `Aluno ${formatCount(number)}`,

  steps: {
    title: 'Onde a turma está',
    here: 'aqui',
    failing: (n: number): string => count(n, 'não passa', 'não passam'),
    passed: (n: number, students: number): string => `${formatCount(n)} de ${formatCount(students)} passaram`,
    bar: (id: string): string => `Quantos passaram em ${id}`,
  },
  failures: {
    title: 'O que mais não passa agora',
    students: (n: number): string => count(n, 'aluno', 'alunos'),
    none: 'Nenhuma conferência por passar: ninguém está parado num erro.',
    more: (n: number): string => `e mais ${count(n, 'outra falha', 'outras falhas')}`,
  },

  table: {
    caption: (from: number, to: number): string => `Alunos, linhas ${formatCount(from)} a ${formatCount(to)}`,
    student: 'Aluno',
    failure: 'A primeira que não passa',
    seen: 'Sinal',
    spans: 'Spans',
    sort: 'Ordem',
    sorts: { help: 'Quem precisa de ajuda', step: 'Passo', seen: 'Sem sinal', name: 'Nome' },
    legend: 'O que cada marca quer dizer',
    statuses: { passed: 'passou', failed: 'não passa', pending: 'ainda não', current: 'está aqui', unknown: 'não tem' },
    sameName: 'mesmo nome',
    sameNameTitle: 'Há dois alunos com este nome, cada um na sua Luneta. Peça que um deles troque o --student.',
    traces: (name: string): string => `Traces de ${name}`,
    quiet: 'sem sinal',
    since: (when: string): string => `A mesma desde ${when}`,
    waiting: 'ainda não conferiu nada',
    done: 'terminou',
  },

  join: {
    title: 'Ninguém entrou ainda',
    lead: 'Cada aluno deixa a sua Luneta aberta, e ela conta à sua onde ele está. Em outro terminal, na máquina dele:',
    command: (address: string): string => `npm run luneta -- --forward ${address} --student NOME`,
    after: 'Depois ele faz o lab como sempre, com npm run lab: nada trava se esta Luneta sair do ar.',
    others: (addresses: readonly string[]): string => `Se não chegar, tente com ${addresses.join(' ou ')}.`,
    closed: 'Esta Luneta só escuta nesta máquina. Para que os alunos cheguem a ela, feche-a e comece de novo com:',
    open: 'npm run luneta -- --host 0.0.0.0',
    late: 'Quem ainda não entrou, na máquina dele:',
  },

  privacy: 'Esta página, com os nomes, só abre nesta máquina.',
  foreign: {
    title: 'A turma não se vê daqui',
    lead: 'A página da turma tem os nomes dos alunos, e só abre na máquina em que a Luneta do professor roda.',
    labs: 'Ver o meu progresso, na minha máquina, é em /labs.',
  },
} as const;

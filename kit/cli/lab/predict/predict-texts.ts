/** O que o `lab prever` diz. */
import { MY_LAB } from '../../../course/lab-paths.ts';
import { count } from '../../../format.ts';
import type { CountDifference, Outcome } from './compare-forests.ts';
import { type DrawingProblem, ERROR_MARK, INDENT } from './drawing.ts';

export const predictTexts = {
  template: (stepId: string, requests: readonly string[]) =>
    [
      'A linha do tempo que você espera do seu programa, antes de rodá-lo.',
      'Um span por linha. Dois espaços a mais: acontece dentro do span de cima.',
      `"${ERROR_MARK}" no fim, depois de um espaço: termina com erro. A ordem dos irmãos não conta.`,
      'Uma linha com "#", como esta, é só um comentário. Por exemplo:',
      '',
      '  GET /pedido',
      '    ler o estoque',
      `    cobrar ${ERROR_MARK}`,
      '',
      ...(requests.length > 0
        ? [`O programa do passo ${stepId} é um servidor e recebe: ${requests.join(', ')}. Cada pedido é uma raiz.`, '']
        : []),
      'Desenhe aqui embaixo, sem o "#":',
    ]
      .map((line) => `# ${line}`.trimEnd())
      .concat('', '')
      .join('\n'),

  written: (file: string) => `Escrevi ${MY_LAB}/${file}, em branco, para o seu desenho.`,
  howTo: (stepId: string) =>
    `Leia o programa do passo ${stepId} sem rodá-lo, e desenhe ali os spans que espera: que nomes, um dentro do outro, ` +
    'quantos, algum com erro? Errar a previsão é a parte em que mais se aprende. Depois:',

  /** O que houve, o que veio e como consertar. */
  problem: (file: string, { code, line, text }: DrawingProblem, command: string): string => {
    const where = `${MY_LAB}/${file}`;
    if (code === 'empty') {
      return `${where} ainda não tem nenhum span: escreva o nome de um por linha, sem "#", e rode de novo: ${command}`;
    }
    if (code === 'binary') {
      return `${where} não é um texto em UTF-8. Salve-o de novo no seu editor com essa codificação, e rode: ${command}`;
    }
    return `${where}, linha ${line}: ${WRONG[code]}\n  recebido: ${JSON.stringify(text.slice(0, 60))}\n${FIX[code]}`;
  },
  tooLong: (file: string) =>
    `${MY_LAB}/${file} tem mais de 1 MB: um desenho tem uma linha por span. Apague o que sobra.`,
  notFile: (file: string) =>
    `${MY_LAB}/${file} devia ser um arquivo. Mude o nome do que está lá e rode de novo: eu escrevo outro.`,

  title: 'O que veio, e o que você desenhou:',
  notes: {
    right: '',
    missing: 'não veio',
    unforeseen: 'não estava no desenho',
  } satisfies Partial<Record<Outcome, string>>,
  status: (isError: boolean) => (isError ? 'veio com erro' : 'veio sem erro'),
  moved: (parent: string | undefined) => (parent === undefined ? 'você o pôs na raiz' : `você o pôs em "${parent}"`),
  hiddenRows: (rows: number) => `… e mais ${count(rows, 'linha', 'linhas')}`,
  repeated: ({ name, drawn, seen }: CountDifference) =>
    `"${name}": você desenhou ${drawn}, ${seen === 1 ? 'veio' : 'vieram'} ${seen}.`,

  equal: (spans: number) =>
    spans === 1
      ? 'O span veio como você previu.'
      : `Os ${spans} spans vieram como você previu: você sabe o que este programa conta.`,
  different: (right: number, all: number) =>
    `${right} de ${count(all, 'linha confere', 'linhas conferem')}. Antes de corrigir o desenho, explique cada diferença: ` +
    'que linha do programa começa esse span, e qual span estava ativo ali?',
  again: 'Para comparar de novo:',
};

const WRONG: Record<Exclude<DrawingProblem['code'], 'empty' | 'binary'>, string> = {
  tab: 'o recuo tem um caractere que não é espaço (uma tabulação?).',
  odd_indent: 'o recuo é um número ímpar de espaços.',
  no_parent: 'o recuo avança mais de um nível: não há, na linha de cima, um span de quem este seja filho.',
  no_name: `a linha só tem "${ERROR_MARK}", sem o nome do span.`,
};

const FIX: typeof WRONG = {
  tab: 'Troque cada tabulação por dois espaços.',
  odd_indent: `Cada nível são ${INDENT} espaços: acrescente ou tire um.`,
  no_parent: `Um filho tem ${INDENT} espaços a mais que o pai, e uma raiz não tem nenhum.`,
  no_name: `Escreva o nome antes, como em: cobrar ${ERROR_MARK}`,
};

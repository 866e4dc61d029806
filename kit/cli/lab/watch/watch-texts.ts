/** O que o `lab` diz enquanto observa os arquivos. */
import { MY_LAB } from '../../../course/lab-paths.ts';
import { count } from '../../../format.ts';
import { typed } from '../lab-texts.ts';

export const watchTexts = {
  preparing: 'Preparando o laboratório...',
  machineWarnings: (n: number) => `${count(n, 'aviso', 'avisos')} sobre a sua máquina: aperte d para ler.`,

  stepTitle: (id: string, title: string, minutes: number) => `${id} ${title} (${minutes} min)`,
  running: (entry: string) => `Rodando ${entry}...`,
  toEdit: (files: string) => `Edite ${files} e salve: eu confiro de novo.`,
  passedNext: (id: string) => `O passo ${id} passou! Para o próximo, aperte n.`,
  notYet: (id: string) => `O passo ${id} ainda não passou: o próximo espera por ele. Uma dica? Aperte h.`,
  progress: (done: number, total: number) => `${done} de ${total} passos do lab`,

  keys: [
    ['n', 'próximo'],
    ['h', 'dica'],
    ['o', 'saída'],
    ['l', 'lista'],
    ['r', 'rodar'],
    ['c', 'tudo'],
    ['d', 'doutor'],
    ['q', 'sair'],
  ] as const,
  unknownKey: (key: string) => `A tecla ${key} não faz nada aqui.`,

  outputTitle: (entry: string) => `O que ${entry} escreveu:`,
  outputStart: (lines: number, stepId: string) =>
    `… e mais ${lines} linhas antes. Para ver tudo: ${typed('run', stepId)}`,
  noOutput: 'nada.',
  back: 'Salve o arquivo ou aperte r para voltar.',
  checkedAll: 'Todos os passos até aqui:',
  wrote: (files: number, labId: string) => `Escrevi ${count(files, 'arquivo', 'arquivos')} em ${MY_LAB}/${labId}.`,
  passedCount: (checks: number) => count(checks, 'conferência passou', 'conferências passaram'),
  notChecked: 'Ainda não há resultado: resolva o que está em vermelho e aperte r.',
  wait: 'Espere: o seu programa ainda está rodando.',

  notWatching: (reason: string) =>
    `Não consigo observar os seus arquivos (${reason}). Depois de salvar, aperte r: eu confiro do mesmo jeito.`,
  deleted: (file: string, kept: string) =>
    `${file} foi apagado, e eu o escrevi de novo. O que você tinha nele está em ${kept}.`,
  lunetaGone: (url: string) => `A Luneta em ${url} não responde mais. Abra-a de novo e aperte r.`,
  lunetaReplaced: (old: string, url: string) =>
    `A Luneta em ${old} não responde mais. ${old === url ? 'Abri outra no mesmo endereço' : `Abri outra em ${url}`}.`,
  checked: (guide: string, time: string) => `Guia: ${guide} · conferido às ${time}`,
  bye: (command: string) => `Até logo! O seu progresso está guardado. Para continuar: ${command}`,
};

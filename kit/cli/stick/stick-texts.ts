/** O que o comando `pacote` diz. O que o aluno lê está em `files/`. */
import { count, formatBytes, formatCount, list } from '../../format.ts';

/** Do que o npm escreve, as linhas que dizem o motivo. */
const NPM_NOISE = /^npm (error|ERR!) (A complete log|Log files|You can rerun|$)/;
const MAX_REASON_LINES = 4;

const AGAIN = 'Rode o mesmo comando outra vez: o que já veio inteiro fica, e não se baixa de novo.';

export interface FailedDownload {
  /** Os do lote que falhou: destes, só o npm sabe qual. */
  specs: readonly string[];
  /** O que ele disse. */
  complaint: string;
  /** Quantos faltam, contando os que nem se tentaram. */
  missing: number;
}

export const texts = {
  oneFolder: (extra: string) =>
    `"${extra}" sobra: pacote espera uma pasta só. Se o nome dela tem espaços, ponha-o entre aspas: ` +
    'npm run lab pacote "E:\\meu pacote"',
  notOurs: (folder: string) =>
    `A pasta ${folder} não está vazia, e não é um pacote feito por este comando. Para não misturar nem apagar nada, ` +
    'escolha uma pasta nova ou vazia: num pendrive, uma pasta dentro dele, como E:\\lab-otel.',
  notCreatable: (folder: string) =>
    `Não consegui criar a pasta ${folder}: esse disco não existe, ou não aceita pastas novas. Escolha outra.`,
  unusable: (folder: string, reason: string) =>
    `Não consegui escrever o pacote em ${folder}: ${reason}. Ele ocupa uns 200 MB, sem contar as imagens; confira o ` +
    `espaço e se a pasta aceita escrita, ou escolha outra.\n${AGAIN}`,
  interrupted: `Interrompido: o pacote ainda está pela metade. ${AGAIN}`,

  checking: (done: number, total: number) => `Conferindo os pacotes que já vieram: ${done} de ${total}`,
  downloading: (done: number, total: number) => `Baixando: ${done} de ${total} pacotes`,
  copying: 'Copiando o projeto e escrevendo o cache do npm',
  savingImages: 'Guardando as imagens do Docker, se houver',
  notDownloaded: ({ missing, specs, complaint }: FailedDownload) => {
    const reason = complaint.split('\n').filter((line) => line.trim() && !NPM_NOISE.test(line));
    return [
      `Não consegui baixar ${list(specs)}. ${count(missing, 'pacote falta', 'pacotes faltam')} ao todo.`,
      ...(reason.length > 0
        ? ['O npm disse:', ...reason.slice(0, MAX_REASON_LINES)]
        : ['O npm não se queixou, mas o que veio não é o que o package-lock.json pede (o sha512 é outro).']),
      /ENOSPC|EDQUOT/.test(complaint)
        ? 'O disco está cheio: libere espaço ou escolha outra pasta.'
        : 'Confira a rede e o registro (npm config get registry).',
      AGAIN,
    ].join('\n');
  },
  dockerFailed: (command: string, complaint: string) =>
    `"${command}" não deu certo (${complaint.trim().split('\n').at(-1) ?? ''})`,

  leftOut: (files: readonly string[]) =>
    `Só vão os arquivos que o git acompanha; ${count(files.length, 'ficou', 'ficaram')} de fora: ${list(files)}.`,
  made: (folder: string) => `O pacote está em ${folder}`,
  size: (files: number, bytes: number) => `${formatCount(files)} arquivos, ${formatBytes(bytes)}.`,
  packages: (total: number, downloaded: number) =>
    `${count(total, 'pacote', 'pacotes')} do npm, para Windows, macOS e Linux, x64 e arm64: ` +
    (downloaded === 0 ? 'todos já estavam inteiros.' : `${formatCount(downloaded)} baixados agora.`),
  images: (names: readonly string[]) => `Imagens do Docker: ${list(names)}, para o processador desta máquina.`,
  noImages: (reason: string) => `Sem as imagens do Docker: ${reason}. Os labs não precisam delas.`,
  noNode: 'O Node não vem junto: ponha os instaladores dele em instaladores/ e rode o comando outra vez.',
  next: 'Copie a pasta inteira para cada pendrive. O que o aluno faz está no LEIA-ME.txt dela.',
};

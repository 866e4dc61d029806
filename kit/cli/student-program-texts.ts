/** O que o aluno lê quando o programa dele não acaba bem: o que houve, o que o programa escreveu, como corrigir. */
import { formatBytes } from '../format.ts';
import type { StudentProgramOptions, StudentRun } from './student-program-process.ts';
import { tellingLines } from './telling-lines.ts';
import { shortDuration } from './waterfall.ts';

export const notStartedTexts = {
  noFolder: (cwd: string) =>
    `A pasta do programa não existe: ${cwd}. Abra o passo de novo, que a pasta e os arquivos dele são refeitos.`,
  noEntry: (entry: string, cwd: string) =>
    `Não achei ${entry} em ${cwd}. Confira o nome do arquivo; se ele foi apagado, abra o passo de novo, que ele é refeito.`,
  notAFile: (entry: string, cwd: string) =>
    `${entry}, em ${cwd}, não é um arquivo. O programa tem de ser um arquivo: renomeie o que está lá e abra o passo de novo.`,
  noTsx: (root: string) =>
    `Não achei o pacote tsx, que roda TypeScript, em ${root}. Rode npm ci nessa pasta e tente de novo.`,
  spawnFailed: (entry: string, error: unknown) =>
    `O sistema não deixou ${entry} começar: ${error instanceof Error ? error.message : String(error)}. ` +
    'Confira o caminho e as permissões do arquivo; se faltar memória, feche outros programas.',
};

const READY_LINE = '{"ready":true,"port":5000}';

/** O que dizer de uma execução; `undefined` se correu tudo bem. */
export function runText(run: StudentRun, options: StudentProgramOptions): string | undefined {
  return run.message ?? describe(run, options, `${options.entry} não terminou`, unendingHint);
}

/** O mesmo, para um servidor que não chegou a ficar pronto. */
export function notReadyText(run: StudentRun, options: StudentProgramOptions): string {
  const { entry } = options;
  return (
    run.message ??
    describe(run, options, `${entry} não avisou que está pronto`, readyHint) ??
    withLines(`${entry} terminou antes de avisar que está pronto. ${readyHint}`, run)
  );
}

const unendingHint = 'Procure o que o mantém vivo: um laço sem fim, um setInterval, um servidor aberto.';
const readyHint = `Um servidor escreve, quando já atende, uma linha só com a porta dele: ${READY_LINE}`;

function describe(
  run: StudentRun,
  { entry, deadlineMs, maxOutputBytes }: StudentProgramOptions,
  late: string,
  lateHint: string,
): string | undefined {
  switch (run.ended) {
    case 'exit':
      if (run.code === 0) return undefined;
      return withLines(`${entry} terminou com erro (código ${run.code}). ${exitHint(run)}`, run);
    case 'signal':
      return withLines(
        `${entry} foi morto pelo sinal ${run.signal}, que não veio de nós. Se não foi você, pode ter faltado memória.`,
        run,
      );
    case 'deadline':
      return withLines(`${late} em ${shortDuration(deadlineMs * 1000)}, e foi encerrado. ${lateHint}`, run);
    case 'output_limit':
      return (
        `${entry} escreveu mais de ${formatBytes(maxOutputBytes)} e foi encerrado. ` +
        'Procure um laço que não para de escrever; o começo e o fim do que ele escreveu foram guardados.'
      );
    case 'aborted':
      return `${entry} foi interrompido antes de terminar. Para ver o resultado, rode de novo e espere.`;
    case 'stopped':
    case 'not_started':
      return undefined;
  }
}

function exitHint({ code, stdout, stderr }: StudentRun): string {
  const [, port] = /EADDRINUSE.*:(\d+)$/m.exec(stderr.text) ?? [];
  if (port !== undefined) {
    return `A porta ${port} já tem dono: feche o programa que a usa, ou abra outra (a porta 0 é qualquer uma livre). As linhas dele:`;
  }
  const hasSpoken = `${stdout.text}${stderr.text}`.trim() !== '';
  return hasSpoken
    ? 'Corrija o que as linhas dele dizem:'
    : `Procure quem o termina assim, como um process.exit(${code}).`;
}

/** O motivo de uma queda vai para stderr; sem nada lá, o que ele escreveu por último. */
function withLines(text: string, { stdout, stderr }: StudentRun): string {
  const written = tellingLines((stderr.text || stdout.text).split(/\r?\n/).filter((line) => line.trim() !== ''));
  return written.length > 0 ? [text, ...written].join('\n') : `${text} Ele não escreveu nada.`;
}

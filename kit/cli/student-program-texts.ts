/** O que o aluno lê quando o programa dele não acaba bem: o que houve, o que o programa escreveu, como corrigir. */
import { tmpdir } from 'node:os';
import { formatBytes } from '../format.ts';
import { systemErrorCode, systemErrorReason } from '../system-error.ts';
import { readConsoleSpans } from '../verify/sources/console-spans.ts';
import { inFolder } from './in-folder.ts';
import type { StudentProgramOptions, StudentRun } from './student-program-process.ts';
import { syntaxErrorText } from './student-program-syntax.ts';
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
  /** O que falhou é nosso, ou da máquina: a saída do programa passa por arquivos temporários. */
  noTemporary: (entry: string, error: unknown) =>
    `${noRoom(error) ? `Sem espaço em ${tmpdir()}` : `Não consegui usar ${tmpdir()}`}, a pasta temporária, por onde passa o que ` +
    `${entry} escreve: ${systemErrorReason(error)}. ` +
    `${noRoom(error) ? 'Libere espaço nesse disco' : 'Confira se ela existe e se é sua'}, ou aponte ` +
    `${process.platform === 'win32' ? 'as variáveis TEMP e TMP' : 'a variável TMPDIR'} para outra, e rode de novo.`,
  /** O que as conferências da máquina dizem dos pacotes. */
  noPackages: (entry: string, found: string, fix: string) =>
    `${entry} não achou um pacote que devia estar instalado. ${found}. ${fix}`,
  spawnFailed: (entry: string, error: unknown) =>
    `O sistema não deixou ${entry} começar: ${error instanceof Error ? error.message : String(error)}. ` +
    'Confira o caminho e as permissões do arquivo; se faltar memória, feche outros programas.',
};

function noRoom(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(systemErrorCode(error) ?? '');
}

const READY_LINE = '{"ready":true,"port":5000}';

/** A execução com o que dizer dela; sem nada a mais, se correu tudo bem. */
export function withRunText(run: StudentRun, options: StudentProgramOptions): StudentRun {
  const message = run.message ?? describe(run, options, unending);
  return message === undefined ? run : { ...run, message };
}

/** O mesmo, para um servidor que não chegou a ficar pronto. */
export function notReadyText(run: StudentRun, options: StudentProgramOptions): string {
  const { entry } = options;
  return (
    run.message ??
    describe(run, options, unready) ??
    withLines(`${entry} terminou antes de avisar que está pronto. ${readyHint}`, run, options)
  );
}

/** O que dizer de quem não cumpriu o prazo. */
interface Late {
  what: string;
  hint: string;
  /** Põe, abaixo da frase, o que vale a pena do que ele escreveu. */
  lines: (text: string, run: StudentRun, options: StudentProgramOptions) => string;
}

const unending: Late = {
  what: 'não terminou',
  hint: 'Procure o que o mantém vivo: um laço sem fim, um setInterval, um servidor aberto.',
  // O que ele vinha imprimindo não diz o que o prende; um erro, talvez.
  lines: withErrors,
};
const readyHint = `Um servidor escreve, quando já atende, uma linha só com a porta dele: ${READY_LINE}`;
const deafHint =
  'não parou quando recebeu o SIGTERM, e teve de ser morto: a fila de spans se perdeu. ' +
  'Um laço sem fim o deixa surdo; ou falta o server.close, ou ele espera por uma resposta que ninguém deu.';
const unready: Late = { what: 'não avisou que está pronto', hint: readyHint, lines: withLines };

function describe(run: StudentRun, options: StudentProgramOptions, late: Late): string | undefined {
  const { entry, cwd, deadlineMs, maxOutputBytes } = options;
  switch (run.ended) {
    case 'exit':
      if (run.code === 0) return undefined;
      return syntaxErrorText(run.stderr.text, cwd) ?? withLines(exitReason(run, entry), run, options);
    case 'signal':
      return withLines(
        `${entry} foi morto pelo sinal ${run.signal}, que não veio de nós. Se não foi você, pode ter faltado memória.`,
        run,
        options,
      );
    case 'deadline':
      return late.lines(
        `${entry} ${late.what} em ${shortDuration(deadlineMs * 1000)}, e foi encerrado. ${late.hint}`,
        run,
        options,
      );
    case 'output_limit':
      return (
        `${entry} escreveu mais de ${formatBytes(maxOutputBytes)} e foi encerrado. ` +
        'Procure um laço que não para de escrever; o começo e o fim do que ele escreveu foram guardados.'
      );
    case 'aborted':
      return `${entry} foi interrompido antes de terminar. Para ver o resultado, rode de novo e espere.`;
    case 'stopped':
      return run.signal === 'SIGKILL' ? withLines(`${entry} ${deafHint}`, run, options) : undefined;
    case 'not_started':
      return undefined;
  }
}

function exitReason({ code, stdout, stderr }: StudentRun, entry: string): string {
  if (stderr.text.trim() === '') {
    const reason = `${entry} saiu com código ${code} sem mensagem de erro: há um process.exit ou process.exitCode?`;
    return ownLines(stdout.text).length > 0 ? `${reason} O que ele escreveu por último:` : reason;
  }
  const [, port] = /EADDRINUSE.*:(\d+)$/m.exec(stderr.text) ?? [];
  const hint =
    port === undefined
      ? 'Corrija o que as linhas dele dizem:'
      : `A porta ${port} já tem dono: feche o programa que a usa, ou abra outra (a porta 0 é qualquer uma livre). As linhas dele:`;
  return `${entry} terminou com erro (código ${code}). ${hint}`;
}

function withErrors(text: string, run: StudentRun, options: StudentProgramOptions): string {
  return run.stderr.text === '' && run.stdout.text !== '' ? text : withLines(text, run, options);
}

/** O que o programa escreveu em stderr, sem o que é do Node: um envio que falhou costuma contar ali por quê. */
export function complaints({ stderr }: StudentRun, cwd: string): string[] {
  return tellingLines(ownLines(stderr.text).map((line) => inFolder(line, cwd)));
}

/** O motivo de uma queda vai para stderr; sem nada lá, o que ele escreveu por último. */
function withLines(text: string, { stdout, stderr }: StudentRun, { cwd }: StudentProgramOptions): string {
  const written = tellingLines(ownLines(stderr.text || stdout.text).map((line) => inFolder(line, cwd)));
  if (written.length > 0) return [text, ...written].join('\n');
  return `${stdout.text}${stderr.text}`.trim() === '' ? `${text} Ele não escreveu nada.` : text;
}

/** O que ele escreveu, sem os spans que imprimiu: são dezenas de linhas, e não dizem por que ele caiu. */
function ownLines(text: string): string[] {
  const { rest } = readConsoleSpans(text);
  return rest.split('\n').filter((line) => line.trim() !== '');
}

/** Avisar quando o aluno salva, e só então: nem tudo que muda na pasta dele foi ele que mudou. */
import { createHash } from 'node:crypto';
import { readFileSync, type Stats } from 'node:fs';
import path from 'node:path';
import { watch as watchFolder } from 'chokidar';
import { BEFORE } from '../../../course/lab-paths.ts';

/** Um editor que salva tudo de uma vez, ou troca um arquivo por outro, faz vários avisos de uma só mudança. */
const SETTLE_MS = 80;

export interface FileWatcher {
  /** Resolve quando já observa: o que se salvar depois não escapa. */
  ready: Promise<void>;
  /** O conteúdo de agora já foi visto. */
  remember(): void;
  /** O que mudar entre as duas chamadas, fora os arquivos do curso, foi o programa que escreveu. */
  programStarted(): void;
  programEnded(): void;
  close(): Promise<void>;
}

export interface WatchOptions {
  /** A pasta do aluno, de um lab. */
  folder: string;
  /** Os arquivos do curso, dentro dela. */
  sources: readonly string[];
  onSave: () => void;
  /** Não dá para observar. */
  onError: (error: Error) => void;
}

export function watchFiles({ folder, sources, onSave, onError }: WatchOptions): FileWatcher {
  const seen = new Map<string, string | undefined>();
  const current = (name: string): string | undefined => contentOf(path.join(folder, name));
  const remember = (): void => sources.forEach((name) => seen.set(name, current(name)));
  // O que o próprio curso escreveu, ou foi salvo sem mudança, não é novidade.
  const differs = (name: string): boolean => current(name) !== seen.get(name);

  let startedMs = Infinity;
  let endedMs = -Infinity;
  const fromProgram = new Set<string>();
  const isProgram = (name: string, changedMs: number | undefined): boolean => {
    if (changedMs === undefined && fromProgram.has(name)) return true;
    const atMs = changedMs ?? Date.now();
    const duringRun = atMs >= startedMs && atMs <= endedMs;
    if (duringRun) fromProgram.add(name);
    return duringRun;
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onSave, SETTLE_MS);
  };
  const watcher = watchFolder(folder, {
    ignoreInitial: true,
    alwaysStat: true,
    ignored: (file) => [BEFORE, 'node_modules', '.git'].includes(path.relative(folder, file).split(path.sep)[0] ?? ''),
  });
  watcher.on('all', (_event, file, stats?: Stats) => {
    const name = path.relative(folder, file).replaceAll('\\', '/');
    // A hora da mudança, e não a que o arquivo diz de si: um programa pode dar-lhe outra. Apagado, não tem nenhuma.
    if (seen.has(name) ? differs(name) : !isProgram(name, stats?.ctimeMs)) save();
  });
  // O que se salvou antes de o observador estar de olho não vira aviso dele.
  watcher.once('ready', () => {
    if (sources.some((name) => seen.has(name) && differs(name))) save();
  });
  watcher.on('error', (error) => onError(error instanceof Error ? error : new Error(String(error))));
  return {
    ready: new Promise((resolve) => void watcher.once('ready', resolve)),
    remember,
    programStarted() {
      // O relógio de um disco pode ser menos fino que o nosso.
      startedMs = Math.floor(Date.now() / 1000) * 1000;
      endedMs = Infinity;
    },
    programEnded() {
      endedMs = Date.now();
    },
    close() {
      clearTimeout(timer);
      return watcher.close();
    },
  };
}

function contentOf(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    // Apagado, ou no meio de uma troca.
    return undefined;
  }
}

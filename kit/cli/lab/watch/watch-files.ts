/** Avisar quando o aluno salva, e só então: nem tudo que muda na pasta dele foi ele que mudou. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { watch as watchFolder } from 'chokidar';
import { BEFORE } from '../../../course/lab-paths.ts';
import { programWrites } from './program-writes.ts';

/** Um editor que salva tudo de uma vez, ou troca um arquivo por outro, faz vários avisos de uma só mudança. */
const SETTLE_MS = 80;
/** Há editores que apagam o arquivo antes de o escrever de novo. */
const DELETED_MS = 1500;
/** De uma pasta trocada por outra, o sistema pode não avisar. */
const FOLDER_CHECK_MS = 1000;

/** Código e segredos: programa nenhum do curso os escreve, e o aluno pode salvá-los enquanto ele roda. */
const CODE = /\.[cm]?[jt]sx?$|(^|\/)\.env[^/]*$/i;
/** Do aluno também, mas há programas que escrevem um a cada vez. */
const DATA = /\.(json|ya?ml|toml)$/i;
/** De editores: cópias e travas (`x~`, `#x#`, `.#x`, `.x.swp`) e o arquivo com que o vim prova que pode escrever. */
export const EDITOR_FILES = /~$|^#.*#$|^\.#|\.sw[a-z]$|^4913$/;

export interface FileWatcher {
  /** Resolve quando já observa: o que se salvar depois não escapa. */
  ready: Promise<void>;
  /** O conteúdo de agora já foi visto. */
  remember(): void;
  /** O último conteúdo que se viu de cada arquivo do curso, mesmo que ele tenha sumido depois. */
  last: ReadonlyMap<string, Buffer>;
  /** A pasta é outra, ou se foi: daqui não vem mais aviso que preste. */
  isStale(): boolean;
  /** O que mudar entre as duas chamadas, fora código e arquivos do curso, foi o programa que escreveu. */
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
  const last = new Map<string, Buffer>();
  const current = (name: string): string | undefined => {
    const content = contentOf(path.join(folder, name));
    // Vazio, pode ser um editor no meio de salvar: não há o que guardar.
    if (content?.length && sources.includes(name)) last.set(name, content);
    return content && createHash('sha256').update(content).digest('hex');
  };
  // Os arquivos do curso, e os que, pelo nome, só o aluno escreveria.
  const seen = new Map(sources.map((name) => [name, current(name)]));
  const isGone = (name: string): boolean => last.has(name) && !existsSync(path.join(folder, name));
  const remember = (): void => {
    for (const name of seen.keys()) {
      seen.set(name, current(name));
      if (isGone(name)) last.delete(name);
    }
  };
  // O que o próprio curso escreveu, ou foi salvo sem mudança, não é novidade.
  const differs = (name: string): boolean => current(name) !== seen.get(name);

  const program = programWrites();
  const isSave = (name: string, changedMs: number | undefined): boolean => {
    if (!seen.has(name) && !CODE.test(name) && !DATA.test(name)) return !program.wrote(name, changedMs);
    if (!seen.has(name)) seen.set(name, undefined);
    if (isGone(name)) return true;
    return differs(name) && !(DATA.test(name) && !sources.includes(name) && program.keepsWriting(name, changedMs));
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  let goneSinceMs: number | undefined;
  /** O que mudou além do que a comparação dos arquivos do curso mostra: outros arquivos, ou a pasta (`''`). */
  const others = new Set<string>();
  /** Dos outros, os que são novos: o que um editor cria para trocar pelo salvo vem e vai, e nada mudou com ele. */
  const fresh = new Set<string>();
  const settleOthers = (): boolean => {
    const changed = [...others].filter((name) => !fresh.has(name) || existsSync(path.join(folder, name)));
    for (const name of changed) fresh.delete(name);
    others.clear();
    return changed.length > 0;
  };
  const settle = (): void => {
    const isDeleted = sources.some(isGone);
    if (isDeleted) {
      goneSinceMs ??= performance.now();
      const left = goneSinceMs + DELETED_MS - performance.now();
      if (left > 0) {
        timer = setTimeout(settle, left);
        return;
      }
    }
    goneSinceMs = undefined;
    // Apagado e de volta como era: nada mudou.
    if (!settleOthers() && !isDeleted && !sources.some(differs)) return;
    onSave();
  };
  const save = (name = ''): void => {
    if (!sources.includes(name)) others.add(name);
    clearTimeout(timer);
    timer = setTimeout(settle, SETTLE_MS);
  };

  const watched = identityOf(folder);
  let present = watched;
  let isRemoved = false;
  const folderCheck = setInterval(() => {
    const now = identityOf(folder);
    if (now === present) return;
    present = now;
    isRemoved = true;
    save();
  }, FOLDER_CHECK_MS).unref();
  let isReady = false;
  const watcher = watchFolder(folder, {
    alwaysStat: true,
    ignored: (file) =>
      [BEFORE, 'node_modules', '.git'].includes(path.relative(folder, file).split(path.sep)[0] ?? '') ||
      EDITOR_FILES.test(path.basename(file)),
  });
  watcher.on('all', (event, file, stats?: Stats) => {
    const name = path.relative(folder, file).replaceAll('\\', '/');
    if (name === '' && event === 'unlinkDir') isRemoved = true;
    // O que já estava lá é achado, e não salvo.
    if (!isReady && (event === 'add' || event === 'addDir')) {
      if (!seen.has(name) && (CODE.test(name) || DATA.test(name))) seen.set(name, current(name));
      return;
    }
    if (event === 'add' && !sources.includes(name)) fresh.add(name);
    // O aviso de que ele se foi chega bem depois da troca.
    if (event === 'unlink' && fresh.delete(name)) return void others.delete(name);
    // A hora da mudança, e não a que o arquivo diz de si: um programa pode dar-lhe outra. Apagado, não tem nenhuma.
    if (isSave(name, stats?.ctimeMs)) save(name);
  });
  watcher.once('ready', () => {
    isReady = true;
    // O que se salvou antes de o observador estar de olho não vira aviso dele.
    if (sources.some(differs)) save(sources[0]);
  });
  watcher.on('error', (error) => onError(error instanceof Error ? error : new Error(String(error))));
  return {
    ready: new Promise((resolve) => void watcher.once('ready', resolve)),
    remember,
    last,
    isStale: () => isRemoved || identityOf(folder) !== watched,
    programStarted: program.started,
    programEnded: program.ended,
    close() {
      clearTimeout(timer);
      clearInterval(folderCheck);
      return watcher.close();
    },
  };
}

function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    // Apagado, ou no meio de uma troca.
    return undefined;
  }
}

/** Duas pastas, uma no lugar da outra, têm o mesmo caminho e números diferentes. */
function identityOf(folder: string): string | undefined {
  try {
    const { dev, ino } = statSync(folder, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

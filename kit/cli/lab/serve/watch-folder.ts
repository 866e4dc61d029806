/** Avisar que arquivos de uma pasta o aluno salvou, e só os que mudaram de verdade. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { watch } from 'chokidar';
import { EDITOR_FILES } from '../watch/watch-files.ts';

/** Um editor que salva tudo de uma vez faz vários avisos de uma só mudança. */
const SETTLE_MS = 80;
/** O que um serviço lê: código, dados, e o que uma página leva. */
const READABLE = /\.([cm]?[jt]sx?|json|ya?ml|html|css|svg)$/i;

export interface FolderWatcher {
  /** Resolve quando já observa: o que se salvar depois não escapa. */
  ready: Promise<void>;
  close(): Promise<void>;
}

export interface WatchFolderOptions {
  /** Recebe caminhos dentro da pasta, com `/`. */
  onSave: (names: readonly string[]) => void;
  /** Não dá para observar. */
  onError: (error: Error) => void;
}

export function watchFolder(folder: string, { onSave, onError }: WatchFolderOptions): FolderWatcher {
  const seen = new Map<string, string | undefined>();
  const changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const settle = (): void => {
    const names = [...changed].filter((name) => {
      const now = fingerprint(path.join(folder, name));
      // Apagado, pode ser um editor no meio de salvar: o aviso de quando voltar é o que conta.
      if (now === undefined || now === seen.get(name)) return false;
      seen.set(name, now);
      return true;
    });
    changed.clear();
    if (names.length > 0) onSave(names);
  };

  let isReady = false;
  const watcher = watch(folder, { ignored: (file) => isIgnored(path.relative(folder, file)) });
  watcher.on('all', (event, file) => {
    const name = path.relative(folder, file).replaceAll('\\', '/');
    if (event.endsWith('Dir') || !READABLE.test(name)) return;
    if (!isReady) return void seen.set(name, fingerprint(file));
    changed.add(name);
    clearTimeout(timer);
    timer = setTimeout(settle, SETTLE_MS);
  });
  watcher.on('error', (error) => onError(error instanceof Error ? error : new Error(String(error))));
  const ready = new Promise<void>((resolve) => {
    watcher.once('ready', () => {
      isReady = true;
      resolve();
    });
  });
  return {
    ready,
    close() {
      clearTimeout(timer);
      return watcher.close();
    },
  };
}

/** O que começa com ponto (`.antes`, `.falha`, o que um editor guarda) não é programa. */
function isIgnored(relative: string): boolean {
  const parts = relative.split(path.sep);
  return parts.some((part) => part.startsWith('.') && part !== '.' && part !== '..') || isForeign(parts);
}

function isForeign(parts: readonly string[]): boolean {
  return parts.includes('node_modules') || EDITOR_FILES.test(parts.at(-1) ?? '');
}

function fingerprint(file: string): string | undefined {
  try {
    const content = readFileSync(file);
    // Vazio, também é um editor no meio de salvar.
    return content.length === 0 ? undefined : createHash('sha256').update(content).digest('hex');
  } catch {
    return undefined;
  }
}

/** Baixa o que falta da escala, e diz quanto falta. */
import type { Screen } from '../cli/screen.ts';
import type { ProgressLine } from '../cli/stick/progress-line.ts';
import { downloadJars, missingJars } from './jars.ts';
import { scaleTexts as texts } from './texts.ts';

export interface MissingOptions {
  env: NodeJS.ProcessEnv;
  screen: Screen;
  progress: ProgressLine;
  /** Abortado, desiste. */
  stop: AbortSignal;
}

/** @throws Error que diz o que não veio. */
export async function downloadMissing({ env, screen, progress, stop }: MissingOptions): Promise<void> {
  const missing = missingJars(env);
  if (missing.length === 0) return;
  // Fora de um terminal não há linha que se reescreva, e um minuto calado parece um defeito.
  screen.text(texts.downloadStarts(missing.length), 'dim');
  const show = (done: number, all: number): void => progress.show(texts.downloading(done, all));
  try {
    await downloadJars(missing, { onProgress: show, signal: stop });
  } finally {
    progress.clear();
  }
}

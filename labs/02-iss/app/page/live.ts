// A estação ao vivo: pergunta de tempos em tempos, e entre duas respostas a leva devagar de uma à outra.

import { ApiError, fetchStation, type LonLat, type StationNow } from './api.ts';
import { between } from './geometry.ts';
import { interact } from './telemetry.ts';

const EVERY_MS = 5_000;
/** Ela anda um pixel a cada poucos segundos: mais quadros não se veriam, e custam. */
const MOVE_MS = 100;
const DEADLINE_MS = 10_000;

export interface Watcher {
  arrived(now: StationNow): void;
  failed(error: ApiError): void;
}

/** Pergunta já e a cada cinco segundos. Com a página escondida, espera: ninguém está olhando. */
export function watchStation({ arrived, failed }: Watcher): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;

  const ask = async (): Promise<void> => {
    clearTimeout(timer);
    if (document.hidden || asking) return;
    asking = true;
    try {
      arrived(await interact('refresh-station', ({ fetch }) => fetchStation((path) => fetch(path, deadline()))));
    } catch (error) {
      failed(error instanceof ApiError ? error : new ApiError(0));
    } finally {
      asking = false;
    }
    timer = setTimeout(ask, EVERY_MS);
  };
  document.addEventListener('visibilitychange', ask);
  void ask();
}

function deadline(): RequestInit {
  return { signal: AbortSignal.timeout(DEADLINE_MS) };
}

/**
 * Leva um ponto de onde está até o destino mais novo, no tempo entre duas respostas. Quem prefere menos movimento, e quem
 * volta à página depois de um tempo, vê só o salto.
 */
export class Glide {
  readonly #moved: (position: LonLat) => void;
  #now: LonLat | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastAt = 0;

  constructor(moved: (position: LonLat) => void) {
    this.#moved = moved;
  }

  to(target: LonLat): void {
    clearInterval(this.#timer);
    const startedAt = performance.now();
    const away = startedAt - this.#lastAt > 3 * EVERY_MS;
    this.#lastAt = startedAt;
    const from = this.#now;
    if (!from || away || matchMedia('(prefers-reduced-motion: reduce)').matches) return this.#place(target);
    this.#timer = setInterval(() => {
      const share = Math.min(1, (performance.now() - startedAt) / EVERY_MS);
      this.#place(between(from, target, share));
      if (share === 1) clearInterval(this.#timer);
    }, MOVE_MS);
  }

  #place(position: LonLat): void {
    this.#now = position;
    this.#moved(position);
  }
}

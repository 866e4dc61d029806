/** O que o programa do aluno escreve na pasta dele: conferi-lo de novo por isso não teria fim. */

/** Um arquivo que muda durante tantas execuções seguidas é do programa: o aluno não salvaria no meio de todas. */
const MANY_RUNS = 3;

/** As horas são em milissegundos desde 1970; `undefined`: o arquivo foi apagado. */
export interface ProgramWrites {
  started(): void;
  ended(): void;
  /** Mudou enquanto o programa rodava. */
  wrote(name: string, changedMs: number | undefined): boolean;
  /** Mudou enquanto ele rodava, desta vez e das anteriores. */
  keepsWriting(name: string, changedMs: number | undefined): boolean;
}

export function programWrites(): ProgramWrites {
  let startedMs = Infinity;
  let endedMs = -Infinity;
  const written = new Set<string>();
  /** Em quantas execuções seguidas, e se já foi contada a de agora. */
  const streaks = new Map<string, { runs: number; isCounted: boolean }>();
  const isDuringRun = (atMs = Date.now()): boolean => atMs >= startedMs && atMs <= endedMs;
  return {
    started() {
      // O relógio de um disco pode ser menos fino que o nosso.
      startedMs = Math.floor(Date.now() / 1000) * 1000;
      endedMs = Infinity;
      for (const [name, streak] of streaks) {
        if (!streak.isCounted) streaks.delete(name);
        streak.isCounted = false;
      }
    },
    ended() {
      endedMs = Date.now();
    },
    wrote(name, changedMs) {
      if (changedMs === undefined && written.has(name)) return true;
      const isOurs = isDuringRun(changedMs);
      if (isOurs) written.add(name);
      return isOurs;
    },
    keepsWriting(name, changedMs) {
      if (!isDuringRun(changedMs)) return false;
      const { runs, isCounted } = streaks.get(name) ?? { runs: 0, isCounted: false };
      const now = isCounted ? runs : runs + 1;
      streaks.set(name, { runs: now, isCounted: true });
      return now >= MANY_RUNS;
    },
  };
}

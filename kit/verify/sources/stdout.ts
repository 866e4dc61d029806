/** A saída de um programa como fonte: serve aos passos em que os spans ainda só vão para o terminal. */
import { CAPABILITIES } from '../capabilities.ts';
import { readConsoleSpans } from './console-spans.ts';
import { type Reading, type TelemetrySource } from './source.ts';

/** O `console.dir` não desce até as listas dos atributos de um evento. */
const CONSOLE_SHOWS = CAPABILITIES.filter((capability) => capability !== 'event_lists');

export interface StdoutSourceOptions {
  /**
   * `false`: só o texto. É o que se quer num passo em que os spans têm de chegar a um backend: os impressos, que um
   * programa pode continuar imprimindo, não contam.
   */
  spans?: boolean;
}

/** @param captured Tudo que o programa escreveu até agora. */
export function stdoutSource(
  captured: () => string,
  { spans: wantsSpans = true }: StdoutSourceOptions = {},
): TelemetrySource {
  let last: { stdout: string; reading: Reading } | undefined;
  const readNow = (stdout: string): Reading => {
    const { spans, rest, problems } = readConsoleSpans(stdout);
    if (wantsSpans) return { spans, stdout: rest, problems };
    return { spans: [], stdout: rest, problems: problems.filter(({ code }) => code === 'stdout_too_long') };
  };
  return {
    shows: wantsSpans ? CONSOLE_SHOWS : [],
    async read() {
      const stdout = captured();
      if (last?.stdout !== stdout) last = { stdout, reading: readNow(stdout) };
      return last.reading;
    },
  };
}

/** O resultado em dois arquivos: a página, para ler, e o JSON, para comparar uma carga com outra. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LoadResult } from './load-result.ts';
import type { LoadWords } from './read-load-words.ts';
import { loadReport } from './report.tsx';

/**
 * @param folder Criada, se não existe.
 * @returns O caminho da página.
 * @throws Error do sistema, se a pasta não se deixa escrever.
 */
export function writeReport(folder: string, words: LoadWords, result: LoadResult): string {
  mkdirSync(folder, { recursive: true });
  const name = `carga-${stampOf(result.startedAt)}`;
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(reportJson(words, result), undefined, 2)}\n`);
  const page = path.join(folder, `${name}.html`);
  writeFileSync(page, loadReport(words, result));
  return page;
}

/** `2026-11-20-120000`, na hora desta máquina: em ordem alfabética, os arquivos ficam na ordem do tempo. */
function stampOf(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString();
  return `${local.slice(0, 10)}-${local.slice(11, 19).replaceAll(':', '')}`;
}

/** Dos ids, só quantos são: a semente e a forma os refazem. */
function reportJson(words: LoadWords, { acknowledged, unacknowledged, ...result }: LoadResult): object {
  const { url, rate, workers, seconds, errorShare, slowShare, serviceName, shape } = words;
  return {
    asked: { url, rate, workers, seconds, errorShare, slowShare, serviceName, shapeSpans: shape?.length },
    result: {
      ...result,
      traces: { acknowledged: acknowledged.length, unacknowledged: unacknowledged.length },
    },
  };
}

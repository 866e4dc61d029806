/** Por que nada foi confirmado: quem respondeu o quê, onde, e o que fazer. */
import { PARTIAL_SUCCESS } from './post-spans.ts';
import { loadTexts } from './texts.ts';

/** A máquina, ou a porta, não está lá. */
const NOBODY = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ETIMEDOUT)$/;
const HTTP = /^HTTP (\d+)$/;

/** @param reason O de `PostAnswer`. @returns Frases, e comandos para copiar, uma linha cada. */
export function whyNothing(url: string, reason: string): string[] {
  return chooseText(reason)(url, reason).split('\n');
}

function chooseText(reason: string): (url: string, reason: string) => string {
  if (NOBODY.test(reason)) return loadTexts.nobody;
  if (reason === PARTIAL_SUCCESS) return loadTexts.partial;
  const status = Number(HTTP.exec(reason)?.[1] ?? 0);
  if (status === 0) return loadTexts.silent;
  if (status === 401 || status === 403) return loadTexts.forbidden;
  if ([404, 405, 415].includes(status) || (status >= 300 && status < 400)) return loadTexts.noReceiver;
  return [429, 502, 503, 504].includes(status) ? loadTexts.busy : loadTexts.refusedAll;
}

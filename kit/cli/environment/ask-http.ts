/** Perguntar a quem está numa porta quem ele é, sem que ele nos prenda nem encha a memória. */

import { jsonFields, readAnswer } from '../../read-answer.ts';

export interface HttpAnswer {
  /** O cabeçalho `Server`, ou ''. */
  server: string;
  /** Os campos do corpo, se é um objeto JSON. */
  json: Readonly<Record<string, unknown>>;
}

export type Ask = (url: string) => Promise<HttpAnswer | undefined>;

const DEADLINE_MS = 1000;
const MAX_ANSWER_BYTES = 65_536;

/** `undefined`: não fala HTTP, ou não respondeu a tempo. Nunca rejeita. */
export async function askHttp(url: string): Promise<HttpAnswer | undefined> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(DEADLINE_MS) });
    const json = jsonFields(await readAnswer(response, MAX_ANSWER_BYTES));
    return { server: response.headers.get('server') ?? '', json };
  } catch {
    return undefined;
  }
}

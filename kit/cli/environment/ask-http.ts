/** Perguntar a quem está numa porta quem ele é, sem que ele nos prenda nem encha a memória. */

export interface HttpAnswer {
  /** O cabeçalho `Server`, ou ''. */
  server: string;
  /** O corpo, se é JSON. */
  json: unknown;
}

export type Ask = (url: string) => Promise<HttpAnswer | undefined>;

const DEADLINE_MS = 1000;
const MAX_BODY = 65_536;

/** `undefined`: não fala HTTP, ou não respondeu a tempo. Nunca rejeita. */
export async function askHttp(url: string): Promise<HttpAnswer | undefined> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(DEADLINE_MS) });
    return { server: response.headers.get('server') ?? '', json: parse(await firstText(response)) };
  } catch {
    return undefined;
  }
}

async function firstText({ body }: Response): Promise<string> {
  if (body === null) return '';
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (text.length < MAX_BODY) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += value;
  }
  await reader.cancel();
  return text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

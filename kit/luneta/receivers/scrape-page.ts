/** Uma visita a uma página do Prometheus: pede, confere e lê, com tempo e memória limitados. */
import { formatBytes } from '../../format.ts';
import { timeLimit } from '../../time-limit.ts';
import { UNSAMPLED } from '../http/unsampled.ts';
import type { PageFormat } from '../wire/prometheus-line.ts';

/** O que o Prometheus pede: OpenMetrics, e o formato de texto para quem não o tem. */
const ACCEPT = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
/** De página, já descomprimida. */
export const MAX_PAGE_BYTES = 10 << 20;

export interface FetchedPage {
  body: Uint8Array;
  format: PageFormat;
}

/** A página não veio, ou não é uma página do Prometheus. A mensagem é para quem a escreveu. */
export class ScrapeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ScrapeError';
  }
}

/** @throws ScrapeError. Redirecionamentos são seguidos. */
export async function fetchPage(url: URL, timeoutMs: number, closing: AbortSignal): Promise<FetchedPage> {
  const signal = timeLimit(timeoutMs, closing);
  try {
    const response = await fetch(withoutUser(url), {
      signal,
      headers: {
        accept: ACCEPT,
        'accept-encoding': 'gzip',
        'user-agent': 'Luneta',
        'x-prometheus-scrape-timeout-seconds': String(timeoutMs / 1000),
        traceparent: UNSAMPLED,
        ...authorizationOf(url),
      },
    });
    try {
      if (response.status !== 200) throw new ScrapeError(`a página respondeu HTTP ${response.status}`);
      const format = formatOf(response.headers.get('content-type') ?? '');
      return { body: await readBody(response), format };
    } finally {
      // Uma recusa não fica com a conexão aberta à espera de quem leia o resto.
      if (!response.bodyUsed) await response.body?.cancel().catch(() => {});
    }
  } catch (error) {
    if (error instanceof ScrapeError) throw error;
    throw new ScrapeError(reasonOf(error, timeoutMs));
  }
}

/** O endereço como se mostra e como se pede: sem usuário nem senha. */
export function withoutUser(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

function authorizationOf({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(user).toString('base64')}` };
}

/** Sem tipo, é texto: é o que os servidores escritos à mão mandam. */
function formatOf(contentType: string): PageFormat {
  const [type] = contentType.split(';', 1).map((text) => text.trim().toLowerCase());
  if (type === 'application/openmetrics-text') return 'openmetrics';
  if (type === 'text/plain' || type === '') return 'text';
  throw new ScrapeError(`a resposta é ${type}, e não uma página do Prometheus (text/plain): confira o caminho`);
}

async function readBody({ body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    size += part.value.length;
    if (size > MAX_PAGE_BYTES) {
      await reader?.cancel();
      throw new ScrapeError(`a página passa de ${formatBytes(MAX_PAGE_BYTES)}`);
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}

const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'ninguém escuta nesse endereço (o programa está no ar?)',
  ECONNRESET: 'a conexão caiu no meio da resposta',
  ENOTFOUND: 'não há máquina com esse nome',
  EAI_AGAIN: 'não há máquina com esse nome',
  UND_ERR_SOCKET: 'a conexão caiu no meio da resposta',
  Z_DATA_ERROR: 'diz vir comprimida em gzip, e não está',
  Z_BUF_ERROR: 'o gzip acaba pela metade',
};

/** O que o fetch só diz num texto. */
const MESSAGES: Readonly<Record<string, string>> = {
  'bad port': 'nenhum navegador nem fetch visita essa porta: sirva a página noutra',
  'redirect count exceeded': 'os redirecionamentos não acabam',
  'URL scheme must be a HTTP(S) scheme': 'o redirecionamento leva a um endereço que não é http: nem https:',
};

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `não respondeu em ${timeoutMs} ms`;
  const { cause = error } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (Object.hasOwn(CODES, code)) return CODES[code];
  const { message } = cause instanceof Error ? cause : error;
  return Object.hasOwn(MESSAGES, message) ? MESSAGES[message] : message;
}

/** O backend que o aluno escolheu com `--backend`: o endereço é conferido antes que alguém dependa dele. */
import { formatDuration, list } from '../../format.ts';
import { notJaegerText, SCREEN_ADDRESS } from '../../jaeger-backend.ts';
import { readAnswer } from '../../read-answer.ts';
import { UsageError } from '../../usage-error.ts';
import { BackendError } from './backend-error.ts';
import { timeLimit } from '../../time-limit.ts';
import type { QueryAddresses } from './query-addresses.ts';
import { askApis, FIRST_PROBE, type ProbeAnswer, type SpokenApis } from './spoken-apis.ts';

const EXAMPLE = 'http://localhost:16686';
const TIMEOUT_MS = 5000;
/** Os outros que também servem. */
const OTHER_ADDRESSES =
  'Também serve um Zipkin (9411) ou um Tempo (3200); e, ao lado dele, um Prometheus (9090) e um Loki (3100). A 3000 é a tela do Grafana, que não serve aqui.';
/** A lista de serviços: cabem mais de cem mil nomes. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** O endereço sem barra no fim, nem busca: `localhost:16686/` é http://localhost:16686. @throws UsageError */
export function readBackendUrl(given: string): string {
  const wrong = (what: string): UsageError =>
    new UsageError(`--backend precisa ${what}, como em --backend ${EXAMPLE}; recebido: "${given}".`);
  const text = given.trim();
  // Um número sozinho seria lido como um endereço IPv4: 16686 é 0.0.65.46.
  if (/^:?\d*$/.test(text)) throw wrong('do endereço inteiro de um backend');
  const full = /^[a-z][\w+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(full)) throw wrong('do endereço de um backend');
  const { protocol, origin, pathname, username, password } = new URL(full);
  if (protocol !== 'http:' && protocol !== 'https:') throw wrong('de um endereço http ou https');
  if (username !== '' || password !== '') throw wrong('de um endereço sem usuário nem senha');
  return origin + pathname.replace(/\/+$/, '');
}

/**
 * Os endereços, um depois do outro, separados por vírgula.
 * @throws UsageError
 */
export function readBackendUrls(given: string): readonly string[] {
  // Uma vírgula a mais (`a, b`, no PowerShell) não é um endereço.
  const parts = given.split(',').filter((part) => part.trim() !== '');
  return [...new Set((parts.length > 0 ? parts : ['']).map(readBackendUrl))];
}

export interface CheckBackendOptions {
  /** De um pedido; padrão: 5 s. */
  timeoutMs?: number;
  /** Desiste antes do prazo: rejeita com o motivo dele. */
  signal?: AbortSignal;
}

/**
 * Descobre o que cada endereço mostra: de cada sinal, vale o primeiro que fala uma API dele.
 * @throws BackendError se um deles não atende no prazo, ou não fala nenhuma; ou se nenhum mostra traces.
 */
export async function checkBackends(
  urls: readonly string[],
  options: CheckBackendOptions = {},
): Promise<QueryAddresses> {
  const found = await Promise.all(urls.map(async (url) => ({ url, apis: await apisAt(url, options) })));
  const withSpans = found.find(({ apis }) => apis.spans !== undefined);
  if (withSpans?.apis.spans === undefined) throw new BackendError(noSpans(urls));
  const { url } = withSpans;
  return {
    spans: { api: withSpans.apis.spans, url },
    // Quem não tem outro pergunta ao mesmo: se ele não os mostra, a resposta explica qual seria o endereço certo.
    metrics: found.find(({ apis }) => apis.metrics)?.url ?? url,
    logs: found.find(({ apis }) => apis.logs)?.url ?? url,
  };
}

/** @throws BackendError se ninguém atende, ou se quem atende não fala nenhuma. */
async function apisAt(url: string, options: CheckBackendOptions): Promise<SpokenApis> {
  const { apis, first } = await askApis(
    (path) => get(url, path, options),
    (error) => {
      if (error instanceof BackendError) return { status: 0, text: undefined };
      throw error;
    },
  );
  if (apis) return apis;
  throw new BackendError(unknownApi(url, url + FIRST_PROBE, first));
}

/** @throws BackendError se ninguém atende, ou o prazo acaba. */
async function get(
  url: string,
  path: string,
  { timeoutMs = TIMEOUT_MS, signal }: CheckBackendOptions,
): Promise<ProbeAnswer> {
  try {
    const response = await fetch(url + path, { signal: timeLimit(timeoutMs, signal) });
    return { status: response.status, text: await readAnswer(response, MAX_ANSWER_BYTES) };
  } catch (error) {
    signal?.throwIfAborted();
    throw new BackendError(describeFailure(url, timeoutMs, error), { cause: error });
  }
}

function unknownApi(url: string, asked: string, { status, text }: ProbeAnswer): string {
  const { origin } = new URL(url);
  const start = text === undefined ? 'uma resposta sem fim' : JSON.stringify(text.trim().slice(0, 60));
  return (
    notJaegerText(url, `GET ${asked} deu ${status}, ${start}`) +
    ` ${OTHER_ADDRESSES}` +
    (url === origin ? '' : ` Se ele foi copiado do navegador, deixe só o começo: --backend ${origin}`)
  );
}

function noSpans(urls: readonly string[]): string {
  return (
    `Em ${list(urls)} não há onde ver traces, e é por eles que se confere um passo. Ponha na frente o endereço de um Jaeger, ` +
    `de um Zipkin, de um Tempo ou de uma Luneta: --backend ${EXAMPLE},${urls.join(',')}`
  );
}

/** O que não é do protocolo TLS, mas do certificado de quem atende. */
const BAD_CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;
/** O código, HPE_…, só existe em algumas versões do Node. */
const NOT_HTTP = 'HTTPParserError';

function describeFailure(url: string, timeoutMs: number, error: unknown): string {
  const { protocol } = new URL(url);
  const { name, code, message } = rootCause(error);
  const reason = code || message;
  if (name === 'TimeoutError') {
    return (
      `O backend em ${url} não respondeu em ${formatDuration(timeoutMs * 1000)}. Confira se o endereço está certo, e se ele não ` +
      'está travado; um firewall também silencia assim.'
    );
  }
  if (BAD_CERTIFICATE.test(code)) {
    return (
      `O certificado de ${url} não é de confiança para o Node (${reason}). Se ele é da sua turma, diga em ` +
      'NODE_EXTRA_CA_CERTS o arquivo da autoridade que o assinou; se o backend também atende sem TLS, use http://.'
    );
  }
  if (protocol === 'https:' && /SSL|TLS|EPROTO/.test(code)) {
    return `Quem atende em ${url} não fala TLS (${reason}). Use ${url.replace(/^https/, 'http')}`;
  }
  if (name === NOT_HTTP) {
    return `Quem atende em ${url} não fala HTTP/1 (${reason}). O certo é ${SCREEN_ADDRESS}`;
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `Não há máquina com o nome de ${url} (${reason}). Confira o endereço do --backend.`;
  }
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') {
    return (
      `Quem atende em ${url} encerrou a conexão sem responder (${reason}). Se ele só fala TLS, o endereço começa com ` +
      `https://; senão, o certo é ${SCREEN_ADDRESS}`
    );
  }
  return `Ninguém atende em ${url} (${reason}). Inicie o backend (npm run luneta), ou confira o --backend.`;
}

/** O `fetch` embrulha o erro da conexão; e quem tenta vários endereços de um nome junta os erros deles. */
function rootCause(error: unknown): { name: string; code: string; message: string } {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  if (cause instanceof Error) return rootCause(cause);
  if (!(error instanceof Error)) return { name: '', code: '', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { name: error.name, code, message: error.message };
}

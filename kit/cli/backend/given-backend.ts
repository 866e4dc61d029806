/** O backend que o aluno escolheu com `--backend`: o endereço é conferido antes que alguém dependa dele. */
import { formatDuration } from '../../format.ts';
import { notJaegerText, SCREEN_ADDRESS } from '../../jaeger-backend.ts';
import { jsonFields, readAnswer } from '../../read-answer.ts';
import { UsageError } from '../../usage-error.ts';
import { BackendError } from './backend-error.ts';
import { timeLimit } from '../../time-limit.ts';

const EXAMPLE = 'http://localhost:16686';
const TIMEOUT_MS = 5000;
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

export interface CheckBackendOptions {
  /** Padrão: 5 s. */
  timeoutMs?: number;
  /** Desiste antes do prazo: rejeita com o motivo dele. */
  signal?: AbortSignal;
}

/** @throws BackendError se `url` não responde, no prazo, como a API de consulta do Jaeger. */
export async function checkBackend(
  url: string,
  { timeoutMs = TIMEOUT_MS, signal }: CheckBackendOptions = {},
): Promise<void> {
  const asked = `${url}/api/services`;
  let status: number;
  let text: string | undefined;
  try {
    const response = await fetch(asked, { signal: timeLimit(timeoutMs, signal) });
    status = response.status;
    text = await readAnswer(response, MAX_ANSWER_BYTES);
  } catch (error) {
    signal?.throwIfAborted();
    throw new BackendError(describeFailure(url, timeoutMs, error), { cause: error });
  }
  const { data } = jsonFields(text);
  if (status === 200 && (Array.isArray(data) || data === null)) return;
  throw new BackendError(notJaeger(url, asked, status, text));
}

function notJaeger(url: string, asked: string, status: number, text: string | undefined): string {
  const { origin } = new URL(url);
  const start = text === undefined ? 'uma resposta sem fim' : JSON.stringify(text.trim().slice(0, 60));
  return (
    notJaegerText(url, `GET ${asked} deu ${status}, ${start}`) +
    (url === origin ? '' : ` Se ele foi copiado do navegador, deixe só o começo: --backend ${origin}`)
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

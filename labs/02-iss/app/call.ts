// Um pedido a outro serviço: com prazo, e de novo se ele falhou por pouco.

/** Um serviço que está no ar responde bem antes disto. */
const TIMEOUT_MS = Number(process.env.ISS_TIMEOUT_MS || 2000);
/** Quantas vezes pedir de novo: mais que isto, e quem já está mal recebe ainda mais pedidos. */
const RETRIES = 1;
/** Entre uma vez e outra. */
const PAUSE_MS = 50;
/** Os códigos de quem pode estar bem daqui a pouco. Um 404 seria 404 de novo. */
const WORTH_RETRYING = new Set([502, 503]);

export interface Answer<Body> {
  status: number;
  body: Body;
  /** Quantas vezes foi preciso pedir de novo. */
  resends: number;
}

/** O outro serviço não deu o que se pediu. */
export class CallError extends Error {
  override readonly name = 'CallError';
  /** O código da resposta, em texto, ou por que não houve resposta: "timeout", "unreachable". */
  readonly type: string;
  /** O código da resposta, se houve. */
  readonly status: number | undefined;
  /** O que veio na resposta, se era JSON. */
  readonly body: unknown;
  readonly resends: number;

  constructor(url: URL, type: string, { status, body, resends }: { status?: number; body?: unknown; resends: number }) {
    super(`GET ${url.origin}${url.pathname}: ${type}`);
    this.type = type;
    this.status = status;
    this.body = body;
    this.resends = resends;
  }
}

/** O valor de `error.type` de um erro qualquer: curto, e sempre o mesmo para a mesma causa. */
export function errorType(error: unknown): string {
  if (error instanceof CallError) return error.type;
  return error instanceof Error ? error.name : '_OTHER';
}

/** @throws CallError se não veio um 2xx, mesmo depois de pedir de novo. */
export async function callJson<Body>(url: URL, { timeoutMs = TIMEOUT_MS } = {}): Promise<Answer<Body>> {
  for (let resends = 0; ; resends++) {
    let response: Response;
    try {
      response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      const type = (error as Error).name === 'TimeoutError' ? 'timeout' : 'unreachable';
      // Quem estourou o prazo já nos custou o prazo inteiro.
      if (type === 'timeout' || resends === RETRIES) throw new CallError(url, type, { resends });
      await pause();
      continue;
    }
    const body = await response.json().catch(() => undefined);
    if (response.ok && body !== undefined) return { status: response.status, body: body as Body, resends };
    // Um 200 cortado no meio não é uma resposta.
    if (response.ok) throw new CallError(url, 'bad_body', { resends });
    if (!WORTH_RETRYING.has(response.status) || resends === RETRIES) {
      throw new CallError(url, String(response.status), { status: response.status, body, resends });
    }
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

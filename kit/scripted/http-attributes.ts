/** Os atributos que as convenções semânticas pedem de um span de HTTP, dos dois lados: os nomes são os do passo 01/7. */
import type { Attributes } from '../verify/span.ts';

/** Qual tentativa é, a partir da segunda. */
export const RESEND_COUNT = 'http.request.resend_count';

const PORT = 8080;
const STATUS = 'http.response.status_code';

export interface HttpCall {
  /** Quem atende. */
  host: string;
  /** Ausente se quem chama desistiu antes da resposta. */
  status?: number;
  /** De uma chamada que falhou sem resposta. Padrão: o `status`, de 400 em diante. */
  errorType?: string;
  /** Quantas vezes já se tinha chamado. Padrão: 0. */
  resendCount?: number;
}

/** @param name O nome do span: "POST /malas". */
export function httpServerAttributes(name: string, status: number): Attributes {
  const [method, route] = name.split(' ');
  return {
    'http.request.method': method,
    'http.route': route,
    'url.path': route,
    'url.scheme': 'http',
    [STATUS]: status,
    ...(status >= 500 && { 'error.type': String(status) }),
  };
}

/** @param name O nome do span: "POST /malas". */
export function httpClientAttributes(name: string, { host, status, errorType, resendCount = 0 }: HttpCall): Attributes {
  const [method, template] = name.split(' ');
  const type = errorType ?? (status !== undefined && status >= 400 ? String(status) : undefined);
  return {
    'http.request.method': method,
    'url.template': template,
    'url.full': `http://${host}:${PORT}${template}`,
    'server.address': host,
    'server.port': PORT,
    ...(status !== undefined && { [STATUS]: status }),
    ...(type !== undefined && { 'error.type': type }),
    ...(resendCount > 0 && { [RESEND_COUNT]: resendCount }),
  };
}

/**
 * Onde a Luneta responde diferente do Jaeger v2.20.0 de propósito. É a lista inteira: o teste que compara com as
 * respostas gravadas (`jaeger-recorded.test.ts`) só perdoa o que está aqui, e falha se um item daqui não for preciso.
 */
export interface RecordedAnswer {
  status: number;
  contentType: string;
  /** JSON já interpretado, texto, ou `undefined` quando o corpo não foi gravado. */
  body: unknown;
}

export interface Deviation {
  reason: string;
  /** Nomes das chamadas gravadas (`index.json`) a que se aplica. */
  calls: RegExp;
  /** A resposta gravada, alterada para o que a Luneta responde. */
  adapt: (recorded: RecordedAnswer) => RecordedAnswer;
}

const JSON_TYPE = 'application/json';

export const DEVIATIONS: readonly Deviation[] = [
  {
    reason: 'Erros em JSON saem como application/json; o Jaeger os rotula text/plain, e clientes não os interpretam.',
    calls: /./,
    adapt: (recorded) =>
      recorded.status >= 400 && typeof recorded.body === 'object' ? { ...recorded, contentType: JSON_TYPE } : recorded,
  },
  {
    reason: 'Caminho desconhecido da API responde 404 no envelope de erro da API, em vez de texto.',
    calls:
      /^(unknown-api|unknown-v3|trace-trailing-slash|metrics-minstep|post-traces|delete-trace|options-traces|cors-preflight)$/,
    adapt: () => ({
      status: 404,
      contentType: JSON_TYPE,
      body: { data: null, total: 0, limit: 0, offset: 0, errors: [{ code: 404, msg: '404 page not found' }] },
    }),
  },
  {
    reason: 'Limite inválido é erro de quem pede (400), não do servidor (500).',
    calls: /^(traces-limit-(0|negative|over-max)|v3-(traces|summaries)-depth-(0|over-max))$/,
    adapt: (recorded) => ({ ...recorded, status: 400, body: withErrorCode(recorded.body, 400) }),
  },
  {
    reason: 'Arquivar traces não existe na Luneta: 501 (não implementado) em vez de 500.',
    calls: /^archive/,
    adapt: (recorded) => ({ ...recorded, status: 501, body: withErrorCode(recorded.body, 501) }),
  },
  {
    reason: 'O texto do erro de JSON inválido do corpo é o da Luneta; o começo da mensagem é o mesmo.',
    calls: /^transform-bad$/,
    adapt: (recorded) => ({
      ...recorded,
      body: withErrorMessage(recorded.body, /^(cannot unmarshal OTLP : ).*/s, '$1…'),
    }),
  },
  {
    reason: 'O Jaeger inventa dados de demonstração nestas duas rotas; a Luneta não mostra números inventados.',
    calls: /^(quality-metrics|deep-dependencies)$/,
    adapt: () => ({
      status: 404,
      contentType: JSON_TYPE,
      body: { data: null, total: 0, limit: 0, offset: 0, errors: [{ code: 404, msg: '404 page not found' }] },
    }),
  },
  {
    reason: 'Página que não existe é 404; o Jaeger devolve a página inicial da interface com 200.',
    calls: /^unknown-page$/,
    adapt: (recorded) => ({ ...recorded, status: 404 }),
  },
  {
    reason: 'Um arquivo estático que não existe responde com a página 404 da interface, não com texto.',
    calls: /^unknown-static$/,
    adapt: () => ({ status: 404, contentType: 'text/html; charset=utf-8', body: undefined }),
  },
];

function withErrorCode(body: unknown, code: number): unknown {
  return JSON.parse(JSON.stringify(body).replace(/"(code|httpCode)":500/g, `"$1":${code}`));
}

function withErrorMessage(body: unknown, pattern: RegExp, replacement: string): unknown {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    key === 'msg' && typeof value === 'string' ? value.replace(pattern, replacement) : value,
  );
}

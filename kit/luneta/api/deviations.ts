/**
 * Onde a Luneta responde diferente do Jaeger v2.20.0 de propósito. É a lista inteira: os testes que comparam com as
 * respostas gravadas (`jaeger-recorded.test.ts`, e `otlp-http.test.ts` na porta OTLP) só perdoam o que está aqui.
 * `DEVIATIONS` tem o que aparece nas respostas gravadas; `OTHER_DEVIATIONS`, o que nenhuma delas mostra.
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
      body: {
        data: null,
        total: 0,
        limit: 0,
        offset: 0,
        errors: [{ code: 400, msg: 'cannot unmarshal OTLP : JSON inválido na posição 1, perto de "oops".' }],
      },
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

/** O que as respostas gravadas às consultas não mostram. Cada um tem teste próprio. */
export const OTHER_DEVIATIONS: readonly string[] = [
  'OTLP: /v1/metrics e /v1/logs existem (o Jaeger responde 404): métricas e logs são contados e confirmados.',
  'OTLP: páginas locais recebem cabeçalhos CORS (o Jaeger responde 405 ao OPTIONS); as de fora recebem 403.',
  'OTLP: corpo grande demais é 413 (o Jaeger responde 400); os textos dos erros são em português.',
  'NaN e infinitos são legíveis, como texto (o Jaeger responde 500 a qualquer leitura desse trace).',
  'Eventos saem em ordem de tempo (o Jaeger gravado os ordena por nome).',
  'Pedidos com Host de fora são recusados enquanto a Luneta só escuta em loopback; as páginas têm CSP.',
  'Mais de 32 condições de atributo, ou uma resposta de centenas de megabytes, são recusadas com 400.',
  'Thrift: otel.library.* e otel.scope.* viram o escopo do span; o Jaeger os deixa como atributos.',
  'Thrift: sem o campo event, o campo message dá nome ao evento.',
];

function withErrorCode(body: unknown, code: number): unknown {
  return JSON.parse(JSON.stringify(body).replace(/"(code|httpCode)":500/g, `"$1":${code}`));
}

/**
 * Onde a Luneta responde diferente do Jaeger v2.20.0 de propósito. É a lista inteira: os testes que comparam com as
 * respostas gravadas (`jaeger-recorded.test.ts`, e `otlp-http.test.ts` na porta OTLP) só perdoam o que está aqui.
 * `DEVIATIONS` tem o que aparece nas respostas gravadas às consultas; `OTLP_DEVIATIONS`, nas da porta OTLP;
 * `OTHER_DEVIATIONS`, o que nenhuma delas mostra.
 */
import { idleMetrics } from './testing/recorded-metrics.ts';

export interface RecordedAnswer {
  status: number;
  contentType: string;
  /** JSON já interpretado, texto, ou `undefined` quando o corpo não foi gravado. */
  body: unknown;
}

/** De qual chamada é a resposta, e quando foi gravada (ISO 8601). */
export interface RecordedCall {
  name: string;
  capturedAt: string;
}

export interface Deviation {
  reason: string;
  /** Nomes das chamadas gravadas (`index.json`) a que se aplica. */
  calls: RegExp;
  /** A resposta gravada, alterada para o que a Luneta responde. */
  adapt: (recorded: RecordedAnswer, call: RecordedCall) => RecordedAnswer;
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
    calls: /^(unknown-api|unknown-v3|trace-trailing-slash|post-traces|delete-trace|options-traces|cors-preflight)$/,
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
    reason: 'A Luneta tem as métricas RED, calculadas dos spans; o Jaeger gravado não tinha um Prometheus (501).',
    calls: /^metrics-(latencies|calls|errors)$/,
    adapt: (_recorded, { name, capturedAt }) => ({
      status: 200,
      contentType: JSON_TYPE,
      body: idleMetrics(name, capturedAt),
    }),
  },
  {
    reason: 'A rota do menor passo das métricas existe, como nos Jaegers com a aba Monitor; no gravado, não.',
    calls: /^metrics-minstep$/,
    adapt: () => ({
      status: 200,
      contentType: JSON_TYPE,
      body: { data: 1, total: 0, limit: 0, offset: 0, errors: null },
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

export const OTLP_DEVIATIONS: readonly Deviation[] = [
  {
    reason: '/v1/metrics e /v1/logs existem (o Jaeger responde 404): métricas e logs são contados e confirmados.',
    calls: /^ingest-(metrics|logs)$/,
    adapt: () => ({ status: 200, contentType: JSON_TYPE, body: { partialSuccess: {} } }),
  },
  {
    reason: 'Páginas locais recebem cabeçalhos CORS (o Jaeger responde 405 ao OPTIONS); as de fora recebem 403.',
    calls: /^ingest-options-cors$/,
    adapt: () => ({ status: 204, contentType: '', body: '' }),
  },
];

/** A resposta da Luneta à chamada: a gravada, com as diferenças que se aplicam a ela. */
export function adaptAnswer(
  recorded: RecordedAnswer,
  call: RecordedCall,
  deviations: readonly Deviation[],
): RecordedAnswer {
  return deviations
    .filter(({ calls }) => calls.test(call.name))
    .reduce((answer, { adapt }) => adapt(answer, call), recorded);
}

/** O que as respostas gravadas não mostram, mas quem compara os dois encontra. */
export const OTHER_DEVIATIONS: readonly string[] = [
  'OTLP: corpo grande demais é 413 (o Jaeger responde 400); os textos dos erros são em português.',
  'OTLP: um span com trace id ou span id ausente ou só de zeros é recusado e contado no partial_success (o Jaeger o guarda sob o id zero).',
  'OTLP/JSON: null, inteiros como 1e3 e base64 para URLs, que o proto3 JSON admite, são aceitos (400 no Jaeger); texto depois do JSON é 400 (o Jaeger o ignora).',
  'OTLP/gRPC: protobuf malformado é INVALID_ARGUMENT (INTERNAL no Jaeger).',
  'OTLP: tipos de span e status de números desconhecidos viram "não informado" (a v3 do Jaeger repete o número); entityRefs, que são experimentais, não são guardados.',
  'NaN e infinitos são legíveis, como texto (o Jaeger responde 500 a qualquer leitura desse trace).',
  'Eventos saem em ordem de tempo (o Jaeger gravado os ordena por nome).',
  'Tempos depois de 2262, que não cabem num int64 de nanossegundos, saem como vieram, também em start, end, endTs e lookback (o Jaeger os lê como negativos).',
  'Um double -0 sai como 0 (como -0 no Jaeger); a busca pelo texto -0 o encontra.',
  'Recursos iguais são um só, venham de que pedido vierem: a v3 junta os spans vizinhos deles, e um atributo do SDK movido de um span aparece nos outros.',
  'Atributos do SDK que são listas, mapas ou bytes são comparados com os do recurso (o Jaeger responde 500, ou troca o valor por outro).',
  'Cada span leva os seus avisos, também quando dois têm o mesmo id (a v1 do Jaeger os põe todos no último); ler não muda o que está guardado.',
  'traceID repetido na busca não multiplica a resposta (no Jaeger, o trace vem uma vez por repetição).',
  '/api/services/{service}/operations: um + no caminho é ele mesmo se há um serviço com esse nome; senão, um espaço (no Jaeger, sempre um espaço).',
  '/api/dependencies: lookback negativo é erro de quem pede (500 no Jaeger).',
  'Barras repetidas num caminho da API valem uma só (o Jaeger redireciona para o caminho limpo).',
  'OTLP: corpos comprimidos só com gzip e deflate (o Jaeger também lê zstd, snappy e lz4); Content-Encoding identity é aceito (400 no Jaeger).',
  'Não há as portas de gRPC do Jaeger: consultas (16685), coletor antigo (14250) e amostragem (5779); nem a de saúde (13133).',
  'Endereço com ";" ou % malformado na consulta é lido como veio (o Jaeger descarta o parâmetro inteiro).',
  'tags e tempos RFC 3339 malformados: 400 como no Jaeger, mas o fim da mensagem, que vem do Go, só é igual nos enganos comuns.',
  'Pedidos com Host de fora são recusados enquanto a Luneta só escuta em loopback; as páginas têm CSP.',
  'Mais de 32 condições de atributo, uma resposta de centenas de megabytes, ou um trace incomum de mais de 300.000 spans são recusados com 400; respostas demais que ninguém lê, com 503.',
  'O resumo de um trace incomum (ids repetidos, por exemplo) de mais de 300.000 spans conta todos, mas só olha os primeiros.',
  'Um pedido em que um span tem mais de 8.192 atributos, eventos ou links é recusado, e um com milhões de mensagens também: a tabela de limites está no README da Luneta.',
  '/api/metrics: as latências são quantis exatos, em milissegundos (o Jaeger interpola as faixas de um histograma).',
  '/api/metrics: quantile não é arredondado a centésimos, nem ratePer cortado na primeira unidade (1m30s vira 1m no Jaeger).',
  '/api/metrics: as taxas são contagens exatas, sem a extrapolação do rate(); o primeiro span de uma série já conta.',
  '/api/metrics: um span conta no instante em que terminou (no Jaeger, quando o Collector o recebeu).',
  '/api/metrics: service é um nome, não uma expressão regular.',
  '/api/metrics: tempos recusados pelo Prometheus são erro de quem pede (400); passos demais ou séries demais também.',
  'Thrift: um span com trace id ou span id só de zeros é recusado e contado (o Jaeger o guarda sob o id zero).',
  'OTLP e Thrift: texto que não é UTF-8 sai com o sinal de substituição (o Jaeger o troca por bytes em base64, e o nome de uma operação por invalid-span-name).',
  'Thrift por HTTP: corpo grande demais é 413 (500 no Jaeger), página de fora é 403, e todo erro explica o que fazer.',
  'Amostragem: /sampling e /api/sampling dizem o tipo por nome, como no Jaeger 1; o 2 responde por número, que o jaeger-client não entende.',
  'Amostragem: só GET; o arquivo com tipo desconhecido, campo desconhecido ou taxa fora de 0 a 1 é erro (o Jaeger só avisa no log).',
  'Zipkin: caminho desconhecido é 404, outro método é 405, formato binário no caminho errado é 415 e página de fora é 403 (o Jaeger tenta ler qualquer pedido como uma lista de spans).',
  'Zipkin: id de trace ausente ou só com zeros e tempo que não cabe em nanossegundos são recusados com 400 (o Jaeger guarda um trace zero, ou uma data sem sentido).',
  'Zipkin: null numa lista do v1 é ignorado (o Jaeger derruba a conexão); inteiros em texto, valores true/false em binaryAnnotations e trace_id de 8 bytes em protobuf são aceitos.',
  'Zipkin: otel.status_code OK e ERROR, como a especificação manda escrever, viram status (o Jaeger só conhece Ok, Error e STATUS_CODE_*, e apaga o resto); otel.scope.* vira escopo.',
  'Zipkin: texto com "|" que não é um evento ou link do Collector fica como veio (o Jaeger corta o nome ou recusa o pedido); listas e objetos em atributos de eventos ficam em JSON (o Jaeger os perde).',
  'Zipkin: tags de recurso de cada span ficam com ele, mesmo sem nome de serviço (o Jaeger dá a todos as de um só); no v1, o texto da tag error fica, e números negativos em Thrift têm sinal.',
];

function withErrorCode(body: unknown, code: number): unknown {
  return JSON.parse(JSON.stringify(body).replace(/"(code|httpCode)":500/g, `"$1":${code}`));
}

/** As dicas do passo 3: as duas métricas feitas à mão, e os dois caminhos por que elas saem. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';

const CREATE_CALLS =
  "`const calls = meter.createCounter('llm.api.calls', { unit: '{call}', description: 'Chamadas ao modelo' });`";
const CREATE_DURATION = "`.createHistogram('llm.answer.duration', {`";
const COUNT_GOOD = "`calls.add(1, { 'gen_ai.request.model': call.model });`";
const COUNT_FAILED = "`calls.add(1, { 'gen_ai.request.model': call.model, 'error.type': errorType(error) });`";
const RECORD = "`answerDuration.record((performance.now() - startMs) / 1000, { 'llm.answer.outcome': outcome });`";
const READER = '`readers.push(prometheus);`';

export const metricsHints = {
  '03/3': {
    ...programHints,
    'answer_differs:metrics': [
      'Alguém veio buscar as métricas em /metrics, e não achou a contagem das chamadas. O que veio no lugar: um 404, uma página vazia, ou outras métricas?',
      'São três coisas. A rota, em backend.ts, que entrega o pedido ao exporter que telemetry.ts exporta. O exporter, que só tem o que mostrar se estiver entre os readers do MeterProvider: sem isso ele responde que não há métrica nenhuma, e um segundo exporter, criado na rota, diria o mesmo. E o counter, que só aparece depois do primeiro add(). Na página, o nome tem sublinhados no lugar dos pontos, e o _total dos contadores.',
      `Em telemetry.ts: ${READER} Em backend.ts: \`app.get('/metrics', (request, response) => prometheus.getMetricsRequestHandler(request, response));\``,
    ],
    'no_telemetry:metrics': [
      'Nenhuma métrica chegou ao backend da aula. E as que telemetry.ts já mandava: quem as empurrava ainda está lá?',
      'Um reader não exclui o outro. O do OTLP empurra, a cada intervalo, para quem o programa escolheu; o do Prometheus espera que alguém venha. Um MeterProvider aceita os dois, e cada um lê tudo, no seu ritmo.',
      `O que empurra já está na lista, \`new PeriodicExportingMetricReader({\`, e o novo entra ao lado dele: ${READER}`,
    ],
    'metric_missing:llm.api.calls': [
      'A contagem das chamadas não chegou. O counter foi criado com este nome, e alguém somou nele?',
      'Criar o counter não manda nada, nem zero: a primeira soma é que faz nascer a série. Ele se cria uma vez, no alto do arquivo; somar, soma-se a cada chamada, onde ela acaba.',
      `No alto de llm.ts: ${CREATE_CALLS} Depois da chamada: ${COUNT_GOOD}`,
    ],
    'metric_missing:llm.answer.duration': [
      'A espera de quem perguntou não chegou. Ela foi anotada em algum lugar?',
      'A espera começa quando a pergunta chega e acaba quando há resposta, ou se desiste dela: é em ask(), e não na chamada, que se sabem os dois instantes. O histogram nasce uma vez, no alto do arquivo; dentro da função, seria outro a cada pergunta.',
      `No alto de ask.ts: ${CREATE_DURATION} No finally de ask(): ${RECORD}`,
    ],
    'metric_type_differs:llm.api.calls': [
      'As chamadas chegaram, e não como um Counter. Uma chamada já feita pode deixar de ter sido feita?',
      'O que só cresce é um Counter, e dele o Prometheus sabe tirar o ritmo, mesmo que o programa recomece do zero no meio. Um UpDownCounter é para o que entra e sai, como as chamadas em andamento.',
      CREATE_CALLS,
    ],
    'metric_type_differs:llm.answer.duration': [
      'A espera chegou, e não como um Histogram. Com a última medida, ou com a soma delas, dá para saber quanto esperou quem esperou mais?',
      'De um Gauge sobra a última pergunta; de um Counter, a soma, que só dá a média. O p95 que o passo 6 vai pedir só sai de um Histogram, que guarda quantas esperas couberam em cada faixa.',
      `Em ask.ts: ${CREATE_DURATION}`,
    ],
    metric_unit_differs: [
      'A espera chegou com outra unidade, ou sem nenhuma. performance.now() dá o quê? E as outras durações do OpenTelemetry, em que se medem?',
      'As convenções medem durações em segundos, e o Prometheus põe a unidade no nome: llm_answer_duration_seconds. A unidade que se declara e a conta que se faz têm de andar juntas: ninguém converte depois.',
      `Na criação: \`unit: 's',\`; na medida, os milissegundos divididos por mil: ${RECORD}`,
    ],
    metric_service_differs: [
      'A contagem chegou com outro service.name. O meter veio do provider que tem o recurso?',
      'metrics.getMeter pede ao provider global, que telemetry.ts registrou, com o recurso do serviço. Um segundo MeterProvider teria outro recurso, ou nenhum, e as métricas dele seriam de um desconhecido.',
      "No alto de llm.ts: `const meter = metrics.getMeter('llm');`",
    ],
    metric_buckets_differ: [
      'O histogram da espera não tem baldes que sirvam a ela. Até onde vai a sua maior faixa, e quanto se espera no pior caso?',
      'Os limites de fábrica são de quem mede em milissegundos (0, 5, 10… 10.000): em segundos, quase todas as perguntas caberiam na primeira faixa, e todo p95 sairia igual. Os seus vão de décimos de segundo até mais do que alguém aguenta esperar; o que passa do último limite não se distingue mais.',
      'Na criação: `advice: { explicitBucketBoundaries: [0.1, 0.25, 0.5, 1, 2, 3, 5, 10] },`',
    ],
    'metric_series_exceeded:llm.api.calls': [
      'Há mais séries de llm.api.calls do que modelos e tipos de erro. Que atributo a mais você deu à contagem, e quantos valores ele pode ter?',
      'Cada combinação de valores é uma série, que se guarda e se paga para sempre. O id do span, a pergunta ou a mensagem do erro mudam a cada chamada: numa métrica, viram uma série por chamada, que nunca passa de 1. Quem leva da métrica ao trace é o exemplar, ou o horário.',
      `Só o modelo, e o tipo do erro em quem falhou: ${COUNT_GOOD} ${COUNT_FAILED}`,
    ],
    'metric_series_exceeded:llm.answer.duration': [
      'llm.answer.duration tem séries demais. De quantos jeitos uma pergunta pode acabar?',
      'De cinco: com resposta, com resposta corrigida, sem resposta, recusada, abandonada. Um histogram custa caro em séries (uma por faixa, vezes cada combinação de atributos): a pergunta, o texto ou o trace não cabem nele.',
      `Um atributo só: ${RECORD}`,
    ],
    'metric_attribute_missing:llm.api.calls': [
      'A contagem chegou sem dizer de que modelo é cada chamada, ou por que falhou. Um total, sozinho, serve para decidir alguma coisa?',
      'Quem deu certo leva o modelo; quem falhou, o modelo e error.type, com o mesmo valor do span: é o que deixa ir da métrica que subiu aos traces que a explicam. Quem deu certo não tem error.type nenhum: nem "ok", nem vazio.',
      `No try: ${COUNT_GOOD} No catch: ${COUNT_FAILED}`,
    ],
    'metric_attribute_differs:llm.api.calls': [
      'Faltam na contagem as chamadas de um dos modelos, ou de um dos erros. O add() roda também para quem falhou?',
      'Quem lança não chega à linha seguinte: a soma que fica depois do await só conta o que deu certo, e uma taxa de erro feita assim é sempre zero. A do catch conta as outras. O modelo é o que se pediu, e error.type, o mesmo do span, em texto.',
      `No catch de llmCallWithTelemetry, ao lado do status: ${COUNT_FAILED}`,
    ],
    'metric_value_differs:llm.api.calls': [
      'A contagem das chamadas não bate com o que se chamou. Quanto soma cada chamada, e quantas houve?',
      'Cada chamada soma 1, seja a primeira tentativa, a segunda ou uma correção. A um modelo que caiu chama-se duas vezes; a um que insiste em conversar, também duas: a pergunta e uma correção só. Se o número passou disso, ou se soma mais que 1 de cada vez, ou se chama mais do que se pensa.',
      `Um de cada vez: ${COUNT_FAILED} As tentativas, no laço de ask.ts: \`if (attempt === MAX_ATTEMPTS || !isWorthRetrying(error)) throw error;\` A correção, só para quem errou a forma: \`if (!(error instanceof InvalidAnswer)) throw error;\``,
    ],
    'metric_attribute_missing:llm.answer.duration': [
      'A espera chegou sem dizer como acabou. Quem desistiu depressa e quem foi atendido depressa são a mesma boa notícia?',
      'Sem o desfecho, um modelo fora do ar, que falha num instante, melhora o p95. Com llm.answer.outcome (ok, repaired, failed), olha-se a espera de quem teve resposta, e à parte quantos não tiveram.',
      `O desfecho já está em outcome: ${RECORD}`,
    ],
    'metric_attribute_differs:llm.answer.duration': [
      'Há esperas que não foram medidas: nenhuma das que acabaram mal, ou das que precisaram de correção. Por onde sai da função quem não teve resposta?',
      'Uma medida feita antes do return só vale para quem chega ao return. No finally ela roda sempre, e outcome diz de que jeito se saiu: começa em failed, e só muda se houver resposta.',
      `No finally de ask(): ${RECORD}`,
    ],
    'metric_value_differs:llm.answer.duration': [
      'O número de esperas não é o de perguntas. Você mede a espera de quem pergunta, ou a de cada chamada?',
      'Uma pergunta pode precisar de duas chamadas, ou de quatro, e quem perguntou esperou uma vez só, por todas elas e pelas pausas. A medida de cada chamada já está nos spans, e terá o seu histogram no passo 4.1.',
      `Uma por pergunta, em ask(), e não no laço das tentativas: ${RECORD}`,
    ],
  },
} satisfies Record<string, Readonly<Record<string, HintStages>>>;

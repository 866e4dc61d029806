/** As dicas do passo 7: os três sinais também pelo Azure Monitor. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';
import { noLogs } from './silence.ts';

type Hints = Readonly<Record<string, HintStages>>;

const AZURE = '`const azure = azureExporters();`';
const SPANS = '`spanExporters.push(azure.spans);`';
const METRICS = '`metricExporters.push(azure.metrics);`';
const LOGS = '`logExporters.push(azure.logs);`';
const PROCESSORS = '`spanProcessors: spanExporters.map((exporter) => new BatchSpanProcessor(exporter)),`';
const NAME = '`[ATTR_SERVICE_NAME]: serviceName,`';
const INVOKED = "`return tracer.startActiveSpan('Notebook Invoked', options, parent, async (span) => {`";
const PARENT = '`const parent = propagation.extract(ROOT_CONTEXT, dbutils.widgets.getAll());`';

/** Os tipos de envelope que se esperam, como o servidor local os conta. */
const OF_SPANS = ['RequestData', 'RemoteDependencyData', 'ExceptionData'] as const;
const ALL = [...OF_SPANS, 'MessageData', 'MetricData'] as const;

function forEach(code: string, types: readonly string[], stages: HintStages): Hints {
  return Object.fromEntries(types.map((type) => [`${code}:${type}`, stages]));
}

export const azureHints: Hints = {
  ...programHints,
  no_telemetry: [
    'A Luneta ficou sem span nenhum. O Azure Monitor entrou ao lado dela, ou no lugar dela?',
    'Um provider aceita vários processors, cada um com o seu exporter, e todos recebem os mesmos spans. Se o do Azure substitui o outro na lista, ou se um segundo provider toma o registro do primeiro, alguém fica sem nada. Somar é acrescentar à lista que já existe.',
    `Em telemetry.ts, a lista começa com \`const spanExporters: SpanExporter[] = [new OTLPTraceExporter()];\` e ganha mais um: ${SPANS}`,
  ],
  ...forEach(
    'log_missing',
    ['RequestData', 'RemoteDependencyData'],
    [
      'O Application Insights local não recebeu os spans. Quando o provider foi criado, o exporter do Azure já estava na lista?',
      'No Application Insights um span SERVER vira um pedido (RequestData), e os outros, uma dependência (RemoteDependencyData). A lista é lida uma vez, ao criar o provider: acrescentar depois não muda nada, e um segundo provider não é usado por ninguém, porque só o primeiro registro vale. Sem connection string, azureExporters() devolve undefined, de propósito.',
      `Antes dos providers, em telemetry.ts: ${AZURE} ${SPANS} Quem lê a lista, mais abaixo, é ${PROCESSORS}`,
    ],
  ),
  'log_missing:ExceptionData': [
    'Os spans chegaram ao Azure, e nenhuma exceção. O que nele vira uma?',
    'O evento exception de um span, que recordException escreve, vira um ExceptionData. Se ele está na Luneta e não no Azure, o span de transform não saiu pelos dois caminhos.',
    `Em step(), do passo 5.1: \`span.recordException(error as Error);\` Em telemetry.ts: ${SPANS}`,
  ],
  'log_missing:MessageData': [
    'O Azure recebeu spans, e nenhum log. Quantos sinais o seu programa manda, e quantos você ligou ao Azure?',
    'Cada sinal tem o seu exporter, a sua fila e o seu provider: ligar os spans não liga os logs. No Application Insights um log é um MessageData.',
    `Em telemetry.ts: ${LOGS}`,
  ],
  'log_missing:MetricData': [
    'O Azure não recebeu métricas. Por onde elas sairiam?',
    'As métricas não passam por um processor: quem as leva é um leitor, um por exporter, que as empurra de tempos em tempos e na despedida. Sem o exporter do Azure na lista delas, ele não recebe nenhuma.',
    `Em telemetry.ts: ${METRICS}`,
  ],
  'no_telemetry:logs': noLogs(
    'Não chegou log nenhum, nem os do servidor que faz as vezes do Application Insights. O azure-server.ts ainda roda?',
  ),
  ...forEach('log_service_differs', ALL, [
    'Há um log com o nome de um envelope, e quem o assina não é o Application Insights local. Quem o escreveu?',
    'Esses logs contam o que o servidor local recebeu, e é ele que os escreve. Escritos por você, diriam que chegou o que não saiu.',
    `Do seu lado, só os exporters: ${SPANS} ${METRICS} ${LOGS}`,
  ]),
  ...forEach('log_attribute_missing', ALL, [
    'O envelope chegou sem uma das partes que todo envelope traz. Quem o montou?',
    'O exporter do Azure monta cada um a partir do span, do log ou da medida, e o servidor local conta o que leu dele. Um exporter seu no lugar daquele teria de saber o formato inteiro.',
    `Os que o pacote dá, sem nada em volta: ${AZURE} ${SPANS} ${METRICS} ${LOGS}`,
  ]),
  'log_attribute_differs:RequestData': [
    'Chegaram pedidos ao Azure, e não o que se procurava: um POST /notebook da API, que deu certo, e um Notebook Invoked do notebook. Qual falta, e que programa o mandaria?',
    'O papel (azure.cloud.role) é o service.name do recurso: os dois programas importam o mesmo telemetry.ts, e cada um diz o seu. Se falta só o do notebook, ele morreu antes de entregar a este exporter; se falta só o da API, o nome ou a rota mudou. E quem não é SERVER nem CONSUMER não vira pedido.',
    `No recurso: ${NAME} A despedida vale para todos os exporters: \`await settle(providers.map((provider) => provider.shutdown()));\``,
  ],
  'log_attribute_differs:RemoteDependencyData': [
    'Chegaram dependências ao Azure, e nenhuma é o transform que falhou. O que decide se uma dependência deu certo?',
    'Um span INTERNAL chega lá como uma dependência, e azure.success é o status dele: só ERROR é falha. O de orders-corrupt é do notebook, e sai quando a etapa acaba, pelos dois caminhos.',
    'Em step(), do passo 5.1: `span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });` Em telemetry.ts: ' +
      SPANS,
  ],
  'log_attribute_differs:ExceptionData': [
    'O Azure recebeu uma exceção, e de outro tipo. Que erro foi guardado no span?',
    'O tipo é o exception.type do evento, que recordException tira do name do erro. Embrulhar o erro noutro troca o nome pelo qual se agrupa.',
    "O erro como veio: `span.recordException(error as Error);`, com `this.name = 'InvalidAmountError';`",
  ],
  'log_attribute_differs:MessageData': [
    'O Azure recebe logs, e nenhum "step done". De que programa são os que chegaram?',
    'O do notebook sai pelo mesmo telemetry.ts que os outros, e antes que ele acabe: forceFlush e shutdown passam por todos os processors que o provider tem.',
    `${LOGS} E o log, em step(): \`body: 'step done',\``,
  ],
  'log_attribute_differs:MetricData': [
    'O Azure recebe métricas, e nenhuma é notebook.rows. De quem são as que chegaram?',
    'As que se chamam _OTELRESOURCE_ não são medidas suas: quem as manda é o exporter dos spans, com o recurso dentro. As suas não passam por um processor: leva-as um leitor, um por exporter, que as empurra de tempos em tempos e na despedida. Um notebook dura menos que o intervalo, e as dele só saem porque a despedida passa por todos os leitores.',
    `Em telemetry.ts: ${METRICS} Quem lê a lista, mais abaixo, é \`readers: metricExporters.map(\``,
  ],
  ...forEach(
    'log_not_in_trace',
    [...OF_SPANS, 'MessageData'],
    [
      'Um envelope chegou sem operação: no Azure ele não se junta a trace nenhum. De que contexto saiu o que ele conta?',
      'O id da operação é o id do trace, o mesmo que se vê na Luneta. Um log escrito fora de um span não tem um.',
      'Em step(), o log é escrito ainda dentro do span: `logger.emit({`',
    ],
  ),
  ...forEach(
    'log_other_trace',
    [...OF_SPANS, 'MessageData'],
    [
      'O Azure tem um envelope de um span que a Luneta não tem, ou de outro. Os dois caminhos levam os mesmos spans?',
      'Um provider com dois processors entrega o mesmo span, com os mesmos ids, aos dois. Dois providers abrem dois spans diferentes, e nenhum dos lados tem o trace inteiro.',
      `Um provider só, com um processor para cada exporter: ${PROCESSORS}`,
    ],
  ),
  'span_missing:Notebook Invoked': [
    'Na Luneta não há Notebook Invoked. Ele foi para o Azure em vez de vir para cá?',
    'Mandar também para outro lugar não tira nada de onde já se mandava. E o notebook entrega aos dois antes de sair.',
    `A lista continua com o primeiro: \`const spanExporters: SpanExporter[] = [new OTLPTraceExporter()];\` O span, em notebook.ts: ${INVOKED}`,
  ],
  'span_not_child:Notebook Invoked': [
    'Notebook Invoked está no trace, e já não é filho de run_notebook. O que mudou no contexto que o job recebe?',
    'Escolher por onde a telemetria sai não muda quem é pai de quem: o propagator e os parâmetros do job continuam como no passo 4.2.',
    `Em notebook.ts: ${PARENT} Na API: \`propagation.inject(context.active(), parameters);\``,
  ],
  'span_other_trace:Notebook Invoked': [
    'Notebook Invoked começou um trace novo. Com mais um exporter, quem deixou de registrar o propagator?',
    'Quem registra o propagator do W3C é o register() do provider dos spans. Num provider registrado de outro jeito, inject não escreve nada.',
    `Em telemetry.ts: \`tracerProvider.register();\` Em notebook.ts: ${PARENT}`,
  ],
};

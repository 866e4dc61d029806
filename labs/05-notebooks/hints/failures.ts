/** As dicas dos passos 5.1 a 5.4: o job que falha, o que demora demais, o que é cancelado e o que roda duas vezes. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';
import { noLogs, noSpans } from './silence.ts';

type Hints = Readonly<Record<string, HintStages>>;

const EXCEPTION = '`span.recordException(error as Error);`';
const STATUS = '`span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });`';
const TYPE = "`span.setAttribute('error.type', (error as Error).name);`";
const STEP = "`return tracer.startActiveSpan(name, { attributes: { 'notebook.dataset': dataset } }, async (span) => {`";
const INVOKED = "`return tracer.startActiveSpan('Notebook Invoked', options, parent, async (span) => {`";
const STOP = '`await stopTelemetry();`';
const FLUSH = '`await flushTelemetry();`';
const OUTCOME = "`if (finished.outcome !== 'SUCCESS') {`";
const JOB_STATUS = '`span.setStatus({ code: SpanStatusCode.ERROR, message: finished.error ?? finished.message });`';
const JOB_FAILED = "`span.setAttribute('error.type', 'job_failed');`";
const STATE = "`'databricks.run.result_state': finished.outcome,`";
const CALL = "`const run = await tracer.startActiveSpan('run_notebook', { kind: SpanKind.CLIENT }, async (span) => {`";
const TOO_MANY = '`if (response.status === 429 && attempt < MAX_ATTEMPTS) {`';
const RETRY_AFTER = "`await delay(Number(response.headers.get('retry-after') ?? 1) * 1000);`";
const PATIENCE = '`let run = await waitForRun(runId, settings.timeoutMs);`';
const GAVE_UP = '`const gaveUp = run.result === undefined;`';
const CANCEL = '`await cancel(runId);`';
const AGAIN = '`run = await waitForRun(runId, CANCEL_MS);`';
const TIMEOUT = "`if (finished.gaveUp) span.setAttribute('error.type', 'timeout');`";
const KEY = '`const runId = await runNow({ parameters, idempotencyKey: idempotencyKey ?? randomUUID() });`';
const DATASET = "`'notebook.dataset': dataset`";
const ROWS = "`span.setAttribute('notebook.rows', result.rows);`";
const LOG = "`body: 'step done',`";
const LOG_ATTRIBUTES =
  "`attributes: { 'notebook.step': name, 'notebook.dataset': dataset, 'notebook.rows': result.rows },`";

const NO_CALL: HintStages = [
  'O pedido foi atendido, e não há um span run_notebook. O que, em run-notebook.ts, o abria?',
  'Dizer como o job acabou não é abrir outro span: é escrever no que, desde o passo 3, cobre do pedido ao resultado. Um atributo posto depois do end() se perde; um span sem end() nem sai.',
  `O mesmo do passo 3: ${CALL} e, no finally, \`span.end();\``,
];

const failedJob: Hints = {
  ...programHints,
  'program_failed:stopped': [
    'Um dos pedidos não teve a resposta de sempre. O de orders-corrupt espera um 502 com job_failed: que resposta a sua API deu, e o que o job disse dela?',
    'Se veio um 200, o job acabou em SUCCESS: um notebook que apanha o erro e sai com dbutils.notebook.exit diz ao Databricks que deu certo, por mais triste que seja o texto. Se veio um 500, você lançou na API um erro que ninguém traduz: quem transforma o resultado em resposta é outcomeOf, depois de o span acabar. Observar uma falha não a conserta, nem a esconde.',
    'No notebook, quem apanha o erro lança-o outra vez, `throw error;`, e main sai com `process.exit(1);` Na API, no fim: `return outcomeOf(run);`',
  ],
  no_telemetry: noSpans('Só se acrescentou o que dizer de uma falha, e não chegou span nenhum. O que mais mudou?'),
  'span_missing:transform': [
    'Nenhum span transform chegou, nem o do job que vai bem. O notebook ainda passa por step()?',
    'Se até o de orders falta, o que se perdeu é o do passo 4.1: o span que se abre com o nome da etapa, acabe ela bem ou mal. O que é de agora fica num catch ao lado do try que já havia; o end() continua no finally, que roda nos dois casos.',
    `Em step(): ${STEP} e, no finally, \`span.end();\``,
  ],
  'status_differs:transform': [
    'transform de orders-corrupt falhou, e não chegou nenhum transform com status ERROR. O span dele veio sem erro, ou nem veio?',
    'Abra a Luneta. Se veio, falta dizer: um erro que passa por dentro de um span não o muda, só setStatus muda. Se só veio o de orders, o notebook que falhou morreu com o span na memória: process.exit(1) não espera por lote nenhum, como o exit do passo 4.1. Falhar também é sair.',
    `No catch de step(): ${STATUS} E no catch de main, antes de sair: ${STOP}`,
  ],
  'attribute_missing:transform:error.type': [
    'O span transform está em ERROR e não diz que erro foi. Daqui a um mês, como você conta quantos foram deste tipo?',
    'O status diz que falhou, a mensagem diz o caso. Para agrupar, error.type: um nome curto, sempre o mesmo para o mesmo defeito. Um erro em JavaScript já traz o seu, em name.',
    `No catch de step(): ${TYPE}`,
  ],
  'attribute_differs:transform:error.type': [
    'error.type está lá, com outro valor. Ele seria o mesmo se a linha estragada fosse outra?',
    'A mensagem fala da linha 613: com ela em error.type, cada defeito seria um tipo novo, e agrupar não juntaria nada. "Error" junta demais. O nome da classe fica no meio: InvalidAmountError.',
    `O nome, e não a mensagem: ${TYPE}`,
  ],
  'event_missing:transform': [
    'transform diz que falhou, e não guardou a exceção. Onde está a pilha, com a linha do código?',
    'recordException acrescenta ao span um evento chamado exception, com tipo, mensagem e pilha. Não muda o status, assim como setStatus não guarda a pilha: são duas coisas. E é no span da etapa, que está aberto quando o erro passa.',
    `No catch de step(), ao lado do status: ${EXCEPTION}`,
  ],
  'span_missing:Notebook Invoked': [
    'Não chegou nenhum Notebook Invoked. O que ficou no lugar dele?',
    'É o span do passo 4.1, em volta do notebook inteiro. Com o erro passando por ele, quem o termina é o finally: um end() só no caminho feliz deixa o de orders-corrupt aberto, e os filhos dele sem pai.',
    `Em invoked(): ${INVOKED} e, no finally, \`span.end();\``,
  ],
  'status_differs:Notebook Invoked': [
    'transform falhou, e Notebook Invoked, o pai, não diz ERROR. O erro de um filho aparece no pai sozinho?',
    'Não: cada span só diz o que se disse dele. Um erro que alguém trata no meio do caminho não é do pai; este, ninguém tratou, e o notebook inteiro falhou. Se você o disse, veja se o de orders-corrupt chegou: o catch de step() lança outra vez, e main entrega antes de sair?',
    `No catch de invoked(), o mesmo que na etapa: ${STATUS}, e \`throw error;\` No de main: ${STOP}`,
  ],
  'attribute_missing:Notebook Invoked:notebook.dataset': [
    'O Notebook Invoked que falhou não diz de que conjunto de dados era. Em que momento você o escreve?',
    'Um atributo escrito no fim do try não chega a ser escrito quando há um erro, e é com o erro que ele faz mais falta. O que se sabe desde o começo, diz-se ao começar.',
    `Nas opções do span: ${DATASET} em \`const options = { kind: SpanKind.SERVER, attributes };\``,
  ],
  'attribute_differs:Notebook Invoked:notebook.dataset': [
    'O Notebook Invoked em ERROR não é o de orders-corrupt, ou o de orders-corrupt não chegou. Que conjuntos de dados chegaram?',
    'O valor vem do parâmetro do job, lido uma vez. Se só há o de orders, o do job que falhou ficou na memória do processo: main saiu antes da entrega.',
    `O parâmetro: \`const dataset = dbutils.widgets.get('dataset');\`, nas opções do span: ${DATASET} E no catch de main: ${STOP}`,
  ],
  'span_missing:run_notebook': NO_CALL,
  'status_differs:run_notebook': [
    'O job falhou, e run_notebook, na API, não diz ERROR. Em que linha da API houve um erro?',
    'Em nenhuma: todos os pedidos ao Databricks tiveram 200. Um job que falha não lança nada em quem o chamou, e o catch do span não roda: é preciso olhar como ele acabou, e dizer. O ProblemError de outcomeOf vem depois, com o span já fechado.',
    `Dentro do span, logo depois dos atributos: ${OUTCOME} ${JOB_STATUS}`,
  ],
  'attribute_missing:run_notebook:databricks.run.result_state': [
    'run_notebook não diz como o job acabou. Os atributos são escritos também quando ele falha?',
    'O resultado de um job, bom ou mau, é um valor que volta. Se o seu código lança antes de escrever os atributos, o span do que falhou fica sem eles.',
    `Antes de qualquer if: ${STATE}`,
  ],
  'attribute_differs:run_notebook:databricks.run.result_state': [
    'O run_notebook que mais confere não acabou em FAILED. Como o Databricks soube que o notebook falhou?',
    'Pelo código de saída do processo: zero é SUCCESS, não importa o que ele tenha escrito. E o atributo é o que o Databricks disse, em maiúsculas, e não uma tradução sua.',
    `No notebook, o erro chega a main, que acaba com \`process.exit(1);\` Na API, o valor como veio: ${STATE}`,
  ],
  'attribute_missing:run_notebook:error.type': [
    'run_notebook está em ERROR, e não diz que tipo de erro foi. Para quem chamou, que nome tem isto?',
    'O erro de dentro, InvalidAmountError, é do notebook. Aqui a falha é outra: o job que se pediu não deu certo. Com error.type, um painel separa os jobs que falharam dos que nem começaram.',
    `Ao lado do status: ${JOB_FAILED}`,
  ],
  'attribute_differs:run_notebook:error.type': [
    'error.type de run_notebook tem outro valor. Ele diz o tipo do erro, ou a história deste caso?',
    'A mensagem do notebook varia com os dados, e já está no status; o estado do job já está em databricks.run.result_state. error.type é o nome, fixo, que a sua API dá a este jeito de falhar: o mesmo da resposta.',
    JOB_FAILED,
  ],
};

const patience: Hints = {
  ...programHints,
  'answer_differs:busy': [
    'orders-busy não teve a resposta dos outros. O que o Databricks respondeu à primeira tentativa, e quanto tempo depois veio a segunda?',
    'Um 429 não diz que o pedido está errado: diz "agora não". Quem insiste na mesma hora só aumenta a fila, e este servidor recomeça a contar; quem espera, entra. O Retry-After vem em segundos, e delay conta milissegundos: 1 é voltar na mesma hora. E as tentativas têm fim.',
    `Em databricks.ts: ${TOO_MANY} ${RETRY_AFTER} \`continue;\``,
  ],
  'answer_differs:slow': [
    'orders-slow devia dar um 504 com job_timeout. Quanto tempo a sua API espera por um job, e o que faz quando o tempo acaba?',
    'Se veio um 200, ela esperou até o fim: Infinity é uma paciência que ninguém tem, e quem chamou já foi embora. Se veio um 502, o job acabou cancelado e você não disse que a desistência foi nossa: quem faz outcomeOf responder 504 é gaveUp. waitForRun volta quando o job acaba, ou quando o prazo acaba, e neste caso ainda não há result.',
    `Em execute(): ${PATIENCE} ${GAVE_UP} e, no que se devolve, \`gaveUp };\``,
  ],
  no_telemetry: noSpans('A API passou a esperar e a desistir, e não chegou span nenhum. O que mais mudou?'),
  'span_missing:POST': [
    'Não há span POST nenhum: os pedidos ao Databricks não aparecem. O que os cala?',
    'Quem os abre é a instrumentação do fetch. suppressTracing cala tudo o que roda dentro dele: serve para as perguntas repetidas de waitForRun, e só para elas.',
    'Em volta de cada pergunta, e de mais nada: `const run = await context.with(suppressTracing(context.active()), () => getRun(runId));` Quem abre os outros é `new UndiciInstrumentation(`',
  ],
  'span_not_child:POST': [
    'Há pedidos POST ao Databricks, e não são filhos de run_notebook. O que estava ativo quando eles saíram?',
    'O pai de um pedido é o span ativo na hora em que ele sai: mandar, tentar de novo e cancelar acontecem todos dentro de execute, e execute, dentro de run_notebook.',
    `Em runNotebook: ${CALL} \`const finished = await execute(request);\``,
  ],
  'span_other_trace:POST': [
    'Os POST ao Databricks estão noutro trace. Quem os faz já não sabe de que pedido são?',
    'Tentar de novo mais tarde não é começar outro trabalho: se a nova tentativa vai para uma fila, ou para um contexto vazio, o trace de quem espera não a mostra. Um await no mesmo laço conserva o contexto.',
    `No próprio laço de request(), com um await: ${RETRY_AFTER} e \`continue;\``,
  ],
  'attribute_missing:POST:http.response.status_code': [
    'Os POST não trazem o código da resposta. Houve resposta?',
    'A instrumentação o escreve quando a resposta chega. Sem ele, a conexão caiu, ou o seu prazo, num AbortSignal, acabou antes.',
    'O prazo de cada pedido é o que já estava: `signal: AbortSignal.timeout(REQUEST_MS),`',
  ],
  'attribute_differs:POST:http.response.status_code': [
    'Nenhum POST levou um 429. orders-busy chegou ao Databricks?',
    'O 429 fica no trace mesmo que a tentativa seguinte dê certo: é a espera, vista por quem procura onde o tempo foi. Se não há nenhum, o pedido nem foi feito, ou foi feito por outro caminho que não request().',
    `Quem o lê é request(), depois de mandar: \`const response = await send(method, path, body);\` ${TOO_MANY}`,
  ],
  'span_missing:run_notebook': NO_CALL,
  'status_differs:run_notebook': [
    'Desistir do job não deixou run_notebook em ERROR. Para quem pediu, deu certo?',
    'Não acabar em SUCCESS é não ter dado o que se pediu, seja FAILED, seja CANCELED: é a mesma pergunta do passo 5.1, e ela só funciona se a espera acaba.',
    `${OUTCOME} ${JOB_STATUS} e, em execute(), uma espera com fim: ${PATIENCE}`,
  ],
  'attribute_missing:run_notebook:databricks.run.result_state': [
    'run_notebook não diz como o job acabou. O que acontece com os atributos quando você desiste?',
    'Lançar o erro da desistência dentro de execute pula a linha que os escreve. Desistir é um resultado, e volta como os outros; a resposta 504 é outcomeOf quem faz.',
    `Depois de execute, sempre: ${STATE}`,
  ],
  'attribute_differs:run_notebook:databricks.run.result_state': [
    'A API desistiu, e o estado do job não é CANCELED. Às quatro da manhã, quem está pagando por ele?',
    'Se é RUNNING, você foi embora e o deixou rodando: parar de perguntar não para ninguém, e é preciso cancelar. Se é TERMINATING, cancelou e não esperou: cancel só pede, e o job ainda leva um instante. Se é SUCCESS ou FAILED, a espera foi até o fim dele.',
    `Em execute(), se o prazo acabou antes: ${CANCEL} e então ${AGAIN}`,
  ],
  'attribute_missing:run_notebook:error.type': [
    'run_notebook não traz error.type. O que o escreve, quando é o nosso prazo que acaba?',
    'São dois jeitos de não dar certo: o job falhou, ou nós desistimos. Os dois se dizem no mesmo atributo.',
    `${JOB_FAILED} e, quando foi o prazo, ${TIMEOUT}`,
  ],
  'attribute_differs:run_notebook:error.type': [
    'error.type não separa o job que falhou do job de que desistimos. Qual dos dois é cada um?',
    'Num painel, job_failed manda olhar o notebook, e timeout, o nosso prazo. Um CANCELED sozinho não diz quem cancelou: quem sabe é gaveUp. E a última escrita ganha: a que diz timeout vem depois da outra.',
    `Depois do if do passo 5.1, que continua com ${JOB_FAILED}: ${TIMEOUT}`,
  ],
};

const LOST: HintStages = [
  'Chegou o extract de outros jobs, e o de orders-slow não. Quando o job foi cancelado, onde estava esse span?',
  'Já tinha acabado, e esperava na memória pelo resto do lote. Cancelar um job não avisa o notebook: o processo morre no meio de uma linha, sem finally e sem SIGTERM que se possa ouvir. O que se salva é o que já saiu. E só sai um span terminado: entregar antes do end() não o leva.',
  `No finally de step(), nesta ordem: \`span.end();\` e ${FLUSH}`,
];

const LOST_LOG: HintStages = [
  'O log da etapa extract de orders-slow não chegou. Ele foi escrito, mas saiu do processo?',
  'Um log também espera num lote. Quem só esvazia a fila dos spans deixa as outras duas para depois, e um job cancelado não tem depois.',
  `Os três sinais de uma vez, no finally de step(): ${FLUSH} Em telemetry.ts, é \`await settle(providers.map((provider) => provider.forceFlush()));\``,
];

const canceled: Hints = {
  ...programHints,
  no_telemetry: noSpans(
    'Era para salvar o que já tinha acabado, e não chegou span nenhum. O que você fechou antes da hora?',
  ),
  'no_telemetry:logs': noLogs('Não chegou log nenhum, nem o dos jobs que acabam bem. O que você fechou antes da hora?'),
  'span_missing:extract': [
    'Não há nenhum span extract, de job nenhum. A primeira etapa ainda passa por step()?',
    'Entregar no meio do caminho é forceFlush: esvazia e continua. shutdown esvazia e fecha, e o que vier depois se perde: não serve para o fim de uma etapa.',
    `O que esvazia sem fechar: ${FLUSH} A etapa, como antes: \`const { rows, orders } = await step('extract', extract);\``,
  ],
  'attribute_missing:extract:notebook.dataset': [
    'O span extract não diz de que conjunto de dados é. Sem o pai, que nunca acabou, como se sabe de quem ele é?',
    'Notebook Invoked de um job cancelado não chega nunca: o que se quer saber de uma etapa órfã tem de estar nela. Por isso o dataset vai nas opções, desde o começo.',
    `Ao abrir: ${STEP}`,
  ],
  'attribute_differs:extract:notebook.dataset': LOST,
  'attribute_missing:extract:notebook.rows': [
    'extract chegou sem contar as linhas. Ele foi terminado antes de saber quantas eram?',
    'Depois do end() um span está fechado, e o que se escreve nele se perde. A ordem é trabalhar, contar, terminar e entregar.',
    `No try, logo depois do trabalho: ${ROWS}`,
  ],
  'attribute_differs:extract:notebook.rows': [
    'O extract que mais confere não tem mil linhas. O que você contou?',
    'São as linhas que a etapa leu, e cada etapa diz as suas: result.rows. Não é o número da linha com defeito, nem o total até ali.',
    ROWS,
  ],
  'log_missing:step done': [
    'Há logs, e nenhum com o corpo "step done". O que mudou na frase, ou no lugar dela?',
    'O corpo é sempre o mesmo, e o que varia vai em attributes: é assim que se contam as etapas. O log sai de dentro do try, antes da entrega.',
    `Em step(): ${LOG}`,
  ],
  'log_attribute_missing:step done:notebook.dataset': [
    'O log "step done" não diz de que conjunto de dados é. Quem o lê sozinho entende?',
    'De um job cancelado pode só chegar um log: ele precisa dizer de que job é, de que etapa, e o que ela fez.',
    LOG_ATTRIBUTES,
  ],
  'log_attribute_differs:step done:notebook.dataset': LOST_LOG,
  'log_attribute_missing:step done:notebook.step': [
    'O log "step done" não diz que etapa acabou. Onde você a escreveu?',
    'Na frase, a etapa faria de cada log um texto diferente; em attributes, é um valor por que se filtra.',
    LOG_ATTRIBUTES,
  ],
  'log_attribute_differs:step done:notebook.step': LOST_LOG,
};

const repeated: Hints = {
  ...programHints,
  'program_failed:stopped': [
    'Um dos pedidos não teve a resposta de sempre. Foi o de orders-lost, em que a conexão cai, ou um que antes dava certo?',
    'Se orders-lost deu 502, você deixou de tentar outra vez: não há resposta repetida, nem resposta. Se orders-corrupt deu 200, ou outro pedido recebeu o que não é seu, a chave é a mesma para todos: quem repete uma chave recebe a execução que já a usou. Se nada mais roda, talvez a chave passe de 64 caracteres. Ela é de um pedido, e vale para as tentativas dele.',
    `Em execute(), uma chave nova por pedido: ${KEY} E request(), em databricks.ts, continua a tentar: \`await delay(100 * 2 ** attempt);\``,
  ],
  no_telemetry: noSpans('Era só uma chave no pedido do job, e não chegou span nenhum. O que mais mudou?'),
  'span_missing:Notebook Invoked': [
    'Não chegou nenhum Notebook Invoked. Os jobs ainda rodam, e o notebook ainda abre o span?',
    'A chave vai no pedido que começa o job, e o notebook não precisa saber dela: nada nele muda neste passo.',
    `Em invoked(), como estava: ${INVOKED}`,
  ],
  'span_duplicated:Notebook Invoked': [
    'orders-lost rodou duas vezes, e só se pediu uma. Quando a conexão caiu, o Databricks já tinha começado o job?',
    'Quem não recebe resposta não sabe se o pedido chegou. Tentar de novo é certo, desde que o outro lado reconheça que é o mesmo pedido: é para isso que o idempotency_token existe. Uma chave sorteada a cada tentativa é um pedido novo a cada tentativa; e como parâmetro do job, ou num cabeçalho inventado, ninguém a lê.',
    `Sorteie antes do laço das tentativas, que está em request(). Em execute(): ${KEY}`,
  ],
};

export const failuresHints = {
  '05/5.1': failedJob,
  '05/5.2': patience,
  '05/5.3': canceled,
  '05/5.4': repeated,
} satisfies Record<string, Hints>;

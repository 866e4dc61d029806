/** As dicas dos passos 1 a 3: o que o contrato recusa, a validação nos dois serviços e o job visto por quem o pede. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';
import { noSpans } from './silence.ts';

type Hints = Readonly<Record<string, HintStages>>;

const READER = "`app.use(express.json({ limit: '16kb' }));`";
const CONTRACT = '`app.use(contract);`';
const REQUIRED = '`required: [dataset]`';
const CLOSED = '`additionalProperties: false`';
const PATTERN = "`pattern: '^[a-z][a-z-]{1,38}[a-z]$'`";
const CODE = "`400: ['invalid_request', 'O pedido não confere com o contrato.'],`";
const REFUSAL_TYPE = "`trace.getActiveSpan()?.setAttribute('error.type', code);`";
const SERVED = '`new HttpInstrumentation({ disableOutgoingRequestInstrumentation: true }),`';
const ASKED = '`new UndiciInstrumentation(`';
const END = '`span.end();`';

const VALIDATE = "`return tracer.startActiveSpan('validate', async (span) => {`";
const ASK = '`const validation = await askServices(dataset);`';
const VALIDATION = "`span.setAttributes({ 'validation.dataset': dataset, 'validation.valid': validation.valid });`";
const BOTH = '`const [catalog, quota] = await Promise.all([askA(dataset), askB(dataset)]);`';

const RUN = "`const run = await tracer.startActiveSpan('run_notebook', { kind: SpanKind.CLIENT }, async (span) => {`";
const EXECUTE = '`const finished = await execute(request);`';
const JOB_ID = "`'databricks.job.id': settings.jobId,`";
const RUN_ID = "`'databricks.run.id': finished.runId,`";
const STATE = "`'databricks.run.result_state': finished.outcome,`";
const RUN_NOW = "`await request<{ run_id: number }>('POST', '/jobs/run-now', {`";

/** De um span que a API abriu à mão, ou que a instrumentação abriu por ela. */
function otherService(span: string): HintStages {
  return [
    `O span ${span} chegou com outro service.name. Quem diz o nome do serviço: o tracer, ou o recurso do provider?`,
    'O nome dado a getTracer é o de quem escreveu a instrumentação. O do serviço vem do recurso: aqui é o nome do arquivo com que o processo começou, menos o da API, que tem um só dela. E, se o seu terminal tem OTEL_SERVICE_NAME, ela vale mais que o código.',
    "Em telemetry.ts, que este passo não muda: `export const serviceName = file === 'api' ? 'orchestration-api' : file;`",
  ];
}

const contract: Hints = {
  ...programHints,
  'program_failed:stopped': [
    'A API ficou pronta, e um pedido que estava certo não teve a resposta de sempre: leia o que ela respondeu. Quem falou ali, o contrato ou a rota?',
    'Um 400 que se queixa de /body, o corpo inteiro, é o contrato posto antes do leitor de JSON: para ele, ainda não há corpo. Em /body/dataset, é um pattern apertado demais: em YAML ele não leva barras em volta. Um 500 traz o motivo na saída do programa (tecla o), e é o contrato que não se pôde ler, porque ele só é lido no primeiro pedido: "bad indentation" é um recuo fora do lugar, e "required value must be ["array"]", um required dentro da propriedade, e não ao lado de properties. Se foi na hora de parar que a API ficou presa, procure um setInterval seu, sem unref().',
    `A ordem, em api.ts: ${READER} e, logo depois, ${CONTRACT} Em openapi.yaml, ${PATTERN} na propriedade, e ${REQUIRED} ao lado de properties`,
  ],
  'answer_differs:missing': [
    'Pediu-se POST /validate sem o nome do conjunto, e a resposta não foi a recusa do contrato. Ele estava no caminho desse pedido? E diz que o nome é obrigatório?',
    'São duas coisas. O Express anda na ordem em que o código foi escrito: um middleware posto depois da rota que responde já não é chamado. E, num esquema, estar em properties só quer dizer "se vier, é assim"; que tem de vir, quem diz é required. Um if na rota também recusaria, mas a página /api/ui/, e quem lê o contrato, não saberiam dele.',
    `Em api.ts, entre o leitor de JSON e as rotas: ${CONTRACT} Em openapi.yaml, no esquema Dataset, ao lado de properties: ${REQUIRED}`,
  ],
  'answer_differs:unnamed': [
    'Pediu-se o conjunto "../etc", e a resposta não o recusou apontando /body/dataset. O seu padrão confere o texto inteiro, ou contenta-se com um pedaço?',
    'Em JSON Schema, pattern procura em qualquer lugar do texto: [a-z-]{3,40} acha "etc" e fica satisfeito. Só ^ e $ obrigam o começo e o fim a conferir. Não é preciosismo: este nome vai entrar no endereço de um pedido ao service-a, e ali "../" leva a outro lugar.',
    `Em openapi.yaml, na propriedade dataset: ${PATTERN}`,
  ],
  'answer_differs:extra': [
    'Pediu-se um conjunto que serve, e mais um campo, limit, de que o contrato não fala. A resposta não o recusou. O que acontece com um campo que ninguém lê?',
    'Num esquema, properties descreve o que se conhece e deixa entrar o resto. Quem escreveu "limit", ou um "datset" com uma letra a menos, acha que foi atendido, e não foi: é melhor recusar na hora, apontando o campo. Fechar a lista é um pedido à parte, ao lado de properties. Se nem os outros pedidos tortos foram recusados, comece por eles.',
    `Em openapi.yaml, no fim do esquema Dataset: ${CLOSED}`,
  ],
  no_telemetry: noSpans(
    'A API respondeu, e nenhum span chegou. Este passo é todo em openapi.yaml e em api.ts: o que mais mudou?',
  ),
  'span_missing:POST /validate': [
    'Chegaram spans, e nenhum se chama "POST /validate". Como se chamam os que vieram? De onde sairia o /validate?',
    'O nome é o verbo e a rota. De um pedido aceito, quem diz a rota é o Express; o recusado não chega a ela, e quem a diz é explainRefusal, que fica depois das rotas. Um span que se chama só "POST" é de um pedido de que ninguém a disse: outro tratamento de erro respondeu antes. E o que se importa antes de instrumentation.ts não é instrumentado.',
    "Em api.ts, o primeiro import continua `import './instrumentation';`, e no fim, depois das rotas, `app.use(explainDatabricks, explainRefusal);`",
  ],
  'kind_differs:POST /validate': [
    'O span "POST /validate" não diz que é o de quem atende. Foi a instrumentação que o abriu, ou foi você?',
    'Quem atende é SERVER, e o span dele nasce antes de qualquer linha de api.ts. Um outro, à mão, com o mesmo nome e sem kind, é INTERNAL, e confunde-se com o verdadeiro. Este passo não pede span nenhum: a recusa já tem o seu.',
    `Quem o abre, em instrumentation.ts, é ${SERVED}`,
  ],
  'service_differs:POST /validate': otherService('"POST /validate"'),
  'attribute_missing:POST /validate:http.response.status_code': [
    'Há um span "POST /validate", e nele não se vê com que código se respondeu. Quem o abriu viu a resposta sair?',
    'A instrumentação de HTTP fica com a resposta na mão até ela acabar, e só então escreve o código e termina o span. Um span aberto à mão na rota não sabe nada disso.',
    `Sem span seu, quem escreve é ${SERVED}`,
  ],
  'attribute_differs:POST /validate:http.response.status_code': [
    'Nenhum "POST /validate" acabou em 400. Os pedidos fora do contrato acabaram como?',
    'O código diz de quem é o erro: 4xx, de quem pediu; 5xx, de quem atende. Um pedido que não confere com o contrato é 400, nem 200 com uma mensagem dentro, nem 500. O span repete o que a resposta disse.',
    `Quem recusa é ${CONTRACT} e o que ele recusou vira um problema, em contract.ts: ${CODE}`,
  ],
  'attribute_missing:POST /validate:error.type': [
    'A recusa saiu, e o span dela não diz de que tipo foi. Quem escreveu essa resposta?',
    'sendProblem, em problem.ts, faz duas coisas na mesma hora: responde o problema e põe o código dele no span. Uma recusa escrita na rota, com response.status(400), faz só a primeira, e no trace sobra um 400 igual aos outros. Deixe que o contrato recuse: o erro dele chega a sendProblem.',
    `Na rota, nada. Antes dela: ${CONTRACT} Em problem.ts, que já vem pronto: ${REFUSAL_TYPE}`,
  ],
  'attribute_differs:POST /validate:error.type': [
    'O span da recusa tem um error.type que não é invalid_request. Quantos valores diferentes o seu pode ter?',
    'É o mesmo código que a resposta leva depois de urn:lab-otel:, curto e de poucos valores: é por ele que se contam as recusas e se separam os motivos. A frase do validador muda a cada pedido, e o número 400 já está noutro atributo.',
    `O código nasce em contract.ts: ${CODE} E quem o põe no span é ${REFUSAL_TYPE}`,
  ],
  'status_differs:POST /validate': [
    'O span da recusa não ficou com o status que devia. Recusar um pedido errado é uma falha de quem atende?',
    'A API fez o que tinha de fazer. Num span SERVER, as convenções deixam o 4xx em UNSET e guardam ERROR para o 5xx; senão, quem pede errado enche o seu gráfico de erros, e acorda você à noite. OK também não: diria que alguém conferiu que tudo correu bem.',
    `Do que houve, basta o tipo, e nenhum setStatus: ${REFUSAL_TYPE}`,
  ],
};

const validation: Hints = {
  ...programHints,
  'program_failed:stopped': [
    'Os três programas ficaram prontos, e uma resposta de /validate mudou, ou não veio. A validação continua devolvendo o que devolvia?',
    'startActiveSpan devolve o que a sua função devolve: sem o return lá dentro, não há validação nenhuma, e o contrato recusa a nossa própria resposta (500, invalid_response). E um conjunto que o A não conhece não é uma falha da validação, é o resultado dela: 200, com valid false. Lançar um erro ali troca a resposta. Quando o erro é de verdade, ele está na saída do programa (tecla o).',
    `Em validate.ts, ${VALIDATE} e, lá dentro, o que askServices disse, tal como veio: \`return validation;\``,
  ],
  no_telemetry: noSpans(
    'A API validou, e nenhum span chegou, nem os dos serviços A e B. Este passo é todo em validate.ts: o que mais mudou?',
  ),
  trace_services_differ: [
    'Nenhum trace passa por orchestration-api, service-a e service-b. A API perguntou aos dois? E com que contexto?',
    'O id do trace vai no cabeçalho traceparent: quem o escreve, em cada fetch, é a UndiciInstrumentation, com o contexto ativo naquele momento, e quem o lê é a instrumentação de HTTP do outro lado. Nada disso se escreve à mão. Um fetch dentro de ROOT_CONTEXT, ou com suppressTracing, sai sem ele; e um serviço a que não se perguntou não deixa nada.',
    `As duas perguntas, em validate.ts: ${BOTH} Em instrumentation.ts continuam ${ASKED} e ${SERVED}`,
  ],
  'span_missing:validate': [
    'Os spans dos pedidos chegaram, e nenhum se chama validate. O seu foi aberto com este nome, sem mais nada, e alguém o terminou?',
    'Um span só sai quando termina: sem end(), fica na memória e perde-se, sem erro nenhum; com o end() fora do finally, perde-se o de quem falhou, que é o que mais se vai procurar. E o nome é um só para todas as validações, que é o que deixa somá-las: o conjunto, que muda, é um atributo.',
    `O nome, letra por letra: ${VALIDATE} O fim, no finally: ${END}`,
  ],
  'span_not_child:validate': [
    'validate está no trace, e o pai não é o atendimento de "POST /validate". Que span estava ativo quando ele foi aberto?',
    'startActiveSpan toma por pai o span ativo. No começo de validate(), o ativo é o que a instrumentação abriu para o pedido; mais para dentro, ou dentro de um span seu, já é outro.',
    `Na primeira linha da função, em volta de tudo: ${VALIDATE}`,
  ],
  'span_other_trace:validate': [
    'validate está num trace, e o pedido que o causou, noutro. Quem mandou começar um trace novo?',
    'root: true, ou um ROOT_CONTEXT, corta o fio: o span nasce sem pai, e leva consigo os pedidos aos dois serviços. Quem olha o "POST /validate" já não descobre por que ele demorou.',
    `Sem opção nenhuma, ele é filho do span ativo: ${VALIDATE}`,
  ],
  'kind_differs:validate': [
    'O kind de validate diz que ele é um dos lados de um pedido pela rede. De qual, se são dois?',
    'Cada fetch já tem o seu span, CLIENT, que a instrumentação abriu: estão logo abaixo de validate, um por serviço. O seu mede o trabalho da própria API, as duas perguntas e a conclusão: é INTERNAL. Um CLIENT em volta de outros contaria a mesma ida à rede duas vezes.',
    `INTERNAL é o padrão, e não se escreve: ${VALIDATE}`,
  ],
  'service_differs:validate': otherService('validate'),
  'attribute_missing:validate:validation.dataset': [
    'validate está lá, e não diz que conjunto se validou. Quando o atributo foi escrito, o span ainda estava aberto? E era nele que se escrevia?',
    'Depois de end(), setAttribute não faz nada, e não reclama. Se o try devolve a promessa sem esperar por ela, com um return sem await ou um .then, o finally roda na hora: repare na duração do span, quase zero. E em api.ts o span ativo já não é este: trace.getActiveSpan() ali é o do pedido que chegou.',
    `Em validate.ts, com await: ${ASK} e, antes do end(), ${VALIDATION}`,
  ],
  'attribute_differs:validate:validation.dataset': [
    'Validaram-se dois conjuntos, orders e orders-none, e os spans não dizem os dois nomes. Qual falta, e o que esse pedido teve de diferente?',
    'O conjunto que não serve é justamente aquele de que alguém vai perguntar: um if, ou um return, antes de setAttributes deixa sem nome o span dele. O valor é o nome como veio no pedido, e não um endereço, nem uma frase.',
    `Para todos, sirvam ou não: ${VALIDATION}`,
  ],
  'attribute_missing:validate:validation.valid': [
    'O span diz que conjunto foi, e não diz a que se chegou. Na hora em que você escreveu, já se sabia?',
    'O nome sabe-se no começo, e a conclusão só depois de os dois serviços responderem. Lida de uma promessa por que não se esperou, ela é undefined, e um atributo undefined não se guarda, nem dá erro.',
    `Primeiro ${ASK} e depois ${VALIDATION}`,
  ],
  'attribute_differs:validate:validation.valid': [
    'validation.valid está lá, com outro valor, ou falta o de um dos conjuntos. O que o seu diz, e de que tipo é?',
    'É um booleano: o texto "true" não é true, e quem filtra por um não acha o outro. E é a conclusão da validação inteira, dos dois serviços juntos: false também se escreve, e é o que interessa achar.',
    `Sem String(…), e fora de qualquer if: ${VALIDATION}`,
  ],
  'span_missing:GET': [
    'A API validou, e não há nenhum span GET dela: os pedidos aos dois serviços não se veem do lado de quem pede. Quem os abriria?',
    'A UndiciInstrumentation abre um span para cada fetch, a não ser que o contexto peça silêncio (suppressTracing), ou que instrumentation.ts não seja o primeiro import da API. E quem responde sem perguntar a ninguém também não deixa span nenhum.',
    `As perguntas, em validate.ts: ${BOTH} Em instrumentation.ts continua ${ASKED}`,
  ],
  'span_not_child:GET': [
    'Há validate, há os pedidos aos dois serviços, e nenhum deles é filho dele. Quando os pedidos saíram, que span estava ativo?',
    'startSpan cria um span e não o torna o ativo: o fetch toma por pai o ativo, e encontra o do pedido que chegou. O trace fica com validate sozinho num canto, e não se vê que foram as perguntas que o fizeram demorar. startActiveSpan cria e ativa, enquanto a função dele roda.',
    `${VALIDATE} e, lá dentro, ${ASK}`,
  ],
  'kind_differs:GET': [
    'O span GET abaixo de validate não é o de um pedido que sai. Foi a instrumentação que o abriu?',
    'A UndiciInstrumentation abre como CLIENT o span de cada fetch. Um outro, à mão, com o mesmo nome, é INTERNAL: no mapa, a API deixa de falar com os dois serviços.',
    `Sem span seu em volta de cada fetch; quem o abre é ${ASKED}`,
  ],
  span_other_trace: [
    'Não há um trace que tenha, juntos, validate e o que os dois serviços atenderam. Qual dos três está fora?',
    'Se é validate, ele começou um trace só seu, ou nem chegou: comece por ele. Se é um dos serviços, o pedido a ele saiu sem contexto. As perguntas fazem-se dentro da função que startActiveSpan recebe, porque só ali este span é o ativo.',
    `Por fora, ${VALIDATE} por dentro, ${ASK}`,
  ],
};

const job: Hints = {
  ...programHints,
  'program_failed:stopped': [
    'A API e o servidor de jobs ficaram prontos, e a resposta de /notebook mudou, ou não veio. Quem chama runNotebook ainda recebe o que recebia?',
    'startActiveSpan devolve o que a sua função devolve: sem return finished, o que vem a seguir lê o resultado de undefined, e a resposta é 500 (a linha está na saída do programa, tecla o). Sem o await antes de startActiveSpan, lê o de uma promessa, e a API diz que falhou um job que ainda nem começou (502). E um catch que não lança de novo transforma a falha do job noutra, mais difícil de entender.',
    `Em run-notebook.ts, ${RUN} e, lá dentro, ${EXECUTE} e \`return finished;\``,
  ],
  no_telemetry: noSpans(
    'O notebook rodou, e nenhum span chegou, nem o do pedido a /notebook. Este passo é todo em run-notebook.ts: o que mais mudou?',
  ),
  'span_missing:run_notebook': [
    'Chegaram spans, e nenhum se chama run_notebook. O seu foi aberto com este nome, sem mais nada, e alguém o terminou?',
    'Um span só sai quando termina, e este tem de terminar também quando o job falha: no finally. O nome é um só para todos os jobs; o conjunto e o número da execução, que mudam, são atributos.',
    `O nome, letra por letra: ${RUN} O fim, no finally: ${END}`,
  ],
  'span_not_child:run_notebook': [
    'run_notebook está no trace, e o pai não é o atendimento de "POST /notebook". Que span estava ativo quando ele foi aberto?',
    'O pai é o span ativo no momento. Em runNotebook, é o do pedido que a API atende: a validação já acabou. Dentro de validate, ou de um span seu, já é outro.',
    `Em runNotebook, e não em execute nem na rota: ${RUN}`,
  ],
  'span_other_trace:run_notebook': [
    'O job está num trace, e o pedido que o causou, noutro. Quem mandou começar um trace novo?',
    'Um job parece outra história, porque roda noutra máquina e demora; mas alguém espera por ele, neste mesmo pedido. Com root: true, ou num ROOT_CONTEXT, essa espera fica sem explicação.',
    `Nas opções, só o kind: ${RUN}`,
  ],
  'kind_differs:run_notebook': [
    'O kind de run_notebook não diz que se pediu alguma coisa a outro e se esperou por ela. Quem roda o notebook?',
    'INTERNAL é o padrão, e conta trabalho da própria API, como em validate. Aqui o trabalho é de outra máquina: mandar, esperar e buscar é um pedido só, que dura o job inteiro, e quem pede é CLIENT. O POST abaixo dele também é, e mede outra coisa: só o recado de começar, que volta logo. Mais adiante, o notebook será o SERVER deste CLIENT.',
    `Nas opções, antes da função: ${RUN}`,
  ],
  'service_differs:run_notebook': otherService('run_notebook'),
  'attribute_missing:run_notebook:databricks.job.id': [
    'run_notebook não diz que job se mandou rodar. Ele foi escrito neste span, e antes do end()?',
    'O job é a receita, e a execução, cada vez que se cozinha: sem o número da receita não se comparam as execuções de um mesmo job. Se nenhum dos atributos chegou, veja a duração: um span que não espera pelo job termina antes de eles serem escritos.',
    `Depois de ${EXECUTE} e dentro de setAttributes: ${JOB_ID}`,
  ],
  'attribute_differs:run_notebook:databricks.job.id': [
    'databricks.job.id está lá, e não é o número de um job. Que valor é, e de que tipo?',
    'É um número, como na API do Databricks, e quem o sabe é a configuração: pode ser o do servidor local ou o do seu workspace. Escrito à mão, mente no dia em que o .env mudar; como texto, não se acha numa busca por número.',
    `Como vem de settings.ts: ${JOB_ID}`,
  ],
  'attribute_missing:run_notebook:databricks.run.id': [
    'run_notebook não diz que execução foi esta. Se o job falhar, que página do Databricks você abriria?',
    'O número só se sabe depois que o job foi aceito, e está no que execute devolve. Lido de uma promessa por que não se esperou, ele é undefined, e um atributo undefined não se guarda, nem dá erro.',
    `Com await: ${EXECUTE} e, a seguir, ${RUN_ID}`,
  ],
  'attribute_differs:run_notebook:databricks.run.id': [
    'databricks.run.id está lá, e não é o número de uma execução. Que valor é, e de que tipo?',
    'Não se faz conta com um id, mas ele tem de ser igual ao que os outros escrevem: na API ele é um número, e o notebook vai pôr o mesmo no span dele. Como texto, quem procura por um não acha o outro.',
    `Como veio, sem String(…): ${RUN_ID}`,
  ],
  'attribute_missing:run_notebook:databricks.run.result_state': [
    'run_notebook não diz como o job acabou. Quando o span terminou, já se sabia?',
    'run-now só diz que o job foi aceito, e volta na hora. Um span em volta desse pedido, e não da espera, mede o recado e não o trabalho: a duração dele denuncia. O resultado é a última coisa a saber-se.',
    `O span espera até o fim: ${EXECUTE} e só então ${STATE}`,
  ],
  'attribute_differs:run_notebook:databricks.run.result_state': [
    'databricks.run.result_state está lá, e não é SUCCESS. O que o seu conta: em que pé o job estava, ou como ele acabou?',
    'São duas perguntas, e o Databricks responde a cada uma num campo: life_cycle_state (PENDING, RUNNING, TERMINATED) diz em que pé está, e result_state (SUCCESS, FAILED, CANCELED) diz como acabou. TERMINATED é o fim de todos, dos que deram certo e dos que falharam. Se o seu diz FAILED, o notebook falhou mesmo: as linhas que ele escreveu estão na saída.',
    `Quem junta as duas, em execute, é outcome: ${STATE}`,
  ],
  'span_missing:POST': [
    'run_notebook chegou, e não há nenhum POST da API. Quem abre o span de um fetch?',
    'A UndiciInstrumentation abre um para cada fetch, a não ser que o contexto peça silêncio: suppressTracing cala tudo o que corre dentro dele. Aqui ele só serve às perguntas repetidas, em waitForRun; em volta do job inteiro, esconde o que o começa.',
    `Em databricks.ts, como estava: \`const run = await context.with(suppressTracing(context.active()), () => getRun(runId));\` Em instrumentation.ts: ${ASKED}`,
  ],
  'span_not_child:POST': [
    'Há run_notebook, há o POST que começa o job, e este não é filho daquele. Quando o pedido saiu, que span estava ativo?',
    'startSpan cria um span e não o torna o ativo: o fetch procura o ativo, e encontra o do pedido que chegou. O trace fica com os dois lado a lado, como se nada tivessem um com o outro. startActiveSpan cria e ativa, enquanto a função dele roda.',
    `${RUN} e, lá dentro, ${EXECUTE}`,
  ],
  'span_other_trace:POST': [
    'O POST que começa o job está num trace, e run_notebook, noutro. O pedido saiu de dentro do span?',
    'O fetch é filho do span ativo quando é chamado. Chamado antes de o span abrir, ou num contexto guardado de outro lugar, fica no trace de lá.',
    `execute é quem pede, e roda dentro do span: ${RUN} e ${EXECUTE}`,
  ],
  'kind_differs:POST': [
    'O span POST abaixo de run_notebook não é o de um pedido que sai. Foi a instrumentação que o abriu?',
    'A UndiciInstrumentation abre como CLIENT o span de cada fetch. Um outro, aberto à mão com o mesmo nome, é INTERNAL, e não sabe o endereço, nem o código da resposta.',
    `Sem span seu em databricks.ts; quem o abre é ${ASKED}`,
  ],
  'attribute_missing:POST:url.path': [
    'O POST está abaixo de run_notebook, e não diz a que caminho se pediu. Quem o abriu?',
    'A instrumentação escreve url.path no começo do pedido, com o método e o endereço. Um span aberto à mão só tem o que você escrever nele.',
    `Quem o abre e o preenche é ${ASKED}`,
  ],
  'attribute_differs:POST:url.path': [
    'Há um POST abaixo de run_notebook, e nenhum que vá a /jobs/run-now. O que começa o job ficou fora do span?',
    'Um job tem mais de um pedido: o que o começa, os que perguntam por ele, o que busca o resultado, o que o cancela. O span tem de abrir antes do primeiro e fechar depois do último.',
    `Dentro do span, ${EXECUTE}, que começa por runNow, em databricks.ts: ${RUN_NOW}`,
  ],
};

export const contractHints = {
  '05/1': contract,
  '05/2': validation,
  '05/3': job,
} satisfies Record<string, Hints>;

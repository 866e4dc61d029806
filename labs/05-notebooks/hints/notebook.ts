/** As dicas dos passos 4.1 a 4.3: o notebook que fala antes de sair, o contexto num parâmetro, um log e duas medidas. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';
import { noLogs, noMetrics, noSpans } from './silence.ts';

type Hints = Readonly<Record<string, HintStages>>;

const STEP = "`return tracer.startActiveSpan(name, { attributes: { 'notebook.dataset': dataset } }, async (span) => {`";
const ROWS = "`span.setAttribute('notebook.rows', result.rows);`";
const END = '`span.end();`';
const OPTIONS = '`const options = { kind: SpanKind.SERVER, attributes };`';
const INVOKED = "`return tracer.startActiveSpan('Notebook Invoked', options, parent, async (span) => {`";
const SUMMARIZE = '`return await summarize();`';
const STOP = '`await stopTelemetry();`';
const EXIT = '`dbutils.notebook.exit(JSON.stringify(summary));`';
const INJECT = '`propagation.inject(context.active(), parameters);`';
const EXTRACT = '`const parent = propagation.extract(ROOT_CONTEXT, dbutils.widgets.getAll());`';
const DURATION = "`const stepDuration = meter.createHistogram('notebook.step.duration', {`";
const SECONDS = "`stepDuration.record((performance.now() - startedMs) / 1000, { 'notebook.step': name });`";
const COUNTER = "`const stepRows = meter.createCounter('notebook.rows', { unit: '{row}' });`";
const COUNT = "`stepRows.add(result.rows, { 'notebook.step': name });`";
const BODY = "`body: 'step done',`";
const SERVICE = "`export const serviceName = file === 'api' ? 'orchestration-api' : file;`";

/** De uma etapa que não chegou. */
function stepMissing(name: string): HintStages {
  return [
    `O notebook rodou, e nenhum span se chama ${name}. As outras etapas chegaram? Se nenhuma chegou, o que faltou foi a etapa ou a entrega?`,
    `O nome do span é o que step recebe, e as três etapas passam por ela: se só esta falta, o nome está diferente, letra por letra. Se faltam as três e Notebook Invoked chegou, elas ainda chamam work() sem span em volta, ou o span delas nunca acaba. Se falta tudo, foi a entrega: olhe a última célula.`,
    `Em notebook.ts, dentro de step: ${STEP} e, no finally, ${END}`,
  ];
}

/** De uma etapa que ficou solta. */
function stepLoose(name: string): HintStages {
  return [
    `O span ${name} chegou, e não é filho de Notebook Invoked. Quem estava ativo quando ele nasceu?`,
    'Um span nasce filho do que está ativo naquela hora. startSpan cria, e não ativa; startActiveSpan ativa, e só para o que roda dentro da função que recebe. As etapas rodam em summarize(): é ela que tem de ser chamada lá dentro. E um context.with(parent, …) lá dentro desfaz a ativação: as etapas ficam irmãs de Notebook Invoked, em vez de filhas.',
    `Em notebook.ts: ${INVOKED} e, dentro dela, ${SUMMARIZE}`,
  ];
}

const spoken: Hints = {
  ...programHints,
  'program_failed:stopped': [
    'O job não acabou bem, ou a API não teve a resposta de sempre. O que o notebook escreveu? (tecla o, as linhas que começam com [notebook])',
    'Observar não muda o resultado: a função que o span envolve tem de devolver o que devolvia. Um return que se perdeu deixa o resumo vazio, um await que falta entrega uma promessa no lugar dele, e um nome usado antes de existir derruba o processo.',
    `Em notebook.ts, dentro do span: ${SUMMARIZE} e, na última célula, ${EXIT}`,
  ],
  no_telemetry: noSpans('Nem os spans da API chegaram. O que este passo mudou em telemetry.ts?'),
  'span_missing:Notebook Invoked': [
    'O job acabou bem, com o resumo certo, e nada do notebook chegou. O que acontece com um lote que ainda não saiu, quando o processo acaba?',
    'dbutils.notebook.exit acaba com o notebook ali mesmo: nem o que está embaixo dele roda, nem o que está na memória sai. stopTelemetry devolve uma promessa, e quem não espera por ela sai antes de a rede responder. Se as etapas chegaram e só este span falta, ele não acabou, ou o nome dele é outro: é "Notebook Invoked", com as maiúsculas e o espaço.',
    `Na última célula, nesta ordem: ${STOP} e só depois ${EXIT}`,
  ],
  'kind_differs:Notebook Invoked': [
    'O span do notebook inteiro não é SERVER. De que lado da conversa ele está?',
    'O kind diz o papel: CLIENT pede, SERVER atende, INTERNAL não fala com ninguém. Alguém, noutra máquina, mandou rodar este notebook e espera por ele: ele atende, mesmo que o pedido não tenha vindo por HTTP. É pelo kind que um mapa de serviços sabe para que lado vai a seta, e é por ele que o Azure o põe entre os pedidos.',
    `Em notebook.ts, nas opções do span: ${OPTIONS}`,
  ],
  'service_differs:Notebook Invoked': [
    'O span do notebook chegou com outro service.name. De que processo ele é?',
    'O notebook é um processo à parte, e o nome dele é o do arquivo com que o Node começou. Se o span é do orchestration-api, ele foi criado na API, e não no notebook; se é outro nome, alguém o escreveu à mão, ou o seu terminal tem OTEL_SERVICE_NAME, que vale mais que o código.',
    `Em telemetry.ts, que este passo não muda: ${SERVICE} O span nasce em notebook.ts: ${INVOKED}`,
  ],
  'attribute_missing:Notebook Invoked': [
    'O span do notebook não diz com que dados rodou. Daqui a um mês, como se saberá?',
    'O conjunto de dados é o que mais muda de uma execução para a outra, e é o primeiro filtro de quem procura. Os atributos vão nas opções do span, ao lado do kind.',
    `Em notebook.ts, as duas linhas, antes do span: \`'notebook.dataset': dataset,\` e ${OPTIONS}`,
  ],
  'attribute_differs:Notebook Invoked': [
    'notebook.dataset tem outro valor. O que o job mandou?',
    'O valor é o parâmetro do job, como veio, e não um nome escrito no notebook: o mesmo notebook roda com muitos conjuntos.',
    "O parâmetro, na célula dele: `const dataset = dbutils.widgets.get('dataset');` e o atributo: `'notebook.dataset': dataset,`",
  ],
  'span_missing:extract': stepMissing('extract'),
  'span_missing:transform': stepMissing('transform'),
  'span_missing:load': stepMissing('load'),
  'span_not_child:extract': stepLoose('extract'),
  'span_not_child:transform': stepLoose('transform'),
  'span_not_child:load': stepLoose('load'),
  span_other_trace: [
    'Uma etapa começou um trace só dela. O que faltava estar ativo, quando ela nasceu?',
    'Sem um span ativo, startActiveSpan começa um trace novo. Notebook Invoked existe, e não está ativo: ou foi criado com startSpan, que não ativa, ou as etapas rodam antes, ou depois, da função dele.',
    `Em notebook.ts: ${INVOKED} e, dentro dela, ${SUMMARIZE}`,
  ],
  'kind_differs:extract': [
    'A etapa extract não é INTERNAL. Com quem ela fala?',
    'Aqui as linhas saem de uma fórmula, no mesmo processo: é trabalho de dentro, INTERNAL, que é o que se tem quando não se diz nada. CLIENT seria a etapa que pergunta a um banco.',
    `Sem kind, nas opções: ${STEP}`,
  ],
  attribute_missing: [
    'Uma das etapas não diz por quantas linhas passou. Em que hora se sabe isso?',
    'Só depois que o trabalho acaba: por isso o atributo vem depois do await, e antes do fim do span. Depois do end(), um atributo se perde, sem erro nenhum.',
    `Em notebook.ts, logo depois de esperar pelo trabalho: ${ROWS}`,
  ],
  attribute_differs: [
    'notebook.rows não é o que se esperava. É um número? De qual das etapas?',
    'Um texto parece um número na tela, e não se soma nem se compara: "1000" não é 1000. E cada etapa tem o seu: extract e transform passam por mil linhas, e load, pelas quatro do resumo. O número é o que cada uma devolve em rows.',
    `Sem String() nem toFixed(): ${ROWS}`,
  ],
};

const carried: Hints = {
  ...programHints,
  'program_failed:stopped': [
    'Um dos pedidos não teve a resposta de sempre. Foi a API que não conseguiu pedir o job, ou o notebook que caiu? (tecla o, as linhas que começam com [notebook])',
    'dbutils.widgets.get de um parâmetro que o job não tem lança um erro, e o notebook cai antes do primeiro span: se quem chama não mandou contexto, não há traceparent. Do lado de quem pede, os parâmetros de um job são só textos, e o dataset continua entre eles: inject acrescenta ao objeto, e não o substitui.',
    `Em run-notebook.ts, o objeto e o que se acrescenta a ele: \`const parameters: Record<string, string> = { dataset };\` e ${INJECT} Em notebook.ts, todos de uma vez, os que houver: ${EXTRACT}`,
  ],
  no_telemetry: noSpans('Nem os spans da API chegaram. O que este passo mudou em telemetry.ts?'),
  'span_missing:Notebook Invoked': [
    'O job acabou bem, e Notebook Invoked não chegou. O que mais mudou em notebook.ts, além do pai?',
    'No passo anterior ele falava, e deste lado só muda o pai. O nome do span continua "Notebook Invoked", com as maiúsculas e o espaço; ele continua acabando no finally, e a entrega continua antes da saída.',
    `Só o pai é outro: ${EXTRACT} O span é o mesmo: ${INVOKED} e, na última célula, ${STOP}`,
  ],
  'span_not_child:Notebook Invoked': [
    'Os dois lados já se conhecem, e Notebook Invoked não é filho de run_notebook. De que span era o contexto que foi no parâmetro?',
    'inject leva o span que está ativo na hora em que é chamado. Chamado antes de run_notebook existir, leva o do pedido; chamado dentro de um span que você abriu para ele, leva esse; chamado com um contexto guardado, leva o de então. Em execute, que roda dentro do span, context.active() já é o dele.',
    `Em run-notebook.ts, em execute: ${INJECT}`,
  ],
  'span_other_trace:Notebook Invoked': [
    'São dois traces para um trabalho só. O parâmetro traceparent chegou ao notebook? E o notebook fez alguma coisa com ele?',
    'São duas metades, e uma sem a outra não faz nada. Quem pede escreve o contexto no objeto que manda, nele mesmo, e não numa cópia; quem atende o tira do que recebeu e o dá ao span, como terceiro argumento. Um id de trace num atributo, ou num parâmetro com outro nome, diz que os dois têm a ver, e não os junta: o pai vem do contexto. O doutor (tecla d) mostra os dois ids.',
    `Em run-notebook.ts: ${INJECT} Em notebook.ts: ${EXTRACT} e ${INVOKED}`,
  ],
  trace_services_differ: [
    'Nenhum trace passa pela API e pelo notebook. Onde ele se parte?',
    'Entre um processo e outro só passa o que se manda. Aqui, o que se manda são os parâmetros do job: o contexto tem de estar entre eles, de um lado, e ser lido, do outro.',
    `Em run-notebook.ts: ${INJECT} Em notebook.ts: ${EXTRACT}`,
  ],
  span_other_trace: [
    'O pedido está num trace, e a última etapa do notebook, noutro. As etapas ainda são filhas de Notebook Invoked?',
    'Se Notebook Invoked já é filho de run_notebook e load ficou de fora, foi a ativação que se perdeu: o contexto extraído é o do pai, e quem roda dentro do span é a função que ele recebe. Trocar o span por context.with(parent, …) deixa as etapas irmãs dele.',
    `Em notebook.ts, as duas coisas: ${INVOKED} e, dentro, ${SUMMARIZE}`,
  ],
};

const measured: Hints = {
  ...programHints,
  'program_failed:stopped': [
    'O job não acabou bem, ou a API não teve a resposta de sempre. O que o notebook escreveu? (tecla o, as linhas que começam com [notebook])',
    'Medir não muda o que se mede: depois do log e das medidas, a etapa devolve o que devolvia. Um "is not defined" é um instrumento criado dentro de outra função, ou um nome trocado; os dois instrumentos ficam no alto do arquivo, e result só existe depois do await.',
    `Em notebook.ts, dentro de step: ${COUNT} e, logo abaixo, \`return result;\``,
  ],
  'no_telemetry:logs': noLogs(
    'Nenhum log chegou, nem o que a API escreve ao começar. O que este passo mudou em telemetry.ts?',
  ),
  'no_telemetry:metrics': noMetrics('Nenhuma métrica chegou, nem as do HTTP. O que este passo mudou em telemetry.ts?'),
  'log_missing:step done': [
    'Nenhum log com o corpo "step done". O que varia de um log para o outro está no corpo, ou nos atributos?',
    'O corpo é sempre o mesmo texto: é por ele que se contam os logs de um tipo. O nome da etapa e as linhas são atributos, que se filtram. Um corpo montado com o nome da etapa dá um texto diferente para cada uma, e ninguém os acha juntos. E um console.log não é um log do OpenTelemetry: ele só vai para o terminal.',
    `Em notebook.ts: ${BODY}`,
  ],
  'log_service_differs:step done': [
    'O log é de outro serviço. Em que processo ele foi escrito?',
    'O log da etapa é do notebook: é nele que a etapa acontece. O serviço vem do recurso, e não do nome do logger.',
    `Em notebook.ts, e não na API: ${BODY}`,
  ],
  'log_attribute_missing:step done': [
    'O log não diz de que etapa é. Como separar os três?',
    'O span em volta já diz, para quem abre o trace; quem só tem os logs precisa do atributo. O nome é notebook.step, com o ponto.',
    "Nos atributos do log: `'notebook.step': name,`",
  ],
  'log_attribute_differs:step done': [
    'notebook.step tem outro valor. É o nome da etapa, como o span o tem?',
    'O mesmo nome nos três sinais é o que deixa ir de um ao outro: extract, transform e load, em minúsculas.',
    "Nos atributos do log: `'notebook.step': name,`",
  ],
  log_not_in_trace: [
    'O log chegou, e não está em trace nenhum, ou está noutro span. Que span estava ativo quando ele foi escrito?',
    'emit tira o contexto do span ativo naquela hora. Depois que a função de startActiveSpan acaba, a etapa já não está ativa: o log escrito ali é do Notebook Invoked, ou de ninguém.',
    `Dentro da função da etapa, antes do return: ${BODY}`,
  ],
  log_other_trace: [
    'O log está num trace, e o span da etapa, noutro. De onde ele tirou o contexto?',
    'Sem a opção context, emit usa o span ativo, que é o que se quer. Um contexto dado à mão, ou guardado de outra hora, põe o log noutro lugar.',
    `Sem context, dentro da função da etapa: ${BODY}`,
  ],
  'metric_missing:notebook.step.duration': [
    'A métrica notebook.step.duration não chegou. O instrumento foi criado? E usado, em algum momento?',
    'Um instrumento que ninguém usa não dá série nenhuma. Ele se cria uma vez, com o nome, e se usa a cada etapa, com o valor.',
    `Uma vez: ${DURATION} A cada etapa: ${SECONDS}`,
  ],
  'metric_type_differs:notebook.step.duration': [
    'notebook.step.duration não é um histograma. O que se quer saber de uma duração: a soma, ou como ela se distribui?',
    'De um contador de segundos só se tira a média, e a média esconde quem esperou muito. O histograma guarda quantas caíram em cada faixa, e é dele que sai o p95.',
    `${DURATION}`,
  ],
  'metric_unit_differs:notebook.step.duration': [
    'A unidade não é segundos. O que a convenção pede, e o que o performance.now() dá?',
    'As convenções do OpenTelemetry medem durações em segundos; o relógio do JavaScript, em milissegundos. São duas coisas a acertar, e as duas têm de concordar: a unidade do instrumento, e o valor que se grava. Com baldes pensados em segundos, um valor em milissegundos cai quase sempre no último.',
    `O valor: ${SECONDS} E, no instrumento: \`unit: 's',\``,
  ],
  'metric_service_differs:notebook.step.duration': [
    'A métrica é de outro serviço. Quem sabe quanto a etapa demorou?',
    'A API sabe quanto o job inteiro demorou, visto de fora. A etapa, só o notebook.',
    `Em notebook.ts: ${SECONDS}`,
  ],
  'metric_attribute_missing:notebook.step.duration': [
    'As três etapas caíram na mesma série. O que as separaria?',
    'Sem um atributo, extract e transform se misturam, e a lenta some na média. O nome é notebook.step, e são só três valores: cabem numa métrica.',
    `${SECONDS}`,
  ],
  'metric_attribute_differs:notebook.step.duration': [
    'notebook.step tem outro valor na métrica. É o nome da etapa?',
    'O mesmo nome nos três sinais: o do span, o do log e o da métrica.',
    `${SECONDS}`,
  ],
  'metric_missing:notebook.rows': [
    'A métrica notebook.rows não chegou. O instrumento foi criado, e usado?',
    'O span já tem um atributo com este nome, e ele não é uma métrica: o atributo é de uma execução, e a métrica soma as de todas.',
    `Uma vez: ${COUNTER} A cada etapa: ${COUNT}`,
  ],
  'metric_type_differs:notebook.rows': [
    'notebook.rows não é um contador. As linhas que já passaram podem diminuir?',
    'O que só cresce é um Counter, e é dele que o backend sabe tirar uma taxa. Um UpDownCounter é para o que sobe e desce, como uma fila; um histograma, para o que se distribui.',
    `${COUNTER}`,
  ],
  'metric_attribute_missing:notebook.rows': [
    'As linhas das três etapas caíram na mesma série. Somadas, elas querem dizer alguma coisa?',
    'Mil, mais mil, mais quatro: 2.004 não é número de nada. Com notebook.step, cada etapa tem a sua conta.',
    `${COUNT}`,
  ],
  'metric_attribute_differs:notebook.rows': [
    'notebook.step tem outro valor em notebook.rows. É o nome da etapa?',
    'O mesmo nome nos três sinais: o do span, o do log e o da métrica.',
    `${COUNT}`,
  ],
  'metric_value_differs:notebook.rows': [
    'A etapa load não contou quatro linhas. O que se soma, a cada vez?',
    'add soma o que recebe: as linhas por que esta etapa passou, e não uma, nem as da etapa anterior. Em load são as quatro do resumo.',
    `${COUNT}`,
  ],
};

export const notebookHints: Readonly<Record<`05/${string}`, Hints>> = {
  '05/4.1': spoken,
  '05/4.2': carried,
  '05/4.3': measured,
};

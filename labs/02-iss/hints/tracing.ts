/** As dicas dos passos 3.1 a 3.4: os spans de cada serviço, um por um, e os logs de dentro deles. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';

type Hints = Readonly<Record<string, HintStages>>;

const OPEN_CALCULATION = "`await tracer.startActiveSpan('calculating-api-distance', async (span) => {`";
const WRAP = "`const getCoordinates = traced('getting-iss-coordinates', askApi);`";
const RUN_INSIDE = '`tracer.startActiveSpan(name, async (span) => {`';
const OPEN_LOOKUP = "`tracer.startActiveSpan('looking-up-place', (span) => {`";
const END = '`span.end();`';
const REGISTER = '`tracerProvider.register();`';
const DELIVER = '`providers.push(tracerProvider);`';
const BATCH = '`new BatchSpanProcessor(new OTLPTraceExporter()),`';
const TELL_ANSWER = "`'http.response.status_code': status,`";

/** O span está lá, e quem o mandou não disse quem era: o recurso é de cada provider. */
const SERVICE_DIFFERS: HintStages = [
  'O span chegou sem o nome do serviço, ou com outro. Quem diz esse nome: o span, o tracer ou o provider?',
  'O recurso do passo 0 se dá a cada provider, um por um: o das métricas e o dos logs já o têm, e o dos spans não herda deles. O nome passado a getTracer é outra coisa: diz quem escreveu a instrumentação.',
  'No novo provider, logo abaixo de `const tracerProvider = new NodeTracerProvider({`, a linha é `resource,`',
];

function kindDiffers(name: string, why: string, line: string): HintStages {
  return [
    `O kind de ${name} diz que ele fala com outro programa, ou que atende alguém. É isso que ele mede?`,
    `SERVER e CLIENT são os dois lados de um pedido pela rede, e quem os abre, a partir do passo 4.1, é a instrumentação. ${why}`,
    `Sem kind nenhum, que INTERNAL já é o padrão: ${line}`,
  ];
}

const provider: Hints = {
  ...programHints,
  no_telemetry: [
    'O serviço respondeu e encerrou, e nenhum span chegou. Um span precisa nascer, terminar, e ter quem o leve. Qual dos três faltou?',
    'Sem o registro do provider, getTracer devolve um tracer que não faz nada, e sem erro. Sem end(), o span nunca sai. E o que está no lote só é entregue por quem está na lista de providers, a que stopTelemetry percorre ao encerrar. O endereço que o ambiente dá é o de gRPC, na 4317: o exporter de HTTP, que fala na 4318, não se entende com ele.',
    `Em telemetry.ts, ${BATCH} no provider e, logo abaixo dele, ${REGISTER} e ${DELIVER}; em iss-distance.ts, a última linha de dentro do span: ${END}`,
  ],
  'span_missing:calculating-api-distance': [
    'Chegaram spans, e nenhum com este nome. Ele tem uma parte que muda a cada pedido?',
    'O nome de um span diz o trabalho, e é o mesmo sempre: é por ele que se somam as durações de todos os pedidos. Com a latitude no nome, cada pedido é um nome novo. O que muda vai num atributo.',
    `Letra por letra: ${OPEN_CALCULATION}`,
  ],
  kind_differs: kindDiffers('calculating-api-distance', 'Uma conta que se faz em casa é INTERNAL.', OPEN_CALCULATION),
  service_differs: SERVICE_DIFFERS,
};

const blockAndWrapper: Hints = {
  ...programHints,
  no_telemetry: [
    'Nenhum span chegou, nem o do passo 3.1, que chegava. O que mudou desde então?',
    'O provider e o span do cálculo não mudam neste passo: o que se escreve é a função que embrulha, em traced.ts, e uma linha em iss-distance.ts.',
    `Como estava: ${REGISTER} em telemetry.ts, e ${OPEN_CALCULATION} em iss-distance.ts`,
  ],
  'span_missing:getting-iss-coordinates': [
    'O span do cálculo chegou, e nenhum com o nome do pedido à API. O embrulho abre um span com o nome que recebeu, e o termina?',
    'São dois lugares. Em traced.ts, a função que se devolve abre o span com name (e não com o nome da função embrulhada, que muda quando alguém renomeia o código), e o termina no finally. Em iss-distance.ts, quem se chama é a função embrulhada, e não askApi.',
    `Em traced.ts: ${RUN_INSIDE} e, no finally, ${END}; em iss-distance.ts: ${WRAP}`,
  ],
  'span_not_child:getting-iss-coordinates': [
    'O span do pedido à API tem outro pai, ou um pai que nunca chegou. O que mais está aberto na hora em que ele nasce?',
    'O pai é o span que está ativo quando a função embrulhada é chamada, e ele também precisa de end() para aparecer. Um span por função, entre os dois, só acrescenta um degrau.',
    `Em iss-distance.ts, findStation é chamada dentro de ${OPEN_CALCULATION}, que termina com ${END}`,
  ],
  'span_other_trace:getting-iss-coordinates': [
    'Os dois spans existem, cada um no seu trace. Na hora em que o de dentro nasceu, o de fora era o span atual?',
    'startSpan cria um span e não o torna o atual: quem faz as duas coisas é startActiveSpan. E o embrulho é chamado uma vez, quando o arquivo é carregado, fora de qualquer pedido: um span aberto ali não é filho de ninguém. O que se abre a cada chamada fica dentro da função devolvida.',
    `O de fora: ${OPEN_CALCULATION} O de dentro, depois de \`return (...args) =>\`: ${RUN_INSIDE}`,
  ],
  kind_differs: kindDiffers(
    'getting-iss-coordinates',
    'Este span mede o trabalho de descobrir a posição, com as novas tentativas dentro: é INTERNAL.',
    RUN_INSIDE,
  ),
  service_differs: SERVICE_DIFFERS,
};

const attributesAndStatus: Hints = {
  ...programHints,
  no_telemetry: [
    'Nenhum span chegou, e no passo 3.2 chegavam. O que mudou desde então?',
    'Este passo só acrescenta atributos e status a um span que já existe. O provider, o embrulho e os end() ficam como estavam.',
    `Como estava, em telemetry.ts: ${REGISTER} e, em traced.ts, no finally: ${END}`,
  ],
  span_missing: [
    'Nenhum span com este nome. Ele chegava no passo 3.2: o que o impede agora?',
    'O catch novo fica entre o try e o finally, e não no lugar do finally: é ele que termina o span, tenha a função lançado ou não.',
    `Em traced.ts, no finally: ${END}; em iss-distance.ts: ${WRAP}`,
  ],
  status_differs: [
    'O status de um span do pedido à API não conta o que houve. Dos três pedidos, um deu certo, um deu certo da segunda vez, e um não deu: quais deles são erro?',
    'Quem conseguiu fica UNSET, mesmo que tenha precisado de duas vezes: o trabalho foi feito. Um OK só se escreve para calar quem achasse que é erro. Quem lançou não conseguiu, e o status não muda sozinho: nem recordException, nem um atributo error o mudam.',
    'Só no catch de traced.ts: `span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });`',
  ],
  'attribute_missing:getting-iss-coordinates:iss.position': [
    'Falta a posição no span. Quando ela se sabe, e o span ainda está aberto nessa hora?',
    'O atributo se põe depois da resposta e antes do end(): depois dele, setAttribute é ignorado, sem erro. Numa função async, o finally de um return sem await roda antes de o trabalho acabar. E um objeto não é valor de atributo: texto, número, booleano, ou lista de um deles.',
    "Em iss-distance.ts, depois de callJson: `'iss.position': `, com um texto só: `${latitude},${longitude}`. Em traced.ts: `return await work(...args);`",
  ],
  'attribute_differs:getting-iss-coordinates:iss.position': [
    'iss.position está lá, e não é uma posição que se leia. Que valor você mandou?',
    'É um texto, "latitude,longitude", em graus e sem espaços. Uma lista, ou um JSON, seria outro valor, e quem procura pela posição não a acharia.',
    "Dentro de crases: `'iss.position': ` e `${latitude},${longitude}`",
  ],
  'attribute_missing:getting-iss-coordinates:error.type': [
    'O pedido que falhou não diz de que tipo foi o erro. Como se contariam as recusas à parte das demoras?',
    'O status diz que falhou; error.type, de quê: é curto, e sempre o mesmo para a mesma causa. errorType, de call.ts, já sabe dizê-lo. Ele se põe onde se soube do erro: no catch, antes do end().',
    "Em traced.ts: `span.setAttribute('error.type', errorType(error));`",
  ],
  'attribute_differs:getting-iss-coordinates:error.type': [
    'error.type veio com outro valor. Ele serve para agrupar: quantos valores diferentes o seu pode ter?',
    'A frase do erro traz o endereço, e muda a cada um: ela vai na descrição do status. O nome da classe é o mesmo para toda falha. Numa resposta HTTP, o tipo é o código dela, em texto.',
    "`span.setAttribute('error.type', errorType(error));`",
  ],
  'attribute_missing:getting-iss-coordinates:http.request.resend_count': [
    'Um dos três pedidos só deu certo da segunda vez, e nenhum span diz isso. Quem sabe quantas vezes foi preciso pedir?',
    'callJson devolve resends: quantas vezes pediu de novo. Sem isso no span, o trabalho que demorou por causa da API parece só lento. E repetir não é falhar: quem conseguiu, mesmo da segunda vez, fica UNSET.',
    "Depois da resposta: `if (resends > 0) span?.setAttribute('http.request.resend_count', resends);`",
  ],
  'attribute_differs:getting-iss-coordinates:http.request.resend_count': [
    'http.request.resend_count está lá, com outro valor. Ele conta os pedidos, ou as repetições?',
    'O primeiro pedido não é repetição: quem deu certo da segunda vez repetiu 1, um número, e quem deu certo da primeira nem tem o atributo.',
    "`if (resends > 0) span?.setAttribute('http.request.resend_count', resends);`",
  ],
  attribute_missing: [
    'Falta no span um dos atributos do pedido. Com que nome você o escreveu?',
    'Os nomes são os das convenções: quem procura em qualquer serviço usa os mesmos. http.method, http.url e http.status_code são os antigos, que as convenções trocaram em 2023. E os atributos são do span que está ativo: o da função embrulhada.',
    `Antes de pedir: \`'http.request.method': 'GET',\` e \`'url.full': url.href,\`; depois: ${TELL_ANSWER}`,
  ],
  attribute_differs: [
    'Um dos atributos do pedido veio com outro valor. O tipo dele é o certo?',
    'O código da resposta é um número: com um texto, não dá para perguntar pelos de 500 para cima. A url é inteira, com o caminho; o método, em maiúsculas.',
    `São estas: \`'http.request.method': 'GET',\`, \`'url.full': url.href,\` e ${TELL_ANSWER}`,
  ],
};

const KEEP_CONTEXT = '`context: context.active(),`';
const USE_CONTEXT = '`context: where,`';

/** Os dois logs que se escrevem dentro do span: não é preciso dar-lhes contexto nenhum. */
const LOG_INSIDE: HintStages = [
  'O log chegou, e não diz de que trace é. Na hora em que ele foi escrito, qual era o span atual?',
  'logger.emit põe no log o trace e o span do contexto ativo, sem que ninguém peça. Mas o span só é o atual se foi aberto com startActiveSpan, e só dentro da função dela. Escrever o trace_id num atributo, ou no meio da frase, não liga nada: quem procura olha o campo do log que é só disso.',
  `Com a procura, as respostas e os logs dentro dele: ${OPEN_LOOKUP}`,
];

const explore: Hints = {
  ...programHints,
  no_telemetry: [
    'Nenhum span chegou. O da procura foi aberto, e terminou?',
    'Neste serviço ainda não há nenhum outro span: se o da procura não termina, não há trace nenhum, e os logs apontam para um span que ninguém tem. O provider é o do passo 3.1, em telemetry.ts.',
    `Em geolocator.ts, em volta da procura: ${OPEN_LOOKUP} e, como última linha de dentro, ${END}`,
  ],
  'no_telemetry:logs': [
    'Os spans chegaram, e os logs do passo 1, não. O que mudou neles?',
    'Este passo não mexe no provider dos logs: só dá contexto ao último deles. O de telemetry.ts continua no lugar?',
    'Como estava: `logs.setGlobalLoggerProvider(loggerProvider);` e `providers.push(loggerProvider);`',
  ],
  'span_missing:looking-up-place': [
    'Chegaram spans, e nenhum com este nome. O nome do lugar faz parte dele?',
    'O nome diz o trabalho, e é sempre o mesmo; o que muda vai num atributo, ou no log. Se o nome está certo, ele termina?',
    `Em volta da procura: ${OPEN_LOOKUP} e, como última linha de dentro, ${END}`,
  ],
  kind_differs: kindDiffers('looking-up-place', 'Procurar num índice em memória é INTERNAL.', OPEN_LOOKUP),
  service_differs: SERVICE_DIFFERS,
  log_missing: [
    'Um dos três logs do passo 1 não chegou. A resposta continua passando por ele?',
    'Abrir um span em volta não muda o que o código faz: os dois logs e o registro do pedido ficam onde estavam, dentro dele. E um return no meio pularia o que vem depois.',
    "Os três, como estavam: `body: 'lugar encontrado',`, `body: 'lugar desconhecido',` e `body: 'pedido atendido',`",
  ],
  'log_not_in_trace:pedido atendido': [
    'Os outros dois logs têm trace, e este não. O que ele tem de diferente: o que diz, ou quando é escrito?',
    'Quem o escreve é um setInterval que nasceu com o programa, fora de qualquer pedido: o contexto ativo lá é o dele, e não o do pedido. O contexto certo só existe na hora de guardar, e é lá que se guarda; ao escrever, ele se entrega a emit.',
    `Em accesses.push: ${KEEP_CONTEXT}; em logger.emit: ${USE_CONTEXT}`,
  ],
  log_not_in_trace: LOG_INSIDE,
  'log_other_trace:pedido atendido': [
    'O registro do pedido tem trace, e não é o da procura. De que span ele é?',
    'Um span aberto por quem escreve o registro é outro trabalho, noutro trace. O que se quer é o contexto do pedido, guardado quando ele foi atendido.',
    `Em accesses.push: ${KEEP_CONTEXT}; em logger.emit: ${USE_CONTEXT}`,
  ],
  log_other_trace: [
    'O log está num trace, e não é o da procura. Que outro span estava aberto?',
    'O log é do span que está ativo quando ele é escrito. Um segundo span em volta dele, ou um contexto dado à mão, o põe noutro lugar.',
    `Direto dentro do span da procura: ${OPEN_LOOKUP}`,
  ],
};

export const tracingHints = {
  '02/3.1': provider,
  '02/3.2': blockAndWrapper,
  '02/3.3': attributesAndStatus,
  '02/3.4': explore,
} satisfies Record<string, Hints>;

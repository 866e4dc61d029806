/** As dicas dos passos, por código de defeito: uma pergunta, depois o lugar, por fim a linha. */
import type { HintStages } from '../../kit/course/manifest.ts';

type Hints = Readonly<Record<string, HintStages>>;

/** Sem nenhum span, tanto faz o passo: falta alguma peça do primeiro. */
const NO_TELEMETRY: HintStages = [
  'O programa rodou, mas nenhum span chegou ao terminal. Um span precisa de quatro coisas: nascer, terminar, ter quem o entregue e ter aonde ir. Qual delas falta?',
  'Siga o caminho de trás para a frente. Há um exporter dentro de um processor, e o processor está em spanProcessors? O provider foi registrado antes de o span nascer? O span recebeu end()?',
  'As três linhas que mais se esquecem: `new SimpleSpanProcessor(new ConsoleSpanExporter()),` na lista spanProcessors do provider, `provider.register();` logo depois dele e `span.end();` no fim do trabalho.',
];

const PROGRAM_FAILED: HintStages = [
  'O programa parou com um erro antes do fim. O que diz a última mensagem do terminal, e de que linha ela fala?',
  'Um "is not defined" costuma ser uma variável usada fora da função em que nasceu, ou antes dela. Um "SyntaxError" costuma ser uma chave ou um parêntese que abriu e não fechou.',
  "Cada span abre com uma função e fecha com ela: confira o par `tracer.startActiveSpan('test_span_01', (span) => {` e `});`, e se o `const tracer = trace.getTracer('lab01');` vem antes dos dois.",
];

/** O programa não chegou ao fim sozinho: nada disto depende do passo. */
const PROGRAM_STOPPED: Hints = {
  'program_failed:deadline': [
    'O programa não terminou sozinho, e foi encerrado. O que ele ainda está esperando, ou repetindo?',
    'O Node acaba quando não resta nada por fazer. Procure, no que você acrescentou, um laço sem saída (while, for), um setInterval ou um servidor aberto.',
    'O programa do guia faz duas coisas e acaba: dentro de test_span_01, depois de `readSchedule();` vem só o `span.end();`. O que houver além disso e não termina, tire.',
  ],
  'program_failed:output_limit': [
    'O programa escreveu sem parar, e foi encerrado. Qual linha está sendo repetida?',
    'Procure um laço em volta de um console.log ou de um span: cada span impresso ocupa umas vinte linhas. Uma função que chama a si mesma também é um laço.',
    'A mensagem sai uma vez: há um só `console.log(message);`, e `printMessage();` é chamada uma vez, sem laço em volta.',
  ],
  'program_failed:signal': [
    'O sistema matou o programa antes do fim. Foi você, em outro terminal? Se não foi, o que ele acumulava?',
    'O motivo mais comum é faltar memória: uma lista que cresce dentro de um laço, ou spans criados sem fim. Um process.kill no seu código também dá nisto.',
    'Feche outros programas e rode de novo. Se continuar, tire o que repete: `printMessage();` e `readSchedule();` rodam uma vez cada.',
  ],
};

const PROGRAM_FAILED_3: HintStages = [
  'O programa parou com um erro antes do fim. É um erro novo, ou a falta da escala, que ele antes sabia contornar?',
  'Se a mensagem fala em ENOENT, o erro saiu do catch: há um throw nele, ou a leitura ficou fora do try. Se fala em "is not defined", uma variável está sendo usada fora da função em que nasceu: span só existe dentro da de startActiveSpan.',
  "O catch conta ao span e segue, sem throw: `span.recordException(error as Error);`, o setStatus e `console.log('Sem a escala de plantão: seguimos sem ela.');`",
];

const SERVICE_DIFFERS: HintStages = [
  'O span chegou sem o nome de serviço combinado. Quem diz o nome do serviço: o span, o tracer ou o provider?',
  'O nome do serviço é um atributo do recurso (resource), e o recurso se dá ao provider. O nome passado a getTracer é outra coisa: diz quem escreveu a instrumentação.',
  "No provider, acima de spanProcessors: `resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'lab01' }),`",
];

function spanMissing(name: string, where: string): HintStages {
  return [
    `Nenhum span chamado ${name} foi entregue. Ele nasceu com esse nome, letra por letra? E terminou?`,
    `Um span só é entregue quando recebe end(). Abra ${name} ${where} e chame end() nele depois do trabalho, dentro da mesma função.`,
    `A linha que abre é \`tracer.startActiveSpan('${name}', (span) => {\`, e a última de dentro dela é \`span.end();\`.`,
  ];
}

function duplicated(name: string, where: string): HintStages {
  return [
    `Há mais de um ${name} nesta execução. O trabalho dele foi feito quantas vezes, e em quantos lugares ele é aberto?`,
    `Cada startActiveSpan que roda cria um span novo, mesmo que o nome se repita. ${where}`,
    `No arquivo há um só \`tracer.startActiveSpan('${name}', (span) => {\`. Para acrescentar algo a um span, use o \`span\` que a função dele recebeu, em vez de abrir outro.`,
  ];
}

const SPAN_02_MISSING = spanMissing('test_span_02', 'em printMessage, em volta da mensagem,');

function kindDiffers(name: string): HintStages {
  return [
    `O kind de ${name} diz que ele fala com outro programa. Ele fala?`,
    'SERVER e CLIENT são os dois lados de uma chamada pela rede. Um trabalho que acontece todo dentro do programa é INTERNAL, que já é o padrão.',
    `Tire o kind das opções do span: \`tracer.startActiveSpan('${name}', (span) => {\``,
  ];
}

function notChild(name: string, call: string): HintStages {
  return [
    `${name} devia nascer de test_span_01, e o pai dele é outro, ou nunca foi entregue. Quem é o span atual na hora em que ele nasce?`,
    'O pai é o span que está ativo no instante da abertura, e ele também precisa de end() para aparecer. Veja se há outro span aberto no meio, e se test_span_01 termina.',
    `No fim do programa, \`${call}\` fica dentro de \`tracer.startActiveSpan('test_span_01', (span) => {\`, e o \`span.end();\` de test_span_01 é a última linha antes de \`});\`.`,
  ];
}

function otherTrace(name: string, call: string): HintStages {
  return [
    `${name} e test_span_01 existem, mas cada um é a raiz do seu próprio trace. Na hora em que ${name} nasceu, havia um span atual?`,
    'startSpan cria um span, mas não o torna o atual; startActiveSpan faz as duas coisas, e só enquanto roda a função que recebe. O que é chamado depois dela já não tem pai.',
    `Abra o de fora com \`tracer.startActiveSpan('test_span_01', (span) => {\` e chame \`${call}\` dentro da função dele.`,
  ];
}

const tracing1: Hints = {
  ...PROGRAM_STOPPED,
  program_failed: PROGRAM_FAILED,
  no_telemetry: NO_TELEMETRY,
  'service_differs:test_span_01': SERVICE_DIFFERS,
  stdout_missing: [
    'A mensagem não apareceu no terminal. Medir um trabalho não muda o que ele faz: para onde ela foi?',
    'O span só envolve o trabalho. Dentro da função dele, printMessage() continua sendo chamada, e dentro dela, console.log também.',
    'Em printMessage, a linha é `console.log(message);`, e quem a chama, dentro do span, é `printMessage();`.',
  ],
  'span_missing:test_span_01': spanMissing('test_span_01', 'em volta de printMessage() e readSchedule(),'),
  'span_duplicated:test_span_01': duplicated(
    'test_span_01',
    'O de test_span_01 fica no fim do arquivo, uma vez, em volta do trabalho todo.',
  ),
  'span_not_root:test_span_01': [
    'test_span_01 devia ser a raiz do trace, e tem um pai. Que outro span está aberto quando ele nasce?',
    'O primeiro span do programa nasce sem ninguém aberto. Abra test_span_01 no nível do arquivo, fora da função de qualquer outro span.',
    "Sem recuo, no fim do arquivo: `tracer.startActiveSpan('test_span_01', (span) => {`",
  ],
  'kind_differs:test_span_01': kindDiffers('test_span_01'),
};

const tracing2: Hints = {
  ...PROGRAM_STOPPED,
  program_failed: PROGRAM_FAILED,
  no_telemetry: NO_TELEMETRY,
  'service_differs:test_span_02': SERVICE_DIFFERS,
  'span_missing:test_span_02': SPAN_02_MISSING,
  'span_duplicated:test_span_02': duplicated(
    'test_span_02',
    'O de test_span_02 fica em printMessage, que é chamada uma vez.',
  ),
  'span_not_child:test_span_02': notChild('test_span_02', 'printMessage();'),
  'span_other_trace:test_span_02': otherTrace('test_span_02', 'printMessage();'),
  'kind_differs:test_span_02': kindDiffers('test_span_02'),
};

const tracing3: Hints = {
  ...PROGRAM_STOPPED,
  program_failed: PROGRAM_FAILED_3,
  no_telemetry: NO_TELEMETRY,
  'service_differs:test_span_03': SERVICE_DIFFERS,
  stdout_missing: [
    'A leitura falha, mas o programa sabe seguir sem ela, e agora não seguiu. O que mudou no catch?',
    'Contar o erro ao span não é lançá-lo de novo. Um throw no catch derruba o programa, e leva junto o fim dos spans que estavam abertos.',
    "A última linha do catch continua sendo `console.log('Sem a escala de plantão: seguimos sem ela.');`",
  ],
  'span_missing:test_span_02': SPAN_02_MISSING,
  'attribute_missing:test_span_02:user.roles': [
    'test_span_02 chegou sem user.roles. O atributo foi posto nele, com esse nome, e a tempo?',
    'Um atributo vale para o span em que setAttribute é chamado, e só enquanto ele está aberto: depois do end(), a chamada é ignorada, sem erro.',
    "Logo abaixo da abertura de test_span_02: `span.setAttribute('user.roles', ['SRE', 'DevOps']);`",
  ],
  'attribute_differs:test_span_02:user.roles': [
    'user.roles chegou com outro valor. São dois papéis, SRE e DevOps: você mandou uma lista com os dois, ou outra coisa?',
    'Um atributo pode ser uma lista de textos, em qualquer ordem. "SRE, DevOps" é um texto só, assim como o que JSON.stringify devolve, e ninguém acharia por ele os spans de DevOps.',
    "Com colchetes: `span.setAttribute('user.roles', ['SRE', 'DevOps']);`",
  ],
  'event_missing:test_span_02:message.printed': [
    'test_span_02 não tem o evento message.printed. O que diferencia um evento de um atributo?',
    'Um atributo vale para o span inteiro; um evento marca um instante dele, e se cria com addEvent, antes do end().',
    "Depois do console.log: `span.addEvent('message.printed', { 'message.length': message.length });`",
  ],
  'event_differs:test_span_02:message.printed': [
    'O evento message.printed está lá, mas o atributo dele não. Qual é o nome do atributo, e de que tipo é um tamanho?',
    'Os atributos do evento são o segundo argumento de addEvent. Um tamanho é um número: como texto, não dá para somar nem comparar.',
    "Sem aspas no valor: `span.addEvent('message.printed', { 'message.length': message.length });`",
  ],
  'span_missing:test_span_03': spanMissing('test_span_03', 'em readSchedule, em volta do try/catch,'),
  'span_duplicated:test_span_03': duplicated(
    'test_span_03',
    'O de test_span_03 fica em readSchedule, que é chamada uma vez.',
  ),
  'span_not_child:test_span_03': notChild('test_span_03', 'readSchedule();'),
  'span_other_trace:test_span_03': otherTrace('test_span_03', 'readSchedule();'),
  'kind_differs:test_span_03': kindDiffers('test_span_03'),
  'status_differs:test_span_03': [
    'A leitura falhou, e o status de test_span_03 não diz isso. Quem decide que um span deu errado?',
    'recordException anota a exceção e não mexe no status, nem um atributo error mexe. O status só muda com setStatus, e ele é UNSET até alguém dizer.',
    "No catch: `span.setStatus({ code: SpanStatusCode.ERROR, message: 'sem a escala de plantão' });`",
  ],
  'event_missing:test_span_03:exception': [
    'O status diz que test_span_03 falhou, e nada diz por quê. Onde fica a exceção?',
    'recordException põe no span um evento chamado exception, com o tipo, a mensagem e a pilha. Ele recebe o erro que o catch apanhou.',
    'No catch: `span.recordException(error as Error);`',
  ],
  'event_differs:test_span_03:exception': [
    'Há uma exceção em test_span_03, mas não a que aconteceu. Que erro você entregou a recordException?',
    'O erro do catch diz qual arquivo faltou. Um new Error com outro texto esconde isso de quem for investigar.',
    'Entregue o próprio erro: `span.recordException(error as Error);`',
  ],
};

/** O programa acaba, e o que devia ter chegado ao backend se perdeu no caminho. */
const NOT_DELIVERED: HintStages = [
  'Os spans saíram no terminal, e nenhum chegou ao backend. São dois caminhos, e um não sabe do outro: o que há no segundo, do processor à porta em que o backend ouve?',
  'O BatchSpanProcessor guarda os spans e os manda de 5 em 5 segundos; este programa acaba bem antes. Quem esvazia a fila, e quem espera por isso? Um process.exit não espera. E a porta: o exporter já sabe a certa, se você não disser outra.',
  'No provider, `new BatchSpanProcessor(new JaegerExporter({ flushTimeout: 50 })),` logo abaixo do SimpleSpanProcessor; na última linha do arquivo, `provider.shutdown().catch(`.',
];

const tracing4: Hints = {
  ...PROGRAM_STOPPED,
  program_failed: [
    'O programa parou com um erro antes do fim. O que diz a última mensagem do terminal?',
    'Se o erro é de envio, ele não devia derrubar o programa: a promessa do shutdown() pode falhar, e quem a recebe é um catch. Se é "is not a constructor" ou "is not defined", confira o import; se é "onStart is not a function", há um exporter na lista sem o processor em volta.',
    'Na última linha: `provider.shutdown().catch((error: Error) => console.error(`',
  ],
  no_telemetry: NOT_DELIVERED,
  'span_missing:test_span_01': [
    'Os filhos chegaram ao backend, e test_span_01 não. O que aconteceu com a fila antes de ele terminar?',
    'Depois do shutdown() ninguém mais entrega nada: um span que termina depois dele se perde, sem aviso.',
    'O `provider.shutdown().catch(` é a última linha do arquivo, depois do `});` que fecha test_span_01.',
  ],
  'span_missing:test_span_02': SPAN_02_MISSING,
  'span_missing:test_span_03': spanMissing('test_span_03', 'em readSchedule, em volta do try/catch,'),
  'span_duplicated:test_span_01': duplicated('test_span_01', 'O de test_span_01 fica no fim do arquivo, uma vez.'),
  'span_duplicated:test_span_02': duplicated('test_span_02', 'O de test_span_02 fica em printMessage.'),
  'span_duplicated:test_span_03': duplicated('test_span_03', 'O de test_span_03 fica em readSchedule.'),
  'span_not_root:test_span_01': tracing1['span_not_root:test_span_01'],
  'span_not_child:test_span_02': tracing2['span_not_child:test_span_02'],
  'span_other_trace:test_span_02': tracing2['span_other_trace:test_span_02'],
  'span_not_child:test_span_03': tracing3['span_not_child:test_span_03'],
  'span_other_trace:test_span_03': tracing3['span_other_trace:test_span_03'],
  'status_differs:test_span_03': tracing3['status_differs:test_span_03'],
  'kind_differs:test_span_01': kindDiffers('test_span_01'),
  'kind_differs:test_span_02': kindDiffers('test_span_02'),
  'kind_differs:test_span_03': kindDiffers('test_span_03'),
  service_differs: SERVICE_DIFFERS,
};

const tracing5: Hints = {
  ...PROGRAM_STOPPED,
  program_failed: tracing4.program_failed,
  no_telemetry: [
    'Nenhum span chegou por OTLP. O programa disse alguma coisa no terminal? Com OTLP, quem manda fica sabendo.',
    'OTLP tem duas portas e dois jeitos: HTTP na 4318, no caminho /v1/traces, e gRPC na 4317. O exporter deste passo fala HTTP. Sem url nenhuma, ele usa o endereço certo, ou o de OTEL_EXPORTER_OTLP_ENDPOINT.',
    'Sem opções: `new BatchSpanProcessor(new OTLPTraceExporter()),`',
  ],
  'span_missing:test_span_01': tracing4['span_missing:test_span_01'],
  'service_differs:test_span_01': [
    'O span chegou com outro nome de serviço. Na soma de dois recursos, qual dos dois vence?',
    'a.merge(b): o que há nos dois fica como está em b. O nome do programa é o ponto de partida, e o ambiente completa. OTEL_SERVICE_NAME, se existir, vence.',
    "O seu primeiro, o do ambiente depois: `resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'lab01' }).merge(`",
  ],
  'resource_missing:test_span_01:lab.attempt': [
    'O recurso chegou só com o que está escrito no programa. E o que o ambiente dizia dele?',
    'OTEL_RESOURCE_ATTRIBUTES só é lida se alguém pedir: quem a lê é o envDetector, e o que ele acha precisa ser somado ao seu recurso.',
    'No provider, depois de resourceFromAttributes(…), `.merge(` e dentro dele `detectResources({ detectors: [envDetector] }),`',
  ],
  'resource_differs:test_span_01:lab.attempt': [
    'O recurso traz um lab.attempt que não é o desta execução. De onde ele veio?',
    'Quem diz lab.attempt é o lab, pela variável OTEL_RESOURCE_ATTRIBUTES, a cada execução. Escrito no programa, ele fica velho.',
    'Deixe só o ambiente dizer: `detectResources({ detectors: [envDetector] }),`',
  ],
  'attribute_unexpected:test_span_01:service.name': [
    'O span ainda traz service.name como atributo dele. Por qual dos dois exporters ele veio?',
    'O exporter do Jaeger copia o recurso inteiro para cada span. No OTLP, o recurso vai uma vez só, e os spans vão dentro dele. O do Jaeger ainda está na lista?',
    'No lugar da linha do JaegerExporter: `new BatchSpanProcessor(new OTLPTraceExporter()),`',
  ],
};

const SERVER_READY: HintStages = [
  'O servidor não avisou que está pronto. Ele chegou a abrir a porta?',
  'A linha {"ready":true,"port":…} sai quando app.listen consegue a porta. Confira se nada antes dela espera para sempre, e se ela continua lá.',
  'No fim de app.ts: `console.log(JSON.stringify({ ready: true, port: (server.address() as AddressInfo).port }));`',
];

const tracing6: Hints = {
  program_failed: [
    'O servidor caiu. O que diz a última mensagem do terminal, e de que linha ela fala?',
    'Se é "is not defined" ou "Cannot read properties of undefined", confira o import de ./instrumentation, e o export de lá. Se é EADDRINUSE, a porta está escrita no programa: deixe que venha de PORT.',
    "Em app.ts: `import { provider } from './instrumentation';` e `const port = Number(process.env.PORT || 5000);`; em instrumentation.ts: `export const provider = new NodeTracerProvider({`",
  ],
  'program_failed:stopped': [
    'O servidor atendia, e não do jeito de antes: a resposta é outra, não vem, ou ele não para quando lhe pedem. Qual das três?',
    'Instrumentar não muda a resposta: o que ficava entre as chaves da rota continua lá, agora dentro do span. E quem recebe o SIGTERM fecha o servidor e esvazia a fila, sem mais nada que o segure.',
    "Na rota: `response.send('SRE and DevOps work together!!!');`; no fim do arquivo: `process.once('SIGTERM', stop);`",
  ],
  'program_failed:deadline': SERVER_READY,
  'program_failed:output_limit': [
    'O servidor escreveu sem parar, e foi encerrado. O que ele repete?',
    'A cada requisição ele não precisa escrever nada. Procure um laço, ou um console.log dentro de um setInterval.',
    'A única linha que ele escreve é a de pronto: `console.log(JSON.stringify({ ready: true,`',
  ],
  'program_failed:signal': [
    'O sistema matou o servidor no meio. Foi você, em outro terminal? Se não foi, o que ele acumulava?',
    'O motivo mais comum é faltar memória: uma lista que cresce a cada requisição. Um process.kill no seu código também dá nisto.',
    'O servidor do guia guarda só isto: `const app = express();` e `const tracer = trace.getTracer(`',
  ],
  no_telemetry: [
    'O servidor respondeu, parou, e nenhum span chegou. Quem cria o span da requisição, e esse alguém foi carregado? E quem esvaziou a fila antes do fim?',
    'Em instrumentation.ts são três coisas: o provider, com export; o registro dele; e registerInstrumentations. Em app.ts, duas: o import desse arquivo, sem o qual nada dele roda, e o shutdown() de quem está sendo encerrado.',
    "Na primeira linha de código de app.ts: `import { provider } from './instrumentation';`; dentro de server.close: `provider.shutdown().catch(`; e em instrumentation.ts: `provider.register();`",
  ],
  'span_missing:GET /': [
    'O span da requisição não chegou com esse nome. Chegou um GET sem rota, ou só o que você abriu à mão?',
    'A instrumentação de http cria o span da requisição; a de express sabe qual rota atendeu, e dá o nome. Um GET sem rota: falta a de express. Nenhum GET: falta a de http, ou o express, que carrega o http, foi importado antes das duas.',
    "Em app.ts, acima de todos os outros: `import { provider } from './instrumentation';`; em instrumentation.ts, os dois: `instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()],`",
  ],
  'span_duplicated:GET /': [
    'Uma requisição só, e dois spans dela. Quantas vezes a instrumentação foi ligada?',
    'registerInstrumentations roda uma vez, num arquivo que se importa uma vez. Um span SERVER aberto à mão repete o que a instrumentação já faz.',
    'Em instrumentation.ts, uma vez: `registerInstrumentations({`',
  ],
  'span_not_root:GET /': [
    'GET / devia começar o trace, e tem um pai. Que span estava aberto quando a requisição chegou?',
    'O servidor começa fora de qualquer span: um startActiveSpan em volta do app.listen seria o pai de todas as requisições.',
    'Sem recuo: `const server = app.listen(port,`',
  ],
  'kind_differs:GET /': [
    'GET / não diz que atende alguém. Quem o criou: a instrumentação, ou você?',
    'O span SERVER é o que a HttpInstrumentation abre quando a requisição chega. Um span seu com o mesmo nome é INTERNAL, e não o substitui.',
    'Deixe que ela o crie: `instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()],`',
  ],
  service_differs: [
    'Os spans chegaram com outro nome de serviço. De onde o provider do servidor tira o dele?',
    'O nome está no recurso, e o recurso se dá ao provider. No merge, o do ambiente vem por último, e só vence no que disser.',
    'Em instrumentation.ts: `resource: resource.merge(detectResources({ detectors: [envDetector] })),`',
  ],
  attribute_missing: [
    'O span da requisição está lá, sem o atributo que diz que rota atendeu ou o que respondeu. Quem o põe?',
    'http.route é da ExpressInstrumentation, e http.response.status_code, da HttpInstrumentation: nenhum dos dois se escreve à mão.',
    'As duas: `instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()],`',
  ],
  attribute_differs: [
    'O atributo veio com outro valor. A rota continua sendo GET /, e a resposta, 200?',
    'http.route é o caminho que está em app.get, e o status é o da resposta: os dois contam o que o servidor fez, e ele devia fazer o mesmo de antes.',
    "A rota: `app.get('/', (_request, response) => {`",
  ],
  'span_missing:test_span': [
    'O span da requisição chegou, e test_span não. Ele nasceu com esse nome, e terminou?',
    'Um span seu, dentro da rota, abre e fecha como no passo 1: a requisição termina sem ele, e não avisa que faltou.',
    "Na rota, `tracer.startActiveSpan('test_span', (span) => {` e, como última linha de dentro, `span.end();`",
  ],
  'span_duplicated:test_span': duplicated('test_span', 'O de test_span fica na rota, uma vez, em volta da resposta.'),
  'span_not_child:test_span': [
    'test_span devia nascer do span que o Express já tinha aberto, e há outro no meio, ou o pai não chegou. O que mais você abriu?',
    'A instrumentação do Express abre um span para a função da rota, request handler. Um span por função, como se fosse um log, só acrescenta níveis que não dizem nada.',
    "Direto na rota: `tracer.startActiveSpan('test_span', (span) => {`",
  ],
  'span_other_trace:test_span': [
    'test_span começou um trace só dele. Na hora em que ele nasceu, qual era o span atual?',
    'Dentro da rota já há um span atual, o da requisição, e startActiveSpan nasce dele. Fora dela, ou com { root: true }, não.',
    "Dentro de app.get: `tracer.startActiveSpan('test_span', (span) => {`",
  ],
  'kind_differs:test_span': kindDiffers('test_span'),
};

const CALL = "await tracer.startActiveSpan('GET', { kind: SpanKind.CLIENT, attributes }, async (span) => {";
const INJECT = 'propagation.inject(context.active(), headers);';

const tracing7: Hints = {
  'program_failed:deadline': [
    'Um dos dois servidores não avisou que está pronto. O que ele espera?',
    'Quem avisa é a linha do console.log, dentro de app.listen: em app.ts e em schedule.ts.',
    'Nos dois, como estava: `console.log(JSON.stringify({ ready: true, port: (server.address() as AddressInfo).port }));`',
  ],
  'program_failed:stopped': [
    'Os dois servidores ficaram prontos, e o que se pediu não foi respondido como antes. A telemetria mudou o que eles fazem?',
    'Uma resposta que não vem costuma ser um await que nunca se resolve, ou um caminho sem response.send. Se foi um 500, a linha do erro está na saída do programa: tecla o.',
    "A resposta continua sendo a do outro serviço: `response.status(answer.status).type('text').send(text);`",
  ],
  'program_failed:output_limit': [
    'Um dos servidores escreveu sem parar, e foi encerrado. O que se repete?',
    'Procure um serviço que pergunta a si mesmo: o endereço da escala é o de SCHEDULE_URL, e não o do próprio app.',
    "O endereço: `const SCHEDULE_URL = process.env.SCHEDULE_URL || 'http://127.0.0.1:5001';`",
  ],
  'program_failed:signal': [
    'O sistema matou um dos servidores. Foi você, em outro terminal? Se não foi, o que ele acumulava?',
    'Uma lista que cresce a cada requisição, ou spans criados sem fim, acabam com a memória.',
    'O serviço da escala guarda só isto: `const SCHEDULE = new Map([`',
  ],
  program_failed: [
    'Um dos servidores caiu. O que diz a última mensagem dele, e de que arquivo ela fala?',
    'Um erro que ninguém trata dentro de uma rota vira 500; fora dela, derruba o processo. E provider, em schedule.ts, vem de instrumentation.ts.',
    "Em schedule.ts, na primeira linha de código: `import { provider } from './instrumentation';`",
  ],
  no_telemetry: [
    'Os servidores responderam, pararam, e nenhum span chegou. O que mudou desde o passo 6?',
    'São as mesmas peças do passo 6: o import da instrumentação acima de todos, e o shutdown() de quem está sendo encerrado.',
    "Nos dois arquivos: `import { provider } from './instrumentation';` e, dentro de server.close, `provider.shutdown().catch(`",
  ],
  'span_missing:GET': [
    'A chamada ao outro serviço não deixou span nenhum com esse nome. Quem o criaria? E com que nome?',
    'A instrumentação de http não vê o fetch: ele não passa por http. O span da chamada é seu: abre antes do fetch, e termina depois da resposta. O nome é só GET: com o dia nele, cada dia seria um nome, e ninguém conseguiria somá-los; o que muda vai num atributo.',
    `Na rota de /plantao/:day: \`${CALL}\` e, como última linha de dentro, \`span.end();\``,
  ],
  'span_not_child:GET': [
    'O span da chamada devia nascer do da rota. O que mais você abriu no meio, ou quem o fez nascer cedo demais?',
    'Um span só para a chamada, aberto dentro da função da rota: o contexto de lá já é o da requisição.',
    `Dentro de app.get('/plantao/:day'): \`${CALL}\``,
  ],
  'span_other_trace:GET': [
    'O span da chamada começou um trace só dele. Na hora em que ele nasceu, qual era o span atual?',
    'Dentro da rota já há um span atual. Fora dela, ou com { root: true }, não.',
    `Dentro de app.get('/plantao/:day'): \`${CALL}\``,
  ],
  'kind_differs:GET': [
    'Há um span para a chamada, e ele não diz que chamou alguém. Que kind ele tem?',
    'Sem kind, um span é INTERNAL: trabalho de casa. Quem pede a outro serviço é CLIENT, e é assim que o mapa de serviços sabe que há uma seta.',
    'Ao abrir: `{ kind: SpanKind.CLIENT, attributes }`',
  ],
  'status_differs:GET': [
    'O status do span da chamada não conta o que houve: um 200 é UNSET, e um 404, para quem pediu, ERROR.',
    'fetch não lança por causa de um 404: quem olha é você, em answer.ok. E um status posto sem essa pergunta marca também o que deu certo.',
    'Depois do fetch, dentro de `if (!answer.ok) {`: `span.setStatus({ code: SpanStatusCode.ERROR });`',
  ],
  'service_differs:GET': [
    'O span da chamada é de outro serviço. Em que arquivo ele foi aberto?',
    'Quem chama é o app.ts, service_example; quem responde é o schedule.ts. O span CLIENT fica do lado de quem chama.',
    `Em app.ts: \`${CALL}\``,
  ],
  'attribute_missing:GET:http.response.status_code': [
    'O span da chamada não diz o que veio de resposta. Quando se sabe disso?',
    'O status só existe depois do await fetch: o atributo se põe ali, antes do end().',
    "`span.setAttribute('http.response.status_code', answer.status);`",
  ],
  'attribute_differs:GET:http.response.status_code': [
    'O atributo está lá, e não é o status que veio. É um número? É o da resposta?',
    'answer.status é um número; um texto ("200") é outro valor. Há uma chamada que responde 200, e outra, 404.',
    "`span.setAttribute('http.response.status_code', answer.status);`",
  ],
  'attribute_missing:GET:error.type': [
    'O span da chamada que falhou diz que deu errado, e não diz de quê. Como se contariam os 404 à parte dos 500?',
    'O tipo do erro vai em error.type; numa resposta HTTP, é o código dela. Só quem falhou o tem: ele fica junto do setStatus.',
    "Dentro de `if (!answer.ok) {`: `span.setAttribute('error.type', String(answer.status));`",
  ],
  'attribute_differs:GET:error.type': [
    'error.type está lá, e não é o código da resposta em texto. O que você pôs nele?',
    'O código é um número, e error.type é sempre um texto: quando não há resposta, ele diz outra coisa ("timeout"). A frase para quem lê é a descrição do status.',
    "Dentro de `if (!answer.ok) {`: `span.setAttribute('error.type', String(answer.status));`",
  ],
  'span_missing:GET /:day': [
    'O serviço da escala atendeu, e nenhum span dele chegou. Ele foi instrumentado? E a fila dele?',
    'schedule.ts é outro processo: tem o seu import e o seu shutdown(). Se os dois estão lá, olhe o cabeçalho: um traceparent que acaba em 00 diz a quem recebe que não grave nada.',
    "Em schedule.ts: `import { provider } from './instrumentation';`, acima de todos, e `provider.shutdown().catch(`, dentro de server.close.",
  ],
  'span_not_child:GET /:day': [
    'O serviço da escala está no trace certo, e o pai dele é outro. Que span estava ativo quando você preencheu os cabeçalhos?',
    'inject escreve o contexto que recebe. Chamado antes de o span da chamada abrir, ou com o contexto de fora, aponta para o span de fora.',
    `Dentro do span, antes do fetch: \`${INJECT}\``,
  ],
  'span_other_trace:GET /:day': [
    'São dois traces, um de cada serviço. O que viajou de um para o outro?',
    'Um processo não vê o contexto do outro: ele vai nos cabeçalhos da requisição, em traceparent, com o trace, o span que chama e a decisão de gravar. O id do trace sozinho, num cabeçalho qualquer, ninguém lê.',
    `Antes do fetch: \`${INJECT}\` E o fetch leva os cabeçalhos: \`fetch(url, { headers })\``,
  ],
  'kind_differs:GET /:day': [
    'O span do serviço da escala não diz que atende. Quem o criou?',
    'O SERVER é da instrumentação. Um span seu com o mesmo nome não o substitui.',
    "Deixe que ela o crie: `import { provider } from './instrumentation';`",
  ],
  'status_differs:GET /:day': [
    'Quem responde 404 não falhou: fez o que devia. O span SERVER foi marcado como erro?',
    'De 500 em diante o erro é de quem atende; de 400 a 499, de quem pede. A instrumentação já sabe disso: não ponha status no span dela.',
    "A linha fica como estava: `response.status(404).send('Desse dia não há escala.');`",
  ],
  'service_differs:GET /:day': [
    'Os dois serviços se apresentam com o mesmo nome, ou com um que não é o deles. De onde vem o nome de cada um?',
    'Os dois usam o mesmo instrumentation.ts. O que muda é o ambiente: OTEL_SERVICE_NAME, que o envDetector lê, e que no merge tem a última palavra.',
    'Em instrumentation.ts: `resource: resource.merge(detectResources({ detectors: [envDetector] })),`',
  ],
  attribute_missing: [
    'O span do serviço da escala não diz o que respondeu. Quem põe o status nele?',
    'http.response.status_code, no span SERVER, é da HttpInstrumentation.',
    'Em instrumentation.ts: `instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()],`',
  ],
  attribute_differs: [
    'O serviço da escala respondeu outra coisa. Ele ainda responde 404 a um dia que não conhece?',
    'Um dia que não está na escala não existe: é 404, e não 200 com uma desculpa.',
    "`response.status(404).send('Desse dia não há escala.');`",
  ],
};

/** A imagem é a do exemplo 4, e o aluno não mexe nela: o que difere é de onde ela veio. */
const OTHER_IMAGE: HintStages = [
  'O app respondeu, e o trace dele não é o do exemplo 4. Que imagem está rodando?',
  'Uma imagem antiga, ou a de outra pessoa, responde igual e conta outra coisa. A daqui se monta do Dockerfile da raiz, e SAMPLE_IMAGE e SAMPLE_PULL_POLICY a trocam por outra.',
  'Tire as duas variáveis do terminal e suba de novo; quem manda montar são estas: `build: .` e `pull_policy: ${SAMPLE_PULL_POLICY:-build}`',
];

const APP_LINE = '`- ${BIND_ADDRESS:-127.0.0.1}:${SAMPLE_PORT:-80}:8080`';
const JAEGER_LINE = '`- ${BIND_ADDRESS:-127.0.0.1}:${JAEGER_UI_PORT:-8080}:16686`';

/** Do trace de um app que não é do aluno: valem no contêiner e na VM. */
const DEPLOYED_TRACE: Hints = {
  span_missing: OTHER_IMAGE,
  span_duplicated: OTHER_IMAGE,
  span_not_root: OTHER_IMAGE,
  span_not_child: OTHER_IMAGE,
  span_other_trace: OTHER_IMAGE,
  kind_differs: OTHER_IMAGE,
  attribute_missing: OTHER_IMAGE,
  attribute_differs: OTHER_IMAGE,
};

const tracing8: Hints = {
  compose_invalid: [
    'O compose nem tentaria: há algo no arquivo que ele não aceita. O que a mensagem diz, e de que linha?',
    'Num YAML, o recuo é a estrutura: environment, ports e networks ficam um nível dentro do serviço, e o que é de cada um, mais um nível. Os nomes são os dele: uma letra a menos, e a chave é outra.',
    'Dentro de sample, com quatro espaços: `    environment:`; embaixo, com seis: `      OTEL_EXPORTER_JAEGER_AGENT_HOST: jaeger`; e as redes, dentro de cada um: `    networks: [lab]`',
  ],
  app_unreachable: [
    'O pedido não chegou ao app. Por que porta desta máquina se entra no contêiner dele?',
    'Sem ports, um contêiner não aparece fora da rede dele. A ordem é porta de fora, dois-pontos, porta de dentro; e o app, na imagem, ouve na 8080, em todos os endereços (HOST=0.0.0.0). Se a porta está publicada e os contêineres não estão no ar, o comando está na mensagem.',
    `Em sample, dentro de \`ports:\`: ${APP_LINE}`,
  ],
  app_differs: [
    'Alguém respondeu, e não foi o app. Que programa está nessa porta?',
    'A 80 costuma ter dono (um Apache, um IIS), e a 8080 também. O docker ps mostra o que o Docker publicou; o que não estiver lá é de outro.',
    `Feche o outro programa, ou escolha outra porta na variável SAMPLE_PORT, que está nesta linha: ${APP_LINE}`,
  ],
  backend_unreachable: [
    'Os spans podem até ter chegado, mas não há como vê-los. Por onde se entra na tela do Jaeger?',
    'A tela e a API dele ouvem na 16686 do contêiner, e aqui se quer vê-las na 8080 desta máquina: fora, dois-pontos, dentro. A porta do agente não se publica: quem manda para ela está na mesma rede.',
    `Em jaeger, dentro de \`ports:\`: ${JAEGER_LINE}`,
  ],
  no_telemetry: [
    'O app respondeu, o Jaeger está no ar, e o trace não chegou. Para que endereço o app mandou, e o que esse endereço é lá dentro do contêiner?',
    'Sem dizer nada, o app manda para localhost, que num contêiner é o próprio contêiner. O endereço de outro serviço é o nome dele em services, e o nome só vale entre quem divide uma rede. A porta é a 6832, que já é o padrão deste exporter.',
    'Em sample: `OTEL_EXPORTER_JAEGER_AGENT_HOST: jaeger`; e nos dois serviços: `networks: [lab]`',
  ],
  ...DEPLOYED_TRACE,
  service_differs: [
    'O trace chegou com outro nome de serviço. Quem deu esse nome?',
    'A imagem se chama service_example, e a variável OTEL_SERVICE_NAME passa à frente. Ela está em environment?',
    'Para este passo basta uma variável: `OTEL_EXPORTER_JAEGER_AGENT_HOST: jaeger`',
  ],
};

const tracing9: Hints = {
  ...tracing8,
  vm_refused: [
    'O synth nem escreveu o Terraform: a configuração tem algo que ele não aceita. Que variável a mensagem cita, e o que ela pede?',
    'Cada variável tem uma forma, e a mensagem traz um exemplo: uma faixa precisa do tamanho (/32 é um endereço só), o tipo tem de existir, e as horas são um número inteiro. Abrir ao mundo só com ALLOW_WORLD=true, que aqui não é o que se quer.',
    'Para comparar: `ALLOWED_CIDR=203.0.113.7/32`, com o seu endereço; `INSTANCE_TYPE=t3.medium`; `AUTO_SHUTDOWN_HOURS=3`',
  ],
  vm_open_to_world: [
    'Quem alcança as portas da VM? O app não tem senha, e a tela do Jaeger mostra tudo o que ele conta.',
    '0.0.0.0/0 é a internet inteira: em minutos há quem varra essa porta. O seu endereço está em https://checkip.amazonaws.com; com /32, a faixa é só ele. A regra de cada porta está em aws_vpc_security_group_ingress_rule.',
    'Sem o ALLOW_WORLD, e com o seu endereço no lugar deste: `ALLOWED_CIDR=203.0.113.7/32`',
  ],
  vm_size_differs: [
    'Paga-se por hora de instância, usada ou não. De quanto os dois contêineres precisam?',
    'O app e o Jaeger, com o Docker e o sistema, cabem em 2 vCPU e 4 GB. Com 1 GB, montar a imagem não termina; com 64 GB, sobram 60. A conta está em iac/README.md.',
    'O padrão do guia da VM: `INSTANCE_TYPE=t3.medium`',
  ],
  vm_too_many: [
    'Quantas máquinas este exercício pede? Cada uma é uma conta.',
    'STUDENTS cria uma VM por estudante, para a turma toda: é do professor. Sem ela, é uma só.',
    'Tire STUDENTS do arquivo. As três que bastam: `ALLOWED_CIDR=203.0.113.7/32` (com o seu endereço), `INSTANCE_TYPE=t3.medium` e `AUTO_SHUTDOWN_HOURS=3`',
  ],
  vm_stays_on: [
    'E se você esquecer de apagá-la? Até quando ela cobra?',
    'A VM conta as horas desde que ligou e, no fim do prazo, se desliga e deixa de existir. O prazo é o da sua aula, com folga: até 12 horas.',
    'Três horas bastam para este passo: `AUTO_SHUTDOWN_HOURS=3`',
  ],
  vm_runs_nothing: [
    'A VM ligaria, e não faria nada do que se espera. Quem diz a ela o que rodar?',
    'São os dados de usuário, que iac/constructs/cloud-init.ts monta com o que está em iac/templates/. Este passo não pede mudança neles: o git diff iac mostra o que mudou.',
    'Em vm.env, o que é deste passo não toca nos dados de usuário, fora o prazo: `AUTO_SHUTDOWN_HOURS=3`. O resto se desfaz com git checkout iac.',
  ],
};

export const hints = {
  '01/1': tracing1,
  '01/2': tracing2,
  '01/3': tracing3,
  '01/4': tracing4,
  '01/5': tracing5,
  '01/6': tracing6,
  '01/7': tracing7,
  '01/8': tracing8,
  '01/9': tracing9,
};

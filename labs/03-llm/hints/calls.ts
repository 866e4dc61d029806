/** As dicas dos passos 1 a 2.3: um span por chamada ao modelo, tenha ela dado certo, falhado, repetido ou corrigido. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';

type Hints = Readonly<Record<string, HintStages>>;

const OPEN = "`return tracer.startActiveSpan('call_llm_api', async (span) => {`";
const WAIT = '`const answer = await callModel(call);`';
const END = '`span.end();`';
const URL_LINE = "`span?.setAttribute('llm.api.url', CHAT_URL);`";
const LENGTH_LINE = "`span?.setAttribute('llm.api.response_length', content.length);`";
const EXCEPTION = '`span.recordException(error as Error);`';
const TYPE = "`span.setAttribute('error.type', errorType(error));`";
const STATUS = '`span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });`';
const ATTEMPT = "`span?.setAttribute('llm.api.attempt', call.attempt);`";
const RETRY = '`return await llmCallWithTelemetry({ ...call, attempt });`';
const LIMITS = '`timeout: TIMEOUT_MS,` e `maxRetries: 0,`';
const PARSE = '`return parseAnswer(content);`';
const FLAG = "`if (call.isRepair) span?.setAttribute('llm.api.repair', true);`";
const REPAIR = '`return callWithRetries({ ...call, messages: repairMessages(question, error), isRepair: true });`';

/** Nem os spans que a instrumentação de HTTP já abria: o que se quebrou é o provider, que este lab traz pronto. */
function silence(question: string, scope: string): HintStages {
  return [
    question,
    `Os pedidos HTTP do backend já davam spans antes de você escrever uma linha: se nem esses chegam, foi o provider, em telemetry.ts, que parou. ${scope}`,
    'Como estava, em telemetry.ts: `spanProcessors: [new QuietStatusProcessor(), new BatchSpanProcessor(new OTLPTraceExporter())],` e `tracerProvider.register({ propagator: null });`',
  ];
}

/** O span do passo 1 sumiu num passo que não o muda. */
function lost(question: string, why: string): HintStages {
  return [question, why, `Como no passo 1, ${OPEN} e, no finally, ${END}`];
}

const oneCall: Hints = {
  ...programHints,
  no_telemetry: silence(
    'A pergunta foi respondida, e nenhum span chegou: nem o seu, nem os que vinham sozinhos. Você mexeu em telemetry.ts?',
    'Este passo é todo em llm.ts: o tracer que está no alto dele vem do provider global, e basta.',
  ),
  'span_missing:call_llm_api': [
    'Chegaram spans, e nenhum se chama call_llm_api. O seu foi aberto com este nome, sem mais nada, e alguém o terminou?',
    'Um span só sai quando termina: sem end(), ele fica na memória e se perde com o programa, sem erro nenhum. E o nome é um só para todas as chamadas, que é o que deixa somá-las; o modelo, que muda, é um atributo.',
    `O nome, letra por letra: ${OPEN} O fim, no finally, que roda também quando a chamada falha: ${END}`,
  ],
  kind_differs: [
    'O kind deste span diz que ele é um dos lados de um pedido pela rede. É o pedido que ele mede?',
    'O pedido HTTP já tem o seu span, CLIENT, que a instrumentação abriu: está logo abaixo do seu. O seu mede a chamada como o programa a vê, com o que se faz antes e depois do pedido: é INTERNAL. Dois CLIENT, um dentro do outro, contariam a mesma ida à rede duas vezes.',
    `INTERNAL é o padrão, e não se escreve: ${OPEN}`,
  ],
  service_differs: [
    'O span chegou com outro service.name. Quem diz o nome do serviço: o tracer, ou o recurso do provider?',
    'O nome dado a getTracer é o de quem escreveu a instrumentação. O do serviço vem do recurso, e aqui é o nome do arquivo com que o processo começou.',
    'Em telemetry.ts, que este passo não muda: `[ATTR_SERVICE_NAME]: serviceName,`',
  ],
  'attribute_missing:call_llm_api:llm.api.url': [
    'O span está lá, e não diz a que endereço se pediu. Em que span foi parar o atributo?',
    'callModel escreve no span atual: trace.getActiveSpan(). startSpan cria um span e não o torna o atual; então o atual, lá dentro, ainda é o do pedido que chegou, e é nele que o endereço está. Abra o trace e procure.',
    `startActiveSpan faz as duas coisas: ${OPEN} E, em callModel: ${URL_LINE}`,
  ],
  'attribute_differs:call_llm_api:llm.api.url': [
    'llm.api.url está lá, e não é o endereço de uma chamada. Até onde ele vai?',
    'O endereço do provedor acaba em /v1; o que se chama nele é /chat/completions, e só com o caminho inteiro se distinguem dois usos do mesmo provedor. E nada de usuário, senha ou chave dentro: uma URL fica escrita em muito lugar.',
    `Quem o tem, inteiro e limpo, é CHAT_URL: ${URL_LINE}`,
  ],
  'attribute_missing:call_llm_api:llm.api.response_length': [
    'O endereço está no span, e o tamanho da resposta, não. Quando a resposta chegou, o span ainda estava aberto?',
    'Depois de end(), setAttribute não faz nada, e não reclama. Se o try devolve a promessa sem esperar por ela, o finally roda na hora, e o span termina antes de haver resposta: repare na duração dele.',
    `Em callModel, depois de vir o conteúdo: ${LENGTH_LINE} Em llmCallWithTelemetry, com await: ${WAIT}`,
  ],
  'attribute_differs:call_llm_api:llm.api.response_length': [
    'O tamanho está lá, e não é um número de caracteres que faça sentido. O que você mediu, e de que tipo é o valor?',
    'É quantos caracteres o modelo escreveu, em número: com um texto não se faz média, nem se pergunta pelos maiores. Não são os tokens, que têm atributo próprio mais adiante, nem a resposta em si, que não se põe num span.',
    `O que veio do modelo é content: ${LENGTH_LINE}`,
  ],
};

const failures: Hints = {
  ...programHints,
  no_telemetry: silence(
    'Nenhum span chegou, nem os das chamadas que deram certo. O que mudou além do catch?',
    'Aqui só se acrescenta um catch, entre o try e o finally, em llm.ts.',
  ),
  'span_missing:call_llm_api': lost(
    'As chamadas deixaram de ter span. Onde ficou o end(), agora que há um catch?',
    'O catch fica entre o try e o finally, e não no lugar dele. Com o end() no fim do try, só termina o span de quem deu certo; no finally, o de todos.',
  ),
  status_differs: [
    'O status de uma das chamadas não conta o que houve com ela. Das três, quais falharam? E quem disse isso ao span?',
    'Nada muda o status sozinho: recordException guarda o que aconteceu, error.type diz de que tipo foi, e o span continua UNSET, como se tudo tivesse corrido bem. Já o de quem deu certo fica UNSET mesmo: OK é a palavra final de quem sabe mais que a instrumentação. E um span que não termina quando a chamada falha também não conta nada.',
    `No catch, que só roda para quem falhou: ${STATUS} No finally, para todos: ${END}`,
  ],
  'attribute_missing:call_llm_api:error.type': [
    'A chamada falhou, e o span não diz de que tipo foi a falha. Um modelo que caiu e um que recusou por excesso pedem a mesma providência?',
    'A mensagem é para quem lê um erro; error.type é para quem conta muitos: um valor curto, o mesmo sempre que a causa é a mesma. A função errorType, neste arquivo, já sabe dá-lo. E ele se põe antes do end().',
    `No catch: ${TYPE}`,
  ],
  'attribute_differs:call_llm_api:error.type': [
    'error.type está lá, com outro valor. Quantos valores diferentes o seu pode ter? E ele é um texto?',
    'As convenções pedem um texto de poucos valores possíveis. A frase do erro traz o que o provedor quis escrever, e muda com ele; o nome da classe junta falhas diferentes; o número 500 não é o texto "500", e quem filtra por um não acha o outro.',
    `errorType escolhe: o código da resposta, timeout, invalid_answer… ${TYPE}`,
  ],
  event_missing: [
    'O span diz que falhou, e não guarda a exceção. Onde se leria a mensagem, e a linha em que foi?',
    'Uma exceção, num span, é um evento de nome combinado, "exception", com a mensagem, o tipo e a pilha. Com outro nome, é um evento qualquer, e nenhuma tela sabe que ali há um erro.',
    `Quem escreve o evento todo é uma linha só, no catch: ${EXCEPTION}`,
  ],
  event_differs: [
    'O evento "exception" está lá, e sem a mensagem do erro. O que você lhe deu para guardar?',
    'recordException tira a mensagem, o tipo e a pilha de um Error. Quem escreve o evento à mão precisa dos nomes exatos: exception.message, exception.type, exception.stacktrace.',
    `O erro inteiro, e não um pedaço dele: ${EXCEPTION}`,
  ],
};

const retries: Hints = {
  ...programHints,
  no_telemetry: silence(
    'Este passo mexe no cliente da OpenAI e no laço das tentativas, e os spans sumiram todos. O que mais mudou?',
    'Nem o prazo nem as tentativas tocam no provider.',
  ),
  'span_missing:call_llm_api': lost(
    'Nenhuma das chamadas tem span agora. O laço chama quem?',
    'Quem abre e termina o span é llmCallWithTelemetry, uma vez a cada volta do laço. Um laço que chame o modelo por outro caminho não conta nada.',
  ),
  'answer_differs:slow': [
    'Perguntou-se a um modelo que demora quatro segundos, e a resposta não foi "demorou demais". Quanto o seu programa está disposto a esperar?',
    'Sem prazo, o cliente da OpenAI espera até dez minutos, e quem perguntou foi embora faz tempo. O prazo é de cada chamada, em milissegundos (em Python, o mesmo SDK o quer em segundos), e quem o conhece é o cliente: um AbortSignal que você mesmo dispara é lido como desistência de quem perguntou, e não como demora do modelo.',
    `Ao criar o cliente: ${LIMITS}`,
  ],
  status_differs: [
    'O status de uma tentativa não conta como ela acabou. Cada uma tem o seu span?',
    'Tentar de novo é chamar de novo: a primeira, que falhou, é ERROR, e a segunda, que deu certo, fica UNSET. Com um span só em volta das duas, a falha desaparece quando a segunda dá certo, e é ela que explica a demora, e a conta.',
    `Dentro do laço, uma chamada, e um span, por volta: ${RETRY} Nela, no catch: ${STATUS}`,
  ],
  'attribute_missing:call_llm_api:llm.api.attempt': [
    'Há mais de uma tentativa, e os spans não dizem qual é qual. Quem sabe o número?',
    'Duas chamadas iguais, uma depois da outra, tanto podem ser duas perguntas como uma que se repetiu. O número da tentativa vem em call, e quem o escreve é callModel, antes de chamar: a tentativa que falha também tem de o dizer.',
    `Junto do endereço: ${ATTEMPT}`,
  ],
  'attribute_differs:call_llm_api:llm.api.attempt': [
    'Os spans têm o número da tentativa, e não é o que se esperava. A primeira é a 0 ou a 1? E a segunda soube que é a segunda?',
    'Conta-se como gente conta: a primeira é 1, e são duas ao todo. O call que o laço recebe diz sempre 1: a cada volta é preciso entregar outro, com o número de agora. E é um número, e não um texto.',
    `O laço: \`for (let attempt = 1; ; attempt++) {\`; dentro dele, o call com o número trocado: ${RETRY}`,
  ],
  'attribute_missing:call_llm_api:error.type': [
    'Uma tentativa falhou, e o span dela não diz por quê. O catch do passo 2.1 continua onde estava?',
    'O laço não toma o lugar daquele catch: cada tentativa guarda a sua falha e a lança de novo, e só então o laço decide se vale a pena repetir.',
    `Em llm.ts, no catch: ${TYPE} Em ask.ts, no do laço: \`if (attempt === MAX_ATTEMPTS || !isWorthRetrying(error)) throw error;\``,
  ],
  'attribute_differs:call_llm_api:error.type': [
    'Nenhum span mostra uma das falhas que houve: a vaga que faltou (503), ou o prazo que estourou duas vezes (timeout). O programa chegou a saber delas?',
    'De fábrica, o cliente da OpenAI repete duas vezes sozinho, e só conta a última: por fora é uma chamada demorada, e por dentro são três, pagas uma a uma. Abra um span call_llm_api e conte os POST que há debaixo dele. Com as repetições dele desligadas, quem repete é o seu laço, e cada tentativa tem span, número e motivo. O prazo estourado também se repete.',
    `Ao criar o cliente: ${LIMITS} E, no laço, a cada volta: ${RETRY}`,
  ],
};

const shape: Hints = {
  ...programHints,
  no_telemetry: silence(
    'Conferir o que o modelo escreveu não devia calar ninguém, e nenhum span chegou. O que mais se mexeu?',
    'Este passo é a última linha de callModel e o catch de findAnswer.',
  ),
  'span_missing:call_llm_api': lost(
    'O span das chamadas chegava no passo anterior. A conferência da forma o tirou do lugar?',
    'A forma se confere dentro da chamada, no fim de callModel, e o span continua em volta dela.',
  ),
  'answer_differs:stubborn': [
    'Um modelo insistiu em conversar fora da forma, e quem perguntou recebeu isso como se fosse uma resposta. O que o programa devia ter dito?',
    'Depois de uma correção que não corrigiu, não há resposta: há um erro, com nome, que a página sabe mostrar e o alerta sabe contar. Pôr o que veio no lugar de um campo, ou um texto de reserva, esconde a falha de quem poderia tratá-la, e o defeito aparece longe daqui. E uma correção é uma: quem insiste para sempre paga para sempre.',
    `A conferência lança, e não adivinha: ${PARSE} E da segunda vez ninguém a apanha: ${REPAIR}`,
  ],
  status_differs: [
    'O status de uma chamada com resposta fora da forma, ou o de quem a corrigiu, não diz o que houve. O modelo respondeu 200: isso é dar certo?',
    'O pedido HTTP deu certo, e o span dele diz isso. A chamada ao modelo, não: pediu-se uma forma e veio outra. A correção é outra chamada, com o seu próprio fim: UNSET se corrigiu, ERROR se não.',
    `A forma se confere ainda dentro do span, no fim de callModel: ${PARSE} O catch de fora, como no passo 2.1: ${STATUS}`,
  ],
  'attribute_missing:call_llm_api:error.type': [
    'Houve resposta fora da forma, e nenhum span tem o tipo dessa falha. Quando se descobriu, o span já tinha terminado?',
    'Se a conferência é feita por quem chamou, depois do end(), o span conta uma chamada perfeita, e o erro é de ninguém. Dentro dele, o catch do passo 2.1 a trata como outra falha qualquer.',
    `Em callModel, a última linha: ${PARSE} No catch de llmCallWithTelemetry: ${TYPE}`,
  ],
  'attribute_differs:call_llm_api:error.type': [
    'Os spans que falharam têm todos outro motivo, e houve duas respostas fora da forma. O que a sua conferência lança, e com que span ainda aberto?',
    'Um JSON bem escrito pode não ter os quatro textos, e um texto que não é JSON daria um SyntaxError, que diz o que o leitor sentiu, e não o que o modelo fez. parseAnswer confere as duas coisas e lança InvalidAnswer, que errorType conhece. Mas só conta se ainda houver span: depois de end(), o que se escreve nele se perde.',
    `Com o span aberto, como última coisa de callModel: ${PARSE} E quem o termina continua a ser o finally: ${END}`,
  ],
  'attribute_missing:call_llm_api:llm.api.repair': [
    'O modelo foi chamado de novo para corrigir, e nenhum span diz que é uma correção. Para quem lê o trace, que diferença há entre ela e uma nova tentativa?',
    'Uma nova tentativa manda o mesmo a quem não respondeu; uma correção manda mais, a quem respondeu mal. Custam diferente e curam-se diferente. Quem pede a correção o diz em isRepair, e quem escreve o span o lê de lá.',
    `Em findAnswer: ${REPAIR} Em callModel: ${FLAG}`,
  ],
  'attribute_differs:call_llm_api:llm.api.repair': [
    'llm.api.repair está lá, e em nenhuma das correções é true. Quem chamou disse que era uma correção?',
    'O atributo repete o que vem em call.isRepair, que é false até que alguém diga o contrário: e só quem pede a correção sabe que o é. São duas as correções, a que deu certo e a que não deu, e as duas levam a marca, posta antes de chamar. E é um booleano, true: entre aspas seria uma palavra, e quem procura por verdadeiro não a encontra.',
    `Quem pede: ${REPAIR} Quem escreve: ${FLAG}`,
  ],
  event_missing: [
    'A chamada está marcada como fora da forma, e a exceção não foi guardada. Como se saberia o que faltava na resposta?',
    'A mensagem de InvalidAnswer diz o que falta (um texto em joke, por exemplo) sem copiar nada do que o modelo escreveu: pode ir para um span. Quem a guarda é o mesmo catch das outras falhas.',
    `Lançada daqui, ${PARSE}, e guardada ali: ${EXCEPTION}`,
  ],
};

export const callsHints = {
  '03/1': oneCall,
  '03/2.1': failures,
  '03/2.2': retries,
  '03/2.3': shape,
} satisfies Record<string, Hints>;

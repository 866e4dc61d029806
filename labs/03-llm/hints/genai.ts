/** As dicas dos passos 4.1 e 4.2: os nomes que todos usam, e o primeiro pedaço. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';
import { noMetrics, noSpans } from './silence.ts';

type Hints = Readonly<Record<string, HintStages>>;

const INSTRUMENT = '`new OpenAIInstrumentation({ captureMessageContent: false }),`';
const REGISTER = '`registerInstrumentations({`';
const COMPLETE = "`{ model, messages, response_format: { type: 'json_object' } },`";
const CLOCK = '`const startMs = performance.now();`';
const SECONDS = '`const seconds = (performance.now() - startMs) / 1000;`';
const SET_FIRST = "`trace.getActiveSpan()?.setAttribute('gen_ai.response.time_to_first_chunk', seconds);`";
const RECORD_FIRST = "`firstChunk.record(seconds, { ...OPERATION, 'gen_ai.request.model': model });`";
const CREATE_FIRST = "`const firstChunk = meter.createHistogram('gen_ai.client.operation.time_to_first_chunk', {`";
const USAGE = '`stream_options: { include_usage: true },`';

/** De um atributo que a instrumentação tira do que se pediu, ou do que veio. */
function missing(question: string, why: string): HintStages {
  return [question, why, `Com a instrumentação, não há o que escrever: ${INSTRUMENT}`];
}

const names: Hints = {
  ...programHints,
  no_telemetry: noSpans(
    'Ligou-se mais uma instrumentação, e os spans de todas sumiram. O que mais mudou em telemetry.ts?',
  ),
  'no_telemetry:metrics': noMetrics(
    'Nenhuma métrica chegou, nem as do passo 3. A quem as instrumentações as entregam?',
  ),
  'span_missing:chat lab-1': [
    'O span call_llm_api está lá, e logo abaixo dele vem um POST, sem nada no meio. Quem saberia dizer que aquele POST é uma conversa com um modelo?',
    'A instrumentação do fetch vê um endereço e um código; a do cliente da OpenAI vê o modelo, os tokens e por que a resposta acabou. Ela troca chat.completions.create: uma chamada por outro caminho (client.post, um fetch seu) passa por fora. O nome do span é a operação e o modelo: "chat lab-1".',
    `Na lista de ${REGISTER}, em telemetry.ts: ${INSTRUMENT} E a chamada, em llm.ts, continua a entregar a create() o objeto ${COMPLETE}`,
  ],
  'span_missing:chat lab-down': [
    'As chamadas que dão certo têm o span "chat", e a do modelo que caiu, não. Onde ele se perde, quando a chamada falha?',
    'Um span aberto à mão termina num finally, ou só conta as vitórias. E cada chamada leva o seu modelo no nome: a lab-down é "chat lab-down", tenha ela respondido ou não.',
    `Quem já termina o span nos dois casos é a instrumentação: ${INSTRUMENT}`,
  ],
  'span_not_child:chat lab-1': [
    'O span "chat lab-1" está no trace, debaixo de outro. O que se pôs entre ele e call_llm_api?',
    'O pai é o span ativo na hora da chamada. Um span a mais, à mão, só para embrulhar o SDK, não diz nada que os outros dois não digam, e afasta a causa (a tentativa, a correção) do efeito.',
    `Dentro de call_llm_api, a chamada direta, sem outro startActiveSpan em volta: ${COMPLETE}`,
  ],
  'span_other_trace:chat lab-1': [
    'O span "chat lab-1" existe, e está noutro trace. Que contexto valia quando a chamada foi feita?',
    'ROOT_CONTEXT, root: true, ou um startSpan sem contexto fazem nascer um trace novo. E uma resposta que dependa de um evento, fora do await, perde o contexto de quem chamou.',
    `Chame dentro do span que já está ativo, o de \`return tracer.startActiveSpan('call_llm_api', async (span) => {\`, com ${INSTRUMENT} a abrir o de baixo`,
  ],
  'kind_differs:chat lab-1': [
    'O kind de "chat lab-1" não diz que ele fala com alguém de fora. De que lado da conversa está o backend?',
    'As convenções pedem CLIENT a quem chama um modelo pela rede: é o que faz aparecer a seta no mapa de serviços. INTERNAL, que é o padrão de um span feito à mão, fica para o que não sai do processo, como o nosso call_llm_api.',
    `A instrumentação já o abre como CLIENT: ${INSTRUMENT}`,
  ],
  'attribute_missing:chat lab-1:gen_ai.provider.name': missing(
    'O span não diz quem fornece o modelo. Com dois provedores, como se saberia qual deles está lento?',
    'O atributo chamou-se gen_ai.system e passou a gen_ai.provider.name. As convenções de IA ainda mudam, e cada instrumentação está numa versão delas: vale qualquer um dos dois, e quem consulta procura pelos dois.',
  ),
  'attribute_differs:chat lab-1:gen_ai.provider.name': [
    'O provedor está no span, com outro valor. É o nome do produto, o endereço, ou o protocolo?',
    'É um valor da lista das convenções, em minúsculas: openai, anthropic, aws.bedrock… Quem fala o protocolo da OpenAI com um servidor compatível diz openai, e o endereço de verdade vai em server.address.',
    `O valor que a instrumentação põe, por este cliente, é "openai": ${INSTRUMENT}`,
  ],
  'attribute_missing:chat lab-1:gen_ai.request.model': missing(
    'O modelo está no nome do span, e não num atributo. Como se somam as chamadas de um modelo só?',
    'Um nome é para ler; um atributo é para filtrar e agrupar. gen_ai.request.model é o que se pediu, e gen_ai.response.model, o que respondeu: num provedor, um apelido como "gpt-4o" vira uma versão com data.',
  ),
  'attribute_differs:chat lab-1:gen_ai.request.model': [
    'gen_ai.request.model traz outro nome. O pedido foi ao modelo que a pessoa escolheu?',
    'O que vale é o que se mandou no pedido, letra por letra; o que o provedor diz ter usado vai em gen_ai.response.model. E um modelo fixo no código faria o span mentir a quem escolheu outro.',
    `O modelo vem de call, e vai no pedido: ${COMPLETE}`,
  ],
  'attribute_missing:chat lab-1:gen_ai.usage.input_tokens': missing(
    'O span não diz quantos tokens se mandaram. É por eles que se paga a metade da conta: onde estão?',
    'A contagem vem na própria resposta, em usage.prompt_tokens. As convenções a chamam input_tokens desde que deixou de haver um provedor só, e o nome com prompt ficou para trás.',
  ),
  'attribute_differs:chat lab-1:gen_ai.usage.input_tokens': [
    'Há uma contagem do que entrou, e ela não é um número de tokens que faça sentido. Quem contou?',
    'Conta quem cobra: o provedor. Caracteres divididos por quatro, ou palavras, dão outra coisa, e um texto com o número dentro não se soma.',
    `O número é o de usage.prompt_tokens, que a instrumentação copia: ${INSTRUMENT}`,
  ],
  'attribute_missing:chat lab-1:gen_ai.usage.output_tokens': missing(
    'O que entrou está contado, e o que o modelo escreveu, não. Qual dos dois custa mais?',
    'O que sai custa várias vezes o que entra, e é dele que depende a demora. Vem em usage.completion_tokens, e o nome de hoje é output_tokens.',
  ),
  'attribute_differs:chat lab-1:gen_ai.usage.output_tokens': [
    'A contagem do que saiu não é um número maior que zero. A resposta estava mesmo vazia?',
    'Zero quer dizer "não veio a contagem" ou "ainda não chegou": põe-se depois do await, e como número.',
    `Quem a lê na hora certa, da resposta inteira, é a instrumentação: ${INSTRUMENT}`,
  ],
  'attribute_missing:chat lab-1:gen_ai.response.finish_reasons': missing(
    'O modelo parou de escrever, e o span não diz por quê. Ele acabou o que tinha a dizer, ou foi cortado?',
    'stop é o fim natural; length, o limite de tokens, e um JSON cortado ao meio; content_filter, uma recusa. É a primeira coisa a olhar quando a resposta vem fora da forma.',
  ),
  'attribute_differs:chat lab-1:gen_ai.response.finish_reasons': [
    'Os motivos estão lá, e entre eles não há "stop". Que tipo tem o atributo?',
    'O nome está no plural porque pode haver mais de uma resposta por chamada: é uma lista de textos, ["stop"], mesmo quando há um só. Um texto solto, ou a lista escrita como JSON, já não se procura do mesmo jeito.',
    `Uma lista com o finish_reason de cada resposta, que ${INSTRUMENT} monta`,
  ],
  'status_differs:chat lab-down': [
    'O modelo caiu, e o span "chat lab-down" ficou como se nada fosse. Quem o marcou como erro?',
    'O catch do passo 2.1 marca call_llm_api, e o status não sobe nem desce de um span para outro: cada um tem de dizer o seu. A instrumentação marca o dela quando a promessa falha; à mão, é mais um setStatus.',
    `Com ${INSTRUMENT}, o de baixo se marca sozinho, e o de cima continua com \`span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });\``,
  ],
  'attribute_missing:chat lab-down:error.type': [
    'O span da chamada que falhou não tem error.type. Basta que o de cima o tenha?',
    'As métricas da convenção contam os erros por error.type, e ele vem deste span, que é o da operação. O de cima é nosso, e quem olha só o gen_ai não o vê.',
    `A instrumentação o põe, com o nome da classe do erro: ${INSTRUMENT}`,
  ],
  'attribute_differs:chat lab-down:error.type': [
    'error.type está no span do modelo que caiu, e o valor não serve. Ficou vazio?',
    'Aqui qualquer valor curto vale: o nome da classe (InternalServerError), que é o da instrumentação, ou o código (500), que é o nosso. Só não pode faltar.',
    `Sem escrever nada à mão: ${INSTRUMENT}`,
  ],
  'metric_missing:gen_ai.client.operation.duration': [
    'O span da conversa chegou, e a métrica da duração, não. São a mesma instrumentação: a que MeterProvider ela entregou o que mediu?',
    'registerInstrumentations dá a cada uma o MeterProvider global do momento, ou o que se lhe passar. Um novo, sem leitor, ou um global registrado depois, e ela mede para ninguém. As métricas não passam pela amostragem dos spans: é nelas que se confia para o p95.',
    `Depois de \`metrics.setGlobalMeterProvider(meterProvider);\`, e sem meterProvider nenhum entre as opções: ${REGISTER}`,
  ],
  'metric_missing:gen_ai.client.token.usage': [
    'A duração chegou, e o gasto de tokens, não. De onde sairia o número, se não da resposta?',
    'A instrumentação anota os tokens quando a resposta traz usage: duas vezes por chamada, uma para o que entrou e outra para o que saiu. À mão, é um histograma, com dois record.',
    `As duas métricas são dela: ${INSTRUMENT}`,
  ],
  'metric_type_differs:gen_ai.client.operation.duration': [
    'A duração das chamadas chegou, e não como um histograma. Com a soma e a contagem só, que percentil se tira?',
    'As convenções dizem o tipo de cada métrica, para que o painel de um sirva ao outro. Uma duração é sempre histograma: de um gauge ficaria a última, e de um counter, o total.',
    `O tipo certo já vem com ela: ${INSTRUMENT}`,
  ],
  'metric_type_differs:gen_ai.client.token.usage': [
    'Os tokens chegaram como outro tipo de métrica. Um contador de tokens não bastava?',
    'Bastaria para a conta, e o histograma também a dá, na soma. Mas só ele diz se são muitas conversas curtas ou uma que mandou um livro: e é a segunda que estoura o limite.',
    `É um histograma nas convenções, e em ${INSTRUMENT}`,
  ],
  'metric_unit_differs:gen_ai.client.operation.duration': [
    'A duração tem outra unidade. Em que unidade o OpenTelemetry conta o tempo?',
    'Em segundos, "s", em toda métrica das convenções; e o valor anotado tem de estar em segundos também, que ninguém converte por você.',
    `A da instrumentação já é em segundos: ${INSTRUMENT}`,
  ],
  'metric_service_differs:gen_ai.client.operation.duration': [
    'A duração chegou com o nome de outro serviço. De que recurso ela veio?',
    'Cada MeterProvider leva um recurso. Um segundo, feito só para as instrumentações, sem o recurso deste programa, assina com unknown_service.',
    'O único que há, com o nome do programa no recurso: `const meterProvider = new MeterProvider({ resource, readers });` e `[ATTR_SERVICE_NAME]: serviceName,`',
  ],
  'metric_attribute_missing:gen_ai.client.operation.duration': [
    'A duração chegou, e não diz de que modelo é. O p95 de um modelo rápido e de um lento, juntos, é o de qual?',
    'O nome da métrica é o mesmo para todos, em qualquer programa; gen_ai.request.model separa as séries. Os modelos são poucos: cabem num atributo.',
    `Os atributos da convenção vêm com ela: ${INSTRUMENT}`,
  ],
  'metric_attribute_differs:gen_ai.client.operation.duration': [
    'Há durações de outros modelos, e nenhuma do lab-down. Uma chamada que falha não dura nada?',
    'Durou até falhar, e mede-se também: com as que dão certo só, um modelo fora do ar faria o p95 melhorar. À mão, o record vai no finally.',
    `Nos dois casos, quem anota é ${INSTRUMENT}`,
  ],
  'metric_attribute_missing:gen_ai.client.token.usage': [
    'Os tokens chegaram todos juntos. Quais entraram e quais saíram?',
    'Têm preços diferentes: somados, não se faz a conta. Quem os separa é gen_ai.token.type, com dois valores, input e output, e por isso são dois record por chamada.',
    `É assim que ela os anota: ${INSTRUMENT}`,
  ],
  'metric_attribute_differs:gen_ai.client.token.usage': [
    'gen_ai.token.type está lá, e nunca vale "output". Que palavras se usaram?',
    'input e output, como nas convenções. prompt e completion são os nomes do protocolo da OpenAI, e outro provedor não os conhece.',
    `Com os nomes de todos: ${INSTRUMENT}`,
  ],
};

const FIRST_ATTRIBUTE = 'call_llm_api:gen_ai.response.time_to_first_chunk';
const FIRST_METRIC = 'gen_ai.client.operation.time_to_first_chunk';

const streaming: Hints = {
  ...programHints,
  no_telemetry: noSpans(
    'Pediu-se uma resposta aos pedaços, e nenhum span chegou. O programa ainda entrega os que fez?',
  ),
  'no_telemetry:metrics': noMetrics('As métricas de antes também sumiram. O histograma novo foi criado com que meter?'),
  span_missing: [
    'A resposta veio aos pedaços, e o span da chamada não chegou. Alguém leu o stream até o fim?',
    'Num stream, o span da instrumentação termina com o último pedaço: um break no laço, ou um stream que ninguém lê, o deixa aberto, e o que está aberto não sai.',
    'O laço vai até acabar: `for await (const chunk of chunks) {`',
  ],
  [`attribute_missing:${FIRST_ATTRIBUTE}`]: [
    'Nenhum span call_llm_api diz quanto se esperou pelo primeiro pedaço. Em que span foi parar o atributo?',
    'Quem lê pensa que a espera acaba quando a primeira palavra aparece, e é esse o número. Ele pertence à chamada: dentro de stream(), o span ativo ainda é call_llm_api. Um span só para o primeiro pedaço já nasce no fim da espera, e não a mede.',
    `No laço, na primeira volta: ${SET_FIRST}`,
  ],
  [`attribute_differs:${FIRST_ATTRIBUTE}`]: [
    'A espera está no span, e não é a do primeiro pedaço: este vem em 150 milésimos, e o último, mais de meio segundo depois. Quando o relógio começou, quando parou, e em que unidade está?',
    'Começa antes do pedido, e não quando o stream já existe: a conexão, a fila e o pensamento do modelo acontecem antes disso. Para no primeiro pedaço, e só nele: anotado a cada volta, fica o último. E é em segundos, como todo tempo nas convenções.',
    `Antes de create(): ${CLOCK} No laço, dentro de \`if (isFirst) {\`, a conta: ${SECONDS}`,
  ],
  'duration_differs:call_llm_api': [
    'Nenhuma chamada que deu certo dura o que dura uma resposta aos pedaços. O span dela termina com o primeiro, ou com o último?',
    'A espera de quem lê acaba no primeiro pedaço, e por isso tem número próprio; a chamada, que se paga inteira, acaba no último. Se stream() devolve antes de o laço terminar, o span fecha com a resposta ainda a caminho.',
    'O conteúdo só se devolve depois do laço: `return { content, usage };`',
  ],
  status_differs: [
    'O status de uma chamada já não é o que era antes deste passo. O que mais, além do relógio, entrou na chamada?',
    'Anotar uma espera não faz falhar quem deu certo, nem perdoa quem falhou. Um erro lançado dentro do laço (um nome errado, um pedaço sem choices) vai para o catch, e marca a chamada toda.',
    "O pedaço que traz só a contagem não tem choices, e por isso a interrogação: `content += chunk.choices?.[0]?.delta?.content ?? '';` O catch continua com `span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });`",
  ],
  [`metric_missing:${FIRST_METRIC}`]: [
    'O span sabe quanto se esperou, e a métrica não chegou. Foi criada com este nome, e alguém anotou nela?',
    'O span serve para um caso; para o p95 de todos, é preciso a métrica. O nome do atributo é gen_ai.response.time_to_first_chunk, e o da métrica é outro: gen_ai.client.operation.time_to_first_chunk.',
    `No alto de llm.ts: ${CREATE_FIRST} No laço, junto do atributo: ${RECORD_FIRST}`,
  ],
  [`metric_type_differs:${FIRST_METRIC}`]: [
    'O tempo até o primeiro pedaço não chegou como histograma. Quantas esperas cabem num valor só?',
    'Um gauge guarda a última antes de cada exportação, e um counter, a soma: nos dois, quem esperou dez segundos desaparece. Com o histograma, ele está na última faixa, e o p95 o encontra.',
    `${CREATE_FIRST} e, em vez de um add ou de um set: ${RECORD_FIRST}`,
  ],
  [`metric_unit_differs:${FIRST_METRIC}`]: [
    'A espera chegou sem unidade, ou com outra. Quem abrir o painel daqui a um ano vai ler 0,15 o quê?',
    'A unidade se declara ao criar o instrumento, e acompanha a métrica até a tela. Tempo é em segundos, mesmo quando são poucos milésimos; o valor anotado tem de estar na mesma unidade.',
    `Na criação: \`unit: 's',\`; no valor: ${SECONDS}`,
  ],
  'attribute_missing:chat lab-1:gen_ai.usage.output_tokens': [
    'A resposta aos pedaços não tem a contagem dos tokens. Quem a pediria?',
    'Inteira, a resposta traz usage; aos pedaços, só se você pedir: então vem mais um pedaço, no fim, sem texto nenhum e com a contagem. Sem ela, as conversas que mais se usam são as que ninguém conta.',
    `No pedido, ao lado de stream: ${USAGE}`,
  ],
  'attribute_differs:chat lab-1:gen_ai.usage.output_tokens': [
    'A contagem da resposta aos pedaços é zero, ou não é um número. O que você contou: pedaços?',
    'Um pedaço não é um token: o servidor os corta como quer. O número certo é o do último pedaço, em usage, e só vem quando se pede.',
    `Peça-a, e a instrumentação a lê: ${USAGE}`,
  ],
  'duration_differs:chat lab-1': [
    'Nenhum "chat lab-1" dura o que dura uma resposta aos pedaços com os tokens contados. Falta a contagem ao que demora, ou o span acabou cedo demais?',
    'Repare em qual dos dois falta. Sem include_usage, o span longo existe, e não tem os tokens: os que têm são os das respostas inteiras, que são rápidas. Já um span feito à mão, que termine quando create() responde, mede só a espera pelo stream: ainda não veio pedaço nenhum.',
    `A contagem: ${USAGE} O fim do span é o fim de \`for await (const chunk of chunks) {\``,
  ],
};

export const genaiHints = {
  '03/4.1': names,
  '03/4.2': streaming,
} satisfies Record<string, Hints>;

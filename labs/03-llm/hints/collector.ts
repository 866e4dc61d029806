/** As dicas do passo 5.3: o Collector entre os programas e o backend, e o que ele deixa passar. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';

const ALLOW = '`allow_all_keys: true`';
const IN_ATTRIBUTES = String.raw`${'`'}- '^gen_ai\.(input|output)\.messages$'${'`'}`;
const IN_BODY = "`- '^content$'`";
const RECEIVE = '`receivers: [otlp]`';
const PROCESS = '`processors: [memory_limiter, redaction, batch]`';
const EXPORT = '`exporters: [otlp_http]`';
const LISTEN = '`endpoint: ${env:COLLECTOR_OTLP_HTTP}`';
const SEND = '`endpoint: ${env:BACKEND_OTLP}`';

/** @param signal A chave dele em `pipelines`. */
function silence(question: string, signal: 'metrics' | 'logs'): HintStages {
  return [
    question,
    `Cada sinal tem o seu caminho, e um não vale pelo outro. Sem "${signal}" em pipelines, o receiver nem abre a porta dele: quem manda recebe 404, e desiste. E um lote que não tem exporter não vai a lugar nenhum.`,
    `Em service.pipelines, \`${signal}:\` com as suas três listas: ${RECEIVE}, ${PROCESS} e ${EXPORT}`,
  ];
}

export const collectorHints = {
  '03/5.3': {
    ...programHints,
    collector_refused: [
      'O Collector não aceitou o arquivo, e disse por quê. De que peça, e de que linha, ele fala?',
      'Ele confere tudo antes de começar. Um nome num pipeline tem de ser o de uma peça configurada acima, letra por letra: "redaction", e não o que ela faz. Um "has invalid keys" é uma opção que não existe, ou que está uma coluna fora do lugar. Uma expressão regular vai entre aspas simples, porque entre as duplas a barra invertida já quer dizer outra coisa; e não há nelas (?!…) nem (?=…), que o Go não tem.',
      `A peça, com o nome que os pipelines citam: \`redaction:\`, e dentro dela ${ALLOW}, ${IN_BODY}. No pipeline: ${PROCESS}`,
    ],
    collector_silent: [
      'O Collector começou, e ninguém atende onde os programas mandam. Quem escolheu o endereço em que ele ouve?',
      'A porta muda a cada conferência e vem numa variável, que o arquivo lê. Um endereço fixo seria o de outro programa, ou de ninguém; e um receiver que não está em pipeline nenhum não chega a abrir a porta.',
      `No receiver: ${LISTEN} E em cada pipeline: ${RECEIVE}`,
    ],
    no_telemetry: [
      'Os programas mandaram, o Collector recebeu, e ao backend não chegou nada que se reconheça. Ele entregou? E o que entregou ainda diz de quem é?',
      'Dois jeitos de se perder tudo. O exporter aponta para onde ninguém ouve, ou não está no pipeline: o Collector reclama, na saída. Ou a redação cobriu demais: ela também olha os atributos do recurso, e lá estão o nome do serviço e o id desta tentativa, que com asteriscos já não são de ninguém.',
      `Para onde vai: ${SEND} O que se cobre, e nada além disto: ${IN_ATTRIBUTES} ${IN_BODY}`,
    ],
    'no_telemetry:metrics': silence(
      'Os spans passaram pelo Collector, e as métricas, não. Por onde elas iriam?',
      'metrics',
    ),
    'no_telemetry:logs': silence(
      'Sem log nenhum, a conversa não vaza, e também não se sabe mais nada. Por onde os logs iriam?',
      'logs',
    ),
    value_unexpected: [
      'A conversa chegou ao backend. O que foi visto diz onde ela estava: no corpo de um log, num atributo? E em que pipeline estava a redação?',
      'Declarar um processor não o põe no caminho: só trabalha o que está na lista do pipeline, e cada sinal tem a sua. A instrumentação põe as mensagens no corpo de logs, num campo content, e não nos spans; os nomes que as convenções dão hoje são de atributos. E esconder um nome conhecido deixa passar tudo o que ele contou, e o próximo nome.',
      `No caminho dos três sinais: ${PROCESS} Nos atributos: ${IN_ATTRIBUTES} No corpo: ${IN_BODY}`,
    ],
    'log_missing:mensagem': [
      'Não veio registro nenhum das mensagens. Escondeu-se o que elas dizem, ou elas?',
      'Cobrir é melhor que apagar: o registro com asteriscos ainda diz que houve uma mensagem, quando, e em que trace. Um filtro que joga fora o registro inteiro some também com a prova de que a captura está ligada.',
      `A redação deixa o registro, e troca o valor: ${IN_BODY}`,
    ],
    'log_attribute_missing:mensagem': [
      'O registro da mensagem chegou sem event.name. Quem o tirou?',
      'Sem permitir as outras chaves, a redação guarda só as de uma lista de permitidas, que aqui está vazia: apaga o resto. O nome do evento diz de que lado da conversa o registro é, e não é segredo.',
      `Passa tudo o que não se proíbe: ${ALLOW}`,
    ],
    'log_attribute_differs:mensagem': [
      'O event.name da mensagem não é gen_ai.user.message. Ele foi coberto junto, ou só chegaram as de outro lado da conversa?',
      'Uma expressão sem ^ e sem $ serve a qualquer chave que a tenha no meio, e uma que aceita tudo cobre até o nome do evento. Cubra a chave que guarda o texto, e só ela.',
      `De ponta a ponta da chave: ${IN_BODY}`,
    ],
    log_service_differs: [
      'Um log passou pelo Collector e já não diz de que serviço é. O que a redação faz com o recurso?',
      'Ela olha os atributos do recurso como os outros: sem permissão, service.name some; coberto, vira asteriscos.',
      `Nada some sem ser pedido: ${ALLOW}`,
    ],
    log_not_in_trace: [
      'O registro da mensagem veio sem trace. O que o separou do span da chamada?',
      'O trace_id não é um atributo, e a redação não o toca: quem escreve o log dentro do span é a instrumentação. Um log seu, com o mesmo event.name e fora do span, seria outro.',
      `Em telemetry.ts, como estava: \`new OpenAIInstrumentation({ captureMessageContent: false }),\`; aqui, só ${PROCESS}`,
    ],
    log_other_trace: [
      'O registro da mensagem é de um span que não chegou, ou de outro. Os spans passam pelo mesmo Collector?',
      'Logs e spans vão por pipelines diferentes, e só se encontram no backend. Se o dos traces perdeu o exporter, ou escolhe que traces guardar, sobra um log que aponta para o vazio.',
      `O pipeline dos traces tem as mesmas três listas: ${RECEIVE}, ${PROCESS}, ${EXPORT}`,
    ],
    log_missing: [
      'O log "pergunta recebida" não chegou com este corpo. A redação mexeu nele?',
      'Ele não tem a pergunta desde o passo 4.4: o corpo é uma frase igual para todas, e não há o que cobrir. Um valor proibido largo demais troca por asteriscos o que casa com ele, no meio de qualquer texto.',
      `Por chave, e não por valor: ${IN_ATTRIBUTES} ${IN_BODY}`,
    ],
    log_attribute_missing: [
      'O log da pergunta perdeu o tamanho dela. Que chaves a redação deixa passar?',
      'llm.question.length foi o que ficou, no passo 4.4, no lugar da pergunta: é um número, e não diz nada de ninguém.',
      `Com isto, ele passa: ${ALLOW}`,
    ],
    log_attribute_differs: [
      'O tamanho da pergunta chegou com asteriscos, ou com outro valor. Que expressão o alcançou?',
      'A redação só cobre números se lhe pedem (redact_all_types), e só as chaves que casam com alguma expressão: uma que tenha "llm" ou "question" pega o tamanho junto com o texto.',
      `Só as chaves em que há conversa: ${IN_ATTRIBUTES} ${IN_BODY}`,
    ],
    'span_missing:chat lab-1': [
      'O span da chamada não passou pelo Collector. Há logs, e onde estão os traces?',
      'Ou traces não está entre os pipelines, ou o dele perdeu uma das listas. A redação não apaga spans, e não muda o nome deles.',
      `Em service.pipelines, \`traces:\` com ${RECEIVE}, ${PROCESS} e ${EXPORT}`,
    ],
    service_differs: [
      'Os spans chegaram sem o nome do serviço, e os do passo 1 também o tinham. O que há de novo no caminho?',
      'Nada mudou nos programas: quem tira é o Collector. A redação, sem permissão para as outras chaves, guarda só as de uma lista de permitidas, que está vazia, e isso vale também para o recurso: vão-se o serviço, o modelo, os tokens, tudo.',
      `Primeiro se permite tudo, ${ALLOW}, e depois se diz o que cobrir: ${IN_BODY}`,
    ],
    attribute_missing: [
      'Os spans passaram, e os tokens ficaram pelo caminho. Eram segredo?',
      'Quanto se escreveu não é o que se escreveu: a contagem paga a conta e aciona alertas. Uma redação que apaga tudo é segura como um backend desligado.',
      `Passa o que não se proíbe: ${ALLOW}`,
    ],
    attribute_differs: [
      'Os tokens chegaram, e o valor já não é um número que se some. Quem o cobriu?',
      'Uma expressão que começa em ^gen_ai e aceita qualquer fim cobre o modelo, os tokens e o motivo da parada junto com as mensagens. As mensagens têm nomes seus.',
      `Só elas: ${IN_ATTRIBUTES}`,
    ],
    'metric_missing:llm.api.calls': [
      'A contagem das chamadas não passou pelo Collector, e outras métricas, sim. O que as diferencia?',
      'A redação não apaga métricas: cobre, ou tira, os rótulos delas. Se falta uma métrica inteira, ou o programa deixou de a contar, ou há mais uma peça no pipeline.',
      `No pipeline das métricas: ${PROCESS}; em llm.ts, como estava: \`calls.add(1, { 'gen_ai.request.model': call.model });\``,
    ],
    'metric_attribute_missing:llm.api.calls': [
      'A contagem passou pelo Collector e já não diz o modelo. Em que ponto do caminho ele se perdeu?',
      'Em /metrics, que não passa por aqui, ele continua lá: foi a redação. Sem rótulos, as séries de todos os modelos viram uma, com os números uns por cima dos outros.',
      `As outras chaves passam com ${ALLOW}`,
    ],
    'metric_attribute_differs:llm.api.calls': [
      'O modelo virou asteriscos, nas métricas. Ele é parte da conversa?',
      'O que se cobre por chave cobre-se nos três sinais: uma expressão larga (tudo o que é gen_ai) tira das métricas o rótulo que as separa, e os alertas por modelo deixam de existir.',
      `Só onde há mensagens: ${IN_ATTRIBUTES} ${IN_BODY}`,
    ],
  },
} satisfies Record<string, Readonly<Record<string, HintStages>>>;

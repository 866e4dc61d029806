/** As dicas do passo 4.1 e do 4.2: o trabalho em partições, e a que falha. As do 4.3 ao 5 moram em fleet.ts. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { fleetHints } from './fleet.ts';
import { programHints } from './program.ts';

type Hints = Readonly<Record<string, HintStages>>;

const JOB = "`await telescopeJob(tracer, SERVICE, 'fleet_speed', () => consume(session, batches));`";
const POSITIONS = "`await telescopeResource(tracer, SERVICE, positions, 'positions', { count: true });`";
const MAP = '`const parts = await operations.mapPartitions(`';
const NAME = "`'average_speed',`";
const DATA = '`positions,`';
const EACH = '`async (batch, _, attempt) => {`';
const WORK = '`return await averageSpeed(session, batch, attempt);`';
const RETRIES = '`retries: 2,`';

const PROGRESS: HintStages = [
  'O span da operação não conta que ia a meio: falta um evento progress com dez partições feitas, de vinte. Quem sabe quantas já acabaram?',
  'mapPartitions escreve o evento quando uma partição termina, e no máximo dez por trabalho, tenha ele vinte partições ou vinte mil. Quem percorre os lotes por sua conta, ou os reparte em várias chamadas, fica sem o 10 de 20: cada chamada só conhece as suas.',
  `Uma chamada, com os vinte: ${MAP} e, logo abaixo, ${NAME} e ${DATA}`,
];

const map: Hints = {
  ...programHints,
  program_failed: [
    'O trabalho parou antes do fim. O que diz a última mensagem do terminal: quem esperava o quê, e o que recebeu?',
    '"recebido: um array" é mapPartitions a receber os lotes soltos: quer o que partitioned devolve, positions, que sabe de si quantas partes tem. "parts.flat is not a function" é uma promessa sem await; "Cannot destructure", uma função que leu o lote e se esqueceu do return. "work is not a function" é averageSpeed já chamada, com os parênteses, onde se queria entregar uma função. E "o lote 7 ainda não chegou" é o catch que saiu antes da hora: neste passo ele fica.',
    `Os três primeiros argumentos, nesta ordem: ${MAP} com ${NAME} depois ${DATA} e a função: ${EACH}`,
  ],
  'span_missing:local_computer.rdd.positions': [
    'Não há um span local_computer.rdd.positions. O que se observou, e que tipo de recurso ele é?',
    'O meio do nome quem escolhe é o recurso: o que partitioned devolve é um rdd, dados divididos; um array solto, como batches, passa por um data frame, e o span dele seria local_computer.df. O fim é o que você dá, o quarto argumento.',
    `Em consume, os dados em partições: ${POSITIONS}`,
  ],
  'span_duplicated:local_computer.rdd.positions': [
    'Os dados foram observados mais de uma vez. A linha está dentro de um laço, ou ficou repetida?',
    'Um recurso se observa uma vez, quando o pipeline o vê: é o conjunto inteiro, e não cada lote. Dentro do laço, o mesmo retrato sai vinte vezes.',
    `Uma só, antes de percorrer: ${POSITIONS}`,
  ],
  'span_not_child:local_computer.rdd.positions': [
    'Os dados deviam estar logo abaixo do trabalho, e o pai deles é outro. O que estava ativo quando se olhou para eles?',
    'O pai é o span ativo naquele momento. Dentro da função que mapPartitions recebe, é a partição; dentro de um span aberto à mão, é ele. Em consume, e mais nada em volta, é o trabalho.',
    `Em consume, antes de ${MAP} vai ${POSITIONS}`,
  ],
  'span_other_trace:local_computer.rdd.positions': [
    'Os dados chegaram num trace só deles. O trabalho já tinha começado quando se olhou para eles?',
    'telescopeJob abre o trace, e só o que roda dentro da função que ele recebe está nele. Em run, antes dele, ou depois, não há span ativo: quem observa ali começa outro trace.',
    `Em consume, que é o que ${JOB} roda: ${POSITIONS}`,
  ],
  'attribute_missing:local_computer.rdd.positions:telescope.rdd.partitions': [
    'O span dos dados não diz em quantas partes eles vêm. Quem o abriu?',
    'Um span aberto à mão só tem o nome. telescopeResource pergunta ao recurso, e partitioned sabe responder: quantas partes, e como se chama o conjunto.',
    `Entregue o recurso, e ele se descreve: ${POSITIONS}`,
  ],
  'attribute_differs:local_computer.rdd.positions:telescope.rdd.partitions': [
    'Não são vinte partições. Que lista se entregou a partitioned?',
    'Cada lote publicado é uma partição, e são vinte arquivos. Uma só parte quer dizer a lista dentro de outra lista; menos de vinte, que alguém a filtrou. O que falha não se tira daqui: trata-se lá adiante.',
    `A lista, inteira: \`const positions = partitioned(batches, {\` E quem a observa: ${POSITIONS}`,
  ],
  'attribute_missing:local_computer.rdd.positions:telescope.rdd.count': [
    'O span dos dados diz quantas partes, e não quantas posições. Alguém pediu a contagem?',
    'Contar costuma custar, e por isso é a pedido, como no passo 2.2. Aqui sai de graça: partitioned recebeu uma função count que soma o que quem publicou disse de cada lote, e nenhum arquivo se abre. Mas ninguém a chama se não se pedir.',
    `O quinto argumento: ${POSITIONS}`,
  ],
  'attribute_differs:local_computer.rdd.positions:telescope.rdd.count': [
    'Não são dois milhões de posições. O que se contou: posições, lotes ou navios?',
    'Vinte é o número de lotes; mil, o de linhas resumidas. O que interessa é quantos registros há por ler, e cada lote diz os seus em records: a soma é dois milhões.',
    `A conta já está feita em partitioned: \`count: () => batches.reduce((sum, { records }) => sum + records, 0),\` É só pedi-la: ${POSITIONS}`,
  ],
  'span_missing:local_computer.rdd.average_speed': [
    'Não há um span local_computer.rdd.average_speed. Quem percorre os lotes agora: o Telescope, ou um laço?',
    'Um for faz o trabalho, e não o conta a ninguém. mapPartitions faz o mesmo laço, dentro de um span: o começo do nome é a plataforma, o meio é rdd, porque o que entra está em partições, e o fim é o nome que você dá, letra por letra, que não tem de ser o da função.',
    `No lugar do laço: ${MAP} E o nome: ${NAME}`,
  ],
  'span_duplicated:local_computer.rdd.average_speed': [
    'Há mais de uma operação average_speed. Quantas vezes mapPartitions é chamado?',
    'mapPartitions já percorre: um for em volta dele faz uma operação por lote, de uma partição cada uma, e já não há um lugar que diga quantas faltam, nem a mediana, nem a mais lenta. E se o laço antigo continua lá, os lotes são lidos duas vezes.',
    `Uma vez, sem laço: ${MAP} O que ele percorre: ${DATA}`,
  ],
  'span_not_child:local_computer.rdd.average_speed': [
    'A operação devia estar logo abaixo do trabalho, e o pai dela é outro. O que há em volta?',
    'O pai de uma operação é quem a chama. Se há um span aberto à mão em volta, ou se ela é chamada de dentro de outra operação, é esse o pai. Aqui quem chama é consume, que é o trabalho.',
    `Direto em consume: ${MAP}`,
  ],
  'span_other_trace:local_computer.rdd.average_speed': [
    'A operação chegou num trace que não é o do trabalho. Quem a separou?',
    'Duas coisas fazem isso: a opção root, que começa um trace de propósito, ou rodar fora da função que telescopeJob recebe. Percorrer as partições é a parte principal deste trabalho: fica dentro dele.',
    `Sem root, em consume: ${MAP} E consume, dentro do trabalho: ${JOB}`,
  ],
  'attribute_missing:local_computer.rdd.average_speed:telescope.rdd1.name': [
    'A operação não diz sobre que dados trabalhou. O que entrou nela foi positions, que tem nome?',
    'O Telescope descreve as entradas que são recursos, e do que é dividido diz o nome, se lhe deram um. partitioned(batches), feito de novo ali mesmo, são os mesmos lotes, sem nome; e um span aberto à mão não tem entradas.',
    `O mesmo recurso que se observou: ${MAP} e, abaixo do nome, ${DATA}`,
  ],
  'attribute_differs:local_computer.rdd.average_speed:telescope.rdd1.name': [
    'A operação trabalhou sobre dados com outro nome. De onde veio esse nome?',
    'O nome do conjunto é o que se deu a partitioned, e é por ele que se ligam, num painel, os dados e quem os processou. Não é o da operação, nem o quarto argumento de telescopeResource, que só entra no nome do span.',
    `Onde os dados nascem: \`name: 'positions',\` E a operação recebe-os: ${DATA}`,
  ],
  'attribute_missing:local_computer.rdd.average_speed:telescope.partitions.done': [
    'A operação não diz quantas partições fez. Quem as percorreu por dentro?',
    'Uma operação de fora, com rddOperation ou com um span à mão, vê o que entra e o que sai, e não o laço: para ela é tudo uma coisa só. Quem conta as partições é quem as percorre, e dá a cada uma o seu span, as suas tentativas e o seu lugar no resumo.',
    `Deixe que o Telescope percorra: ${MAP}`,
  ],
  'attribute_differs:local_computer.rdd.average_speed:telescope.partitions.done': [
    'Não foram vinte as partições feitas. Em que parou, ou quantas recebeu?',
    'done conta as que terminaram bem. Menos de vinte, com o programa a dizer que falhou, é uma partição que lançou um erro: as que vinham depois nem começaram. Menos de vinte sem falha é uma lista menor do que a dos lotes.',
    `Todos os lotes: ${DATA} Neste passo a falha ainda não passa: o \`try {\` de dentro fica, em volta de ${WORK}`,
  ],
  'event_missing:local_computer.rdd.average_speed:progress': PROGRESS,
  'event_differs:local_computer.rdd.average_speed:progress': PROGRESS,
  'span_missing:local_computer.partition.average_speed': [
    'Não chegou nenhum span de partição. Há quem as percorra, e com spans?',
    'Cada tentativa numa partição ganha um span, até maxSpans; com maxSpans zero, só as que falham têm um. Se a operação também não chegou, o laço antigo é que faz o trabalho.',
    `Sem maxSpans nas opções: ${MAP}`,
  ],
  'span_not_child:local_computer.partition.average_speed': [
    'As partições deviam estar logo abaixo da operação, e não se vê isso. Alguém mais abriu um span com esse nome? Ou o que elas têm é um link, e para onde?',
    'Quem faz o span de cada partição é mapPartitions, dentro do seu. Um span com o mesmo nome aberto dentro da função, à mão, é filho da partição, e repete o que ela já diz. E um link tirado do contexto ativo aponta para o próprio pai: do par, o Jaeger guarda uma referência só, e a partição fica a parecer uma raiz. O que ele diria, o pai já diz; o link que interessa vem com o lote.',
    `Sem startActiveSpan na função: ${EACH} E, se já há links, o contexto deles sai dos cabeçalhos: \`const producer = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, batch.headers));\``,
  ],
  'span_other_trace:local_computer.partition.average_speed': [
    'As partições e a operação estão em traces diferentes. Quem faz os spans das partições?',
    'Um span aberto à mão com root, ou telescopeJob dentro da função, começa um trace por lote: são vinte pedaços, e nenhum trabalho. O que mapPartitions faz já vem no lugar.',
    `O Telescope faz os dois, um dentro do outro: ${MAP} e ${EACH}`,
  ],
};

const ATTEMPTS: HintStages = [
  'São vinte lotes, e um deles precisa de duas tentativas: deviam ser 21, com uma falha. Quem tentou de novo, e quem soube disso?',
  'mapPartitions conta as tentativas que ele faz. Um laço seu dentro da função, ou um catch que chama averageSpeed outra vez, dá a resposta certa e conta uma tentativa onde houve duas: amanhã são dez lotes assim, o trabalho demora o dobro e ninguém sabe por quê. O mesmo com um número escrito no lugar de attempt: o lote 7 passa por já ter chegado.',
  `A função tenta uma vez: ${WORK} Quem tenta de novo é a opção: ${RETRIES}`,
];

const LATE_BATCH: HintStages = [
  'Das duas tentativas da partição 7, falta ver uma. Quantos spans tem a partição 7, e que número traz cada um?',
  'Cada tentativa tem um span, com a posição da partição e o número da vez: é mapPartitions quem os escreve, e setAttribute com os mesmos nomes os apaga. Com maxSpans pequeno, as tentativas que dão certo ficam só no resumo; e com outra ordem de lotes, a posição 7 é de outro.',
  `Sem mexer nos números, nem em maxSpans: ${EACH} e ${RETRIES}`,
];

const lateBatch: Hints = {
  ...programHints,
  program_failed: [
    'O trabalho parou num erro. É um PartitionError, do lote 7? Em quantas tentativas?',
    '"em 1 tentativa": a falha já passa, e ninguém tenta de novo; sem retries, uma partição que falha encerra o trabalho. "em 3 tentativas": tenta-se, e falha sempre, porque readSpeeds acha que é sempre a primeira vez: o número da tentativa é o terceiro argumento da sua função, e tem de chegar lá. Outro erro tem a linha na mensagem.',
    `Na função: ${EACH} e ${WORK} Nas opções: ${RETRIES}`,
  ],
  stdout_missing: [
    'O programa não diz "20 de 20 lotes". Para onde foi a falha do lote 7?',
    'Um catch que devolve uma lista vazia diz a mapPartitions que a partição deu certo, e não tinha nada: não há o que tentar de novo. Tentar é com quem percorre, e para isso a falha tem de lhe chegar. Sai o try, e sai o catch.',
    `Só uma linha na função: ${WORK} E, nas opções: ${RETRIES}`,
  ],
  'span_missing:local_computer.rdd.average_speed': [
    'A operação average_speed chegava no passo anterior, e sumiu. Ainda é mapPartitions que percorre?',
    'Este passo só mexe no que a função faz com a falha, e nas opções. Quem percorre, e o nome que lhe deu, ficam.',
    `Como estava: ${MAP} com ${NAME}`,
  ],
  'attribute_missing:local_computer.rdd.average_speed:telescope.partitions.attempts': ATTEMPTS,
  'attribute_missing:local_computer.rdd.average_speed:telescope.partitions.failed_attempts': ATTEMPTS,
  'attribute_differs:local_computer.rdd.average_speed:telescope.partitions.attempts': ATTEMPTS,
  'attribute_differs:local_computer.rdd.average_speed:telescope.partitions.failed_attempts': ATTEMPTS,
  'span_missing:local_computer.partition.average_speed': [
    'Não há spans de partição, e havia. Que opção os tirou?',
    'maxSpans diz quantas tentativas ganham um span; o resto fica no resumo. Com vinte lotes, o de fábrica, cinquenta, chega para todas. E retries vai nas mesmas opções, o quarto argumento.',
    `Nas opções, só isto: ${RETRIES} Em volta: ${MAP}`,
  ],
  'attribute_missing:local_computer.partition.average_speed:telescope.partition.index': LATE_BATCH,
  'attribute_missing:local_computer.partition.average_speed:telescope.partition.attempt': LATE_BATCH,
  'attribute_differs:local_computer.partition.average_speed:telescope.partition.index': LATE_BATCH,
  'attribute_differs:local_computer.partition.average_speed:telescope.partition.attempt': LATE_BATCH,
  'attribute_missing:local_computer.partition.average_speed:error.type': [
    'A tentativa que falhou não diz de que espécie foi a falha. A falha atravessou o span?',
    'setStatus, à mão, só põe o ERROR. A falha que sai da função deixa no span o seu tipo, a mensagem e a pilha, e segue para quem tenta de novo.',
    `Deixe-a sair: ${WORK}`,
  ],
  'attribute_differs:local_computer.partition.average_speed:error.type': [
    'A tentativa falhou, e o tipo da falha não é batch_not_ready. É o erro que readSpeeds lançou, ou outro no lugar dele?',
    'Um new Error com um texto seu joga fora o código do original. E o código é o que separa "ainda não chegou", que passa com o tempo, de "não se consegue ler", que não passa nunca: só o primeiro vale a pena tentar outra vez. Quem quer contar no terminal apanha, conta, e lança o mesmo.',
    `Sem trocar o erro: ${WORK}`,
  ],
  'status_differs:local_computer.partition.average_speed': [
    'As duas tentativas da partição 7 têm de contar histórias diferentes: a primeira falhou, a segunda deu certo. Qual delas não o diz?',
    'O status de cada uma vem do que a função fez daquela vez: lançou, ERROR; devolveu, UNSET. Não se limpa a primeira porque a segunda correu bem, nem se põe OK na segunda: as duas aconteceram. Uma falha que a função apanha não chega a ser falha.',
    `Sem try, sem setStatus: ${WORK}`,
  ],
  'event_missing:local_computer.partition.average_speed:exception': [
    'A tentativa falhou, e não guardou a exceção. Quem lê o trace sabe que lote não tinha chegado?',
    'A mensagem e a pilha ficam no evento exception, que se escreve quando o erro atravessa o span. Um status posto à mão não tem nenhum dos dois.',
    `Deixe o erro atravessar: ${WORK}`,
  ],
};

export const partitionHints = {
  '04/4.1': map,
  '04/4.2': lateBatch,
  ...fleetHints,
} satisfies Record<string, Hints>;

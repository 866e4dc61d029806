/** As dicas do 4.3 ao 5: quem publicou cada lote, quantos spans valem a pena, e quanto o trabalho gasta. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';

type Hints = Readonly<Record<string, HintStages>>;

const PUBLISH = "`'publish_positions',`";
const INJECT = '`propagation.inject(context.active(), batch.headers);`';
const PRODUCER = '`{ kind: SpanKind.PRODUCER },`';
const CONSUMER =
  "`await telescopeJob(tracer, SERVICE, 'fleet_speed', () => consume(session, batches), { kind: SpanKind.CONSUMER });`";
const LINKS = '`partitionLinks: linksOf,`';
const MAP = '`const parts = await operations.mapPartitions(`';

const WHICH_BATCH: HintStages = [
  'Não se acharam, com o link, as partições do primeiro e do último lote. Que posição traz o span de cada partição?',
  'telescope.partition.index é a posição na lista, de 0 a 19, e é mapPartitions quem a escreve. Com maxSpans pequeno as últimas ficam sem span; com um setAttribute do mesmo nome, é o seu valor que fica.',
  `Os vinte lotes, e o link nas opções: ${MAP} e ${LINKS}`,
];

const publication: Hints = {
  ...programHints,
  'span_missing:local_computer.job.publish_positions': [
    'Nenhum span se chama local_computer.job.publish_positions. Cada publicação tem o seu trabalho, e todas com o mesmo nome?',
    'Publicar um lote é um trabalho com começo e fim: telescopeJob em volta dele. O nome diz que espécie de trabalho é, e não qual deles: com o número do lote dentro, são vinte nomes, e não se pode perguntar quanto demora publicar. Qual foi é coisa de atributo. E o tipo é job: uma operação teria outro nome.',
    `Em publish, em volta do que já está lá: ${PUBLISH} e, depois da função, ${PRODUCER}`,
  ],
  'span_not_root:local_computer.job.publish_positions': [
    'A publicação tem um pai. Quem publica sabe que alguém vai ler?',
    'Quem publica acaba o seu trabalho e vai embora: não espera por quem lê, nem roda por causa dele. É outro trace, e é por isso que se precisa de um link. telescopeJob começa sempre um; um span aberto à mão continua o que estiver ativo, se não se pedir root.',
    `Em publish, \`return await telescopeJob(\` com ${PUBLISH}`,
  ],
  'kind_differs:local_computer.job.publish_positions': [
    'O kind da publicação não diz que ela produz para outros. Qual é o lado dela?',
    'PRODUCER entrega e não espera; CONSUMER é quem recebe, mais tarde. Sem dizer nada fica INTERNAL, como se o lote nunca saísse do programa. CLIENT e SERVER são de quem pede e espera a resposta, e aqui ninguém espera.',
    `Depois da função, como opção: ${PRODUCER}`,
  ],
  'service_differs:local_computer.job.publish_positions': [
    'A publicação veio de outro serviço. De que provider saiu o tracer?',
    'O serviço vem do provider, e neste programa há um: pipelines. SERVICE é a plataforma, que só entra no nome dos spans. E, se o seu terminal tem OTEL_SERVICE_NAME, ela vale mais que o código.',
    "O provider, no alto, como estava: `const pipeline = new PipelineTracer({ serviceName: 'pipelines', exporterType: 'OTLP' });`",
  ],
  'span_missing:local_computer.job.fleet_speed': [
    'O trabalho que lê, local_computer.job.fleet_speed, não chegou. O que mudou na linha dele?',
    'Ele já vinha em telescopeJob, com este nome; o passo só lhe junta uma opção, no fim. E se main, ou run, deixa de esperar por ele, o shutdown() passa com o trabalho pelo meio.',
    `Em run: ${CONSUMER}`,
  ],
  'span_duplicated:local_computer.job.fleet_speed': [
    'Há mais de um fleet_speed. Ficou a linha antiga, ou ele entrou no laço que publica?',
    'Quem lê é um trabalho só, que espera pelos vinte lotes. Com a linha nova ao lado da antiga, lê-se tudo duas vezes.',
    `Uma vez, depois do laço: ${CONSUMER}`,
  ],
  'span_not_root:local_computer.job.fleet_speed': [
    'O trabalho que lê tem um pai. Qual das vinte publicações seria?',
    'Um span tem um pai só, e está no trace dele; este trabalho lê vinte lotes, de vinte traces que já acabaram. Pai não serve: para isso há os links. telescopeJob começa o trace; um span aberto à mão, não.',
    `Em run, sem span em volta: ${CONSUMER} E o que liga aos lotes: ${LINKS}`,
  ],
  'kind_differs:local_computer.job.fleet_speed': [
    'O kind de fleet_speed não diz que ele consome o que outros publicaram. Onde se diz o kind de um trabalho?',
    'CONSUMER avisa quem lê o trace que, antes deste span, houve uma espera que ele não conta: o tempo entre publicarem e alguém ler. PRODUCER é o outro lado. A opção vai no fim de telescopeJob, fora da função.',
    CONSUMER,
  ],
  'span_missing:local_computer.partition.average_speed': [
    'Os spans das partições chegavam, e sumiram. Que opção os tirou, ou quem percorre os lotes agora?',
    'O link é uma opção a mais de mapPartitions, ao lado de retries: quem percorre continua a ser ele. E maxSpans, se alguém o pôs, tem de chegar para as vinte.',
    `Como estava: ${MAP} e, nas opções, ${LINKS}`,
  ],
  'link_missing:local_computer.partition.average_speed': [
    'As partições não têm um link para publish_positions. Onde está, em cada lote, o contexto de quem o publicou: alguém o escreveu lá, e alguém o leu de lá?',
    'São três coisas. Escrever: inject põe o contexto ativo nos cabeçalhos do lote, e o da publicação só está ativo dentro da função que telescopeJob recebe; fora dela, escreve-se nada. Ler: linksOf tira-o dos cabeçalhos; o contexto ativo, de quem lê, daria um link para o próprio trace. E dizer: a opção links é da operação, que passaria a ter vinte; a de cada partição é partitionLinks.',
    `Ao publicar, dentro da função: ${INJECT} Ao ler, nas opções de mapPartitions: ${LINKS}`,
  ],
  'attribute_missing:local_computer.partition.average_speed:telescope.partition.index': WHICH_BATCH,
  'attribute_differs:local_computer.partition.average_speed:telescope.partition.index': WHICH_BATCH,
};

const SUMMARY =
  "`trace.getActiveSpan()?.setAttributes({ 'fleet.vessels': speeds.length, 'fleet.records': batch.records });`";

const NO_SUMMARY: HintStages = [
  'Nenhum span de partição tem o resumo do lote. Em que span foi parar?',
  'O span da partição já existe, e está ativo enquanto a função dela roda: trace.getActiveSpan() o devolve. Um span novo, aberto para guardar o resumo, leva os atributos consigo, e é mais um span; dentro da função que startActiveSpan recebe, o ativo é esse; depois de mapPartitions, é o do trabalho. Um evento também não é um atributo: não se procura por ele.',
  `Em averageSpeed, sem abrir span: ${SUMMARY}`,
];

const summary: Hints = {
  ...programHints,
  'span_missing:local_computer.partition.average_speed': [
    'Foram-se os spans dos navios, e os das partições também. Que opção os tirou?',
    'maxSpans limita os spans que mapPartitions faz, e estes são os que valem a pena: um por partição. Os dos navios são outros, de um laço dentro de averageSpeed, e maxSpans não manda neles.',
    `O que sai é o laço dos navios; quem percorre fica: ${MAP}`,
  ],
  'span_not_child:local_computer.partition.average_speed': [
    'O span com o resumo não está logo abaixo da operação. É o da partição, ou um seu, com o mesmo nome?',
    'O span da partição quem o faz é mapPartitions. Abrir outro com o mesmo nome, para pôr nele o resumo, faz dois por lote; e o seu é filho do dele.',
    `No que já existe: ${SUMMARY}`,
  ],
  'span_other_trace:local_computer.partition.average_speed': [
    'O span com o resumo está noutro trace. Quem o abriu?',
    'Um telescopeJob, ou um span com root, dentro de averageSpeed, começa um trace por lote. O resumo é da partição, que já está no trace do trabalho.',
    `Sem abrir nada: ${SUMMARY}`,
  ],
  'attribute_missing:local_computer.partition.average_speed:fleet.vessels': NO_SUMMARY,
  'attribute_missing:local_computer.partition.average_speed:fleet.records': NO_SUMMARY,
  'attribute_differs:local_computer.partition.average_speed:fleet.vessels': [
    'fleet.vessels não é cinquenta. É quantos navios há no lote, ou quais?',
    'Uma lista de nomes cresce com os dados, repete em vinte partições o que o relatório já tem, e não se soma nem se compara. Quantos é um número: se um dia forem quarenta, vê-se.',
    `O tamanho da lista: ${SUMMARY}`,
  ],
  'attribute_differs:local_computer.partition.average_speed:fleet.records': [
    'fleet.records não é cem mil. De quem é esse número: do lote, ou de um navio?',
    'Um atributo tem um valor só: escrito dentro do laço, cada navio apaga o anterior, e fica o último, com dois mil. As posições do lote inteiro o próprio lote as diz, em records.',
    `Uma vez, fora de qualquer laço: ${SUMMARY}`,
  ],
  span_other_trace: [
    'O trabalho e a operação não estão no mesmo trace. O que mudou além do laço dos navios?',
    'Este passo é dentro de averageSpeed. Um root na operação, ou mapPartitions fora da função que telescopeJob recebe, separa os dois.',
    `Os dois como estavam: ${CONSUMER} e, em consume, ${MAP}`,
  ],
  trace_span_count_differs: [
    'O trace de fleet_speed não tem de 23 a 40 spans. Quantos tem, e quem faz os que sobram, ou faltam?',
    'O trabalho, os dados, a operação e vinte e uma tentativas são 24. Mais de mil: o laço dos navios continua lá, ao lado do resumo que vinha substituí-lo. Um pouco mais de 40: um span novo por partição. Um span por linha do resultado não mede nada, porque quando ele nasce o motor já trabalhou; só custa. Menos de 23: maxSpans está pequeno.',
    `O laço inteiro sai, e fica isto no lugar: ${SUMMARY}`,
  ],
};

const USAGE = '`const operations = new TelescopeOperations(tracer, SERVICE, { usage: PRICE });`';
const RECORD = '`recordUsage({ bytesRead: batch.bytes, shuffleBytes: Buffer.byteLength(JSON.stringify(speeds)) });`';

const NO_PRICE: HintStages = [
  'A operação diz o que gastou, e não quanto isso custa. Quem lhe disse o preço?',
  'Com usage: true mede-se, e é tudo: o Telescope não sabe quanto a sua plataforma cobra. Um preço, por hora e com a moeda, liga a medição e faz a conta: o tempo de relógio vezes o preço. Já há um no alto do arquivo.',
  `No lugar de true, o preço: ${USAGE}`,
];

const usage: Hints = {
  ...programHints,
  program_failed: [
    'O trabalho parou num erro. De que opção, ou de que número, fala a mensagem?',
    '"é um número de bytes, zero ou mais; recebido: NaN" é um tamanho que não existe naquele objeto: o de um lote é bytes. "perHour é o preço de uma hora" e "currency é o código de uma moeda" são um preço incompleto. "is not defined" é um nome escrito de outro jeito. Se foi o lote 7, a falha é a do passo 4.2.',
    `${USAGE} e ${RECORD}`,
  ],
  'span_missing:local_computer.rdd.average_speed': [
    'A operação average_speed chegava, e sumiu. Quem a faz agora?',
    'Medir é uma opção de quem observa as operações: não muda quem percorre, nem os nomes. Se a plataforma e o tracer trocaram de lugar ao escrever a linha, o nome sai outro.',
    `O tracer, a plataforma, as opções: ${USAGE} E quem percorre: ${MAP}`,
  ],
  'attribute_missing:local_computer.rdd.average_speed:telescope.usage.bytes_read': [
    'A operação não diz quantos bytes leu. Há uma conta aberta, e alguém que some nela?',
    'São duas metades. Quem abre a conta é a opção usage: sem ela, recordUsage não tem onde somar, e cala-se. Quem soma é o seu código, e só enquanto a operação roda: em publish, ou depois de mapPartitions, não há nenhuma em andamento. Um campo que o lote não tem também não soma nada. setAttribute no span ativo não serve: esse é o da partição, e a soma de todas é da operação.',
    `No alto: ${USAGE} Em averageSpeed: ${RECORD}`,
  ],
  'attribute_differs:local_computer.rdd.average_speed:telescope.usage.bytes_read': [
    'Os bytes lidos não são os dos vinte arquivos, uns duzentos mil ao todo. Que número se somou, e em que unidade?',
    'São bytes: nem kB, nem linhas, nem posições. batch.records são cem mil posições por lote, e o Parquet guarda-as em muito menos; batch.bytes é o tamanho do arquivo. E diz-se de cada lote o seu: recordUsage é que soma.',
    `Uma vez por lote, o tamanho dele: ${RECORD}`,
  ],
  'attribute_missing:local_computer.rdd.average_speed:telescope.usage.shuffle_bytes': [
    'A operação diz o que leu, e não o que passou adiante. Quem lho diria?',
    'O que cada partição entrega à etapa que junta tudo é o shuffle, e é o que mais costuma custar. Só o seu código sabe o tamanho: são as linhas do resumo, e recordUsage aceita as duas contas na mesma chamada. bytesWritten é outra coisa: o que se grava no destino.',
    `Os dois: ${RECORD}`,
  ],
  'attribute_differs:local_computer.rdd.average_speed:telescope.usage.shuffle_bytes': [
    'O shuffle não são os bytes dos resumos, uns sessenta mil ao todo. O que se mediu: linhas, caracteres, o arquivo inteiro?',
    'speeds.length são linhas: mil, nos vinte lotes. batch.bytes é o que se leu, e não o que se passa adiante: resumir antes de mandar é justamente a poupança que este número mostra. Byte é o que o resumo ocupa quando atravessa de uma etapa a outra.',
    `O tamanho do resumo, como texto: ${RECORD}`,
  ],
  'attribute_missing:local_computer.rdd.average_speed:telescope.usage.cpu_time': [
    'A operação não diz quanto processador gastou. A medição está ligada?',
    'O tempo de processador não se declara: o Telescope o mede, do começo ao fim da operação, se a opção usage estiver ligada. Escrever os outros números à mão não o liga.',
    `Em quem observa as operações: ${USAGE}`,
  ],
  'attribute_differs:local_computer.rdd.average_speed:telescope.usage.cpu_time': [
    'O tempo de processador não está entre zero e dez minutos. Quem o escreveu?',
    'O Telescope mede-o em segundos. Um setAttribute com o mesmo nome, tirado de process.cpuUsage(), traz microssegundos, e os do processo inteiro desde que nasceu.',
    `Deixe que a operação meça: ${USAGE}`,
  ],
  'attribute_missing:local_computer.rdd.average_speed:telescope.billing.cost': NO_PRICE,
  'attribute_missing:local_computer.rdd.average_speed:telescope.billing.currency': NO_PRICE,
  'attribute_differs:local_computer.rdd.average_speed:telescope.billing.cost': [
    'O custo não é um número entre zero e um. É o preço desta execução, ou o de uma hora? É um número, ou um texto?',
    'A operação leva décimos de segundo, e o preço é de uma hora: sai uma fração de centavo, e é isso mesmo. Zero é um preço por preencher; "US$ 0.01" é um texto, que não se soma. A divisão por 3600 já a faz o Telescope: perHour é o preço da hora, inteiro.',
    `O preço, como está: \`const PRICE = { perHour: 1.2, currency: 'USD' };\` E a conta fica com ele: ${USAGE}`,
  ],
  'attribute_differs:local_computer.rdd.average_speed:telescope.billing.currency': [
    'A moeda não é USD. O que se escreveu é o código dela, ou o símbolo?',
    'Os códigos são os da ISO 4217, de três letras: USD, BRL. "US$" e "dólar" são para os olhos, e um painel que soma por moeda faria de cada grafia uma moeda. Trocar a moeda sem trocar o preço também não converte nada.',
    `A que está no alto do arquivo: \`const PRICE = { perHour: 1.2, currency: 'USD' };\` e ${USAGE}`,
  ],
};

export const fleetHints = {
  '04/4.3': publication,
  '04/4.4': summary,
  '04/5': usage,
} satisfies Record<string, Hints>;

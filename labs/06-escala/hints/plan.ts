/** As dicas do passo 8: as contas da planilha. */
import type { HintStages } from '../../../kit/course/manifest.ts';

const NETWORK = '`return (bytesPerSecond * 8) / 1e6;`';
const KAFKA = '`return bytesPerSecond * kafka.retentionHours * 3600 * kafka.replicationFactor;`';
const COPIES = '`const copies = 1 + store.replicas;`';
const INDEXED = '`const indexed = bytesPerSecond * store.indexFactor * store.retentionDays * 24 * 3600 * copies;`';
const KEPT = '`return errorShare + (1 - errorShare) * sampledShare;`';

export const planHints = {
  '06/8': {
    program_failed: [
      'A planilha não chegou ao fim. O que diz a última mensagem, e de que arquivo e linha ela fala?',
      'Um "is not defined" é um nome usado fora de onde nasceu, e as quatro contas só conhecem o que recebem, as premissas e o que está acima delas. Um "Cannot read properties of undefined", na tabela, é uma conta sem `return`. Uma queixa de PLAN_SPANS_PER_SECOND é do ambiente: ali vai um número, sem pontos nem unidade.',
      `As contas, uma por uma: ${NETWORK} ${KAFKA} ${COPIES} ${KEPT}`,
    ],
    'program_failed:deadline': [
      'A planilha não acabou a tempo, e ela só faz contas. O que se repete sem parar?',
      'São 200 pedidos e quatro linhas de tabela: nada demora. Um laço cujo número não cresce não acaba, e um await que nunca se resolve prende o programa.',
      'Os pesos se medem uma vez só, no começo: `const sample = measureSample();`',
    ],
    'program_failed:output_limit': [
      'A planilha escreveu sem parar, e foi encerrada. Que linha se repete?',
      'A tabela tem uma linha para cada taxa, e são quatro. Uma linha para cada span já são oitocentas. Para investigar, escreva uma conta só.',
      'As linhas da tabela saem daqui: `const RATES = [1000, 10_000, 100_000, 1_000_000];`',
    ],
    no_telemetry: [
      'O programa rodou, e nenhum span chegou. A tabela saiu no terminal? E o span, quem o manda?',
      'A planilha é um span, `capacity plan`, e ele sai da fila no shutdown, na última linha. Sem exporter no processor, ou sem shutdown, ele morre com o programa.',
      'O processor, e a última linha: `spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],` e `.finally(() => provider.shutdown());`',
    ],
    span_missing: [
      'Chegou telemetria, e não o span da planilha. Como ele se chama?',
      'O nome é `capacity plan`, em minúsculas e com um espaço. Um span que começa e não termina também nunca chega: é o end() que o põe na fila.',
      "Começo e fim: `startSpan('capacity plan');` e `span.end();`",
    ],
    attribute_missing: [
      'O span da planilha chegou, e falta nele um dos resultados. O nome do atributo está como estava?',
      'Um nome trocado é outro atributo, e um atributo `undefined` não vai com o span, nem avisa.',
      "Os atributos, como estavam: `'plan.network.megabits_per_second': round(all.megabitsPerSecond),` e `'plan.kafka.terabytes': terabytes(all.kafkaBytes),`",
    ],
    'attribute_differs:capacity plan:plan.spans_per_second': [
      'A planilha é de outra taxa. De onde o programa tira quantos spans são por segundo?',
      'A conferência é da planilha de um milhão. Se PLAN_SPANS_PER_SECOND está no seu ambiente, ela vale mais que o padrão: apague-a antes de conferir.',
      'O padrão: `const SPANS_PER_SECOND = Number(process.env.PLAN_SPANS_PER_SECOND || 1_000_000);`',
    ],
    'attribute_differs:capacity plan:plan.span.bytes': [
      'O peso de um span não é o que a loja tem. O que foi pesado, e por quantos spans se dividiu?',
      'O peso é o do protobuf, sem gzip, dividido por todos os spans: quatro para cada pedido. Quem divide pelos pedidos acha quatro vezes mais; quem pesa depois do gzip, cinco ou seis vezes menos.',
      'Em plan-sample.ts: `bytesPerSpan: bytes / spans.length,`',
    ],
    'attribute_differs:capacity plan:plan.network.megabits_per_second': [
      'A rede não confere. Em que unidade está o que entra na conta, e em que unidade tem de sair?',
      'Entram bytes, saem megabits. Um byte são 8 bits, e um mega, aqui, é um milhão. Quem esquece o 8 compra uma placa de 1 Gbit/s achando que está a 15 % dela, e ela já não dá conta.',
      `Bytes vezes oito, em milhões: ${NETWORK}`,
    ],
    'attribute_differs:capacity plan:plan.kafka.terabytes': [
      'O disco do Kafka não confere. Por quanto tempo ele guarda, e quantas vezes cada byte está lá?',
      'A retenção do Kafka está em horas, e uma hora são 3.600 segundos. O fator de replicação conta todas as cópias, o original também: 3 são três discos, e não quatro, nem um.',
      `Por segundo, vezes os segundos, vezes as cópias: ${KAFKA}`,
    ],
    'attribute_differs:capacity plan:plan.store.terabytes': [
      'O disco do store não confere. Quantas cópias há de cada documento? E quantos segundos tem a retenção?',
      'A retenção daqui está em dias. No OpenSearch, `replicas: 1` é uma cópia além do original: são duas, ao contrário do Kafka, em que o número já é o total. E o que se pede é o disco inteiro: divide-se pela parte usável, porque multiplicar por ela o faria encolher.',
      `As cópias, e o que elas ocupam: ${COPIES} ${INDEXED} A folga vem por último: \`return indexed / store.usableShare;\``,
    ],
    'attribute_differs:capacity plan:plan.sampled.percent': [
      'A parte que se guarda não confere. O que acontece com um pedido que deu erro?',
      'Os erros ficam todos, e a amostra só vale para os outros. São duas parcelas: os erros, inteiros, e do resto (1 menos os erros), a parte da amostra. Somar 1 % aos erros sem descontá-los conta alguns duas vezes; tirar 1 % de tudo joga fora 99 de cada 100 erros.',
      `As duas parcelas: ${KEPT}`,
    ],
  },
} satisfies Record<string, Readonly<Record<string, HintStages>>>;

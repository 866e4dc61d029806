/** As dicas dos passos 6 e 7: o que cabe no Zipkin, e um fluxo que não acaba. As do 8 moram em schedule.ts. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';
import { scheduleHints } from './schedule.ts';

type Hints = Readonly<Record<string, HintStages>>;

const ZIPKIN = "`exporterType: 'ZIPKIN',`";
const SALARIES = "`await telescopeResource(tracer, SERVICE, rows, 'salaries');`";
const LINKED = "`trace.getActiveSpan()?.setAttribute('telescope.linked.trace_id', producer?.traceId ?? '');`";

const zipkin: Hints = {
  ...programHints,
  no_telemetry: [
    'O pipeline rodou até o fim, e nenhum span chegou. Que língua o exporter fala agora, e em que porta alguém a escuta?',
    "Cada exporter tem o seu endereço. O do Zipkin é a porta 9411, ou o que OTEL_EXPORTER_ZIPKIN_ENDPOINT disser: se o seu terminal tem essa variável, é para lá que foi tudo. 'CONSOLE' não manda nada: só mostra. E a regra do lote não mudou: sem shutdown(), e sem esperar por ele, os spans morrem com o programa.",
    `Nas opções do provider: ${ZIPKIN} E, em main, depois de tudo: \`await pipeline.shutdown();\``,
  ],
  stdout_missing: [
    'Falta "5 salários lidos." no terminal. Quem lê os salários ainda os recebe todos?',
    'Observar linhas não as gasta nem as muda: telescopeResource olha para o array, e devolve o mesmo. Se a contagem mudou, ou a linha sumiu, o que se trocou foi outra coisa: o que read recebe, o await antes de telescopeJob, ou o console.log.',
    `A única linha a mais entre a função e o console.log é a que observa: ${SALARIES} O resto fica: \`const published = await telescopeJob(\``,
  ],
  'span_missing:local_computer.df.salaries': [
    'Não há um span local_computer.df.salaries. Quem o abriria, e com que nome?',
    'Um array de linhas já é um data frame: telescopeResource olha para ele e escreve o meio do nome, df. O fim é o que você dá; sem ele, o span se chama só local_computer.df. Num trace do Zipkin, o nome é quase tudo que se vê.',
    `Dentro da função de read_salaries: ${SALARIES}`,
  ],
  'span_not_child:local_computer.df.salaries': [
    'O span dos salários não está logo abaixo de read_salaries. Qual dos dois trabalhos os observou?',
    'São dois traces: o de quem publica, e o de quem lê. Em publish também há salários, mas ainda no motor; os que interessam são as linhas que chegaram ao outro lado, e o pai delas é quem estava ativo quando se olhou para elas.',
    `Em read, dentro da função que telescopeJob recebe: ${SALARIES}`,
  ],
  'span_other_trace:local_computer.df.salaries': [
    'O span dos salários chegou, sozinho, num trace só dele. O que estava ativo quando ele nasceu?',
    'Fora da função que telescopeJob recebe não há span ativo: antes dele o trabalho ainda não começou, e depois já acabou. Quem observa ali começa um trace, que nada liga a quem lê.',
    `Dentro da função de read_salaries, antes do console.log: ${SALARIES}`,
  ],
  'attribute_missing:local_computer.df.salaries': [
    'O span dos salários tem o nome certo, e falta-lhe o que telescopeResource sempre diz de um array. Foi ele quem o abriu?',
    'Um span aberto à mão só sabe o que se escreve nele. telescopeResource pergunta ao array: as colunas e os tipos, pela primeira linha, e quantas linhas há, que no que já está na memória é de graça.',
    `Entregue as linhas, e elas se descrevem: ${SALARIES}`,
  ],
  'attribute_differs:local_computer.df.salaries': [
    'O que o span conta dos salários não é o que o Zipkin contaria. É outro valor, ou o mesmo, de outro tipo?',
    'O Zipkin só guarda textos: de uma lista de colunas faz firstname,salary, e de um número, os algarismos dele. Se o que se viu é uma lista, foi por OTLP, que tem lugar para ela; se a contagem chegou como número, por OTLP ou pelo JAEGER. Neste passo a perda é a prova de por onde se passou. Se as colunas são outras, o que se observou não foram as linhas que publish mandou.',
    `A língua: ${ZIPKIN} E as linhas, como vieram: ${SALARIES}`,
  ],
  'span_missing:local_computer.job.read_salaries': [
    'O trabalho de quem lê, local_computer.job.read_salaries, não chegou. Ele terminou antes de o lote ser mandado?',
    'read já vem dentro de um telescopeJob, com esse nome, e o passo não o tira de lá. Um span só é mandado depois que termina: se main não espera por read, o shutdown() roda com o trabalho pelo meio.',
    "O nome, como estava: `'read_salaries',` E em main, nesta ordem: `await read(published);` e `await pipeline.shutdown();`",
  ],
  'attribute_missing:local_computer.job.read_salaries': [
    'O span de read_salaries não diz de que trace vieram os salários. A linha que o escreve rodou? E, quando rodou, que span estava ativo?',
    'trace.getActiveSpan() devolve o span do trabalho que está rodando, e só ali dentro: fora da função que telescopeJob recebe não há nenhum, e o ?. cala a falta. Dentro de telescopeResource também não: o span ativo ali é o dos salários. O link, que diria isto sem atributo nenhum, está no código, e o exporter o deixa para trás.',
    `Na primeira linha da função de read_salaries: ${LINKED}`,
  ],
  'attribute_differs:local_computer.job.read_salaries': [
    'telescope.linked.trace_id não é o id de um trace. Quantos algarismos tem o que você guardou?',
    'O id de um trace tem 32 algarismos; o de um span, 16. Um texto vazio quer dizer que não se achou quem publicou: o contexto está nos cabeçalhos que vieram com as linhas. E um objeto inteiro vira texto sem dizer nada: é de um número que se precisa, para o colar na busca.',
    `O trace de quem publicou: ${LINKED}`,
  ],
};

const MICRO_BATCH =
  "`if (await telescopeJob(tracer, SERVICE, 'micro_batch', work, { kind: SpanKind.CONSUMER, links })) same += 1;`";
const WORK = '`const work = () => processBatch(positions);`';
const LINKS = '`const links = linksOf(positions);`';
const OLDEST = '`const oldestMs = Math.min(...positions.map(({ sentAtMs }) => sentAtMs));`';
const LAG = "`trace.getActiveSpan()?.setAttribute('telescope.stream.lag', (Date.now() - oldestMs) / 1000);`";
const STREAM = '`await consume();`';
const CLONED = '`const alerts = await clonedAlerts(positions);`';

const stream: Hints = {
  ...programHints,
  stdout_missing: [
    'Falta a linha "10 de 10 lotes iguais aos da produção.". O que mudou: quantos lotes houve, ou quantos deram igual?',
    'São quinhentas mensagens, de cinquenta em cinquenta. Mais de dez quer dizer um trabalho por mensagem: quinhentos traces para dizer o que dez dizem. Menos iguais, que o clone faz outra conta, ou que ninguém esperou por ele: o que telescopeJob devolve, depois do await, é o que a função devolveu.',
    `Um trabalho por micro-lote, e a resposta dele: ${WORK} e ${MICRO_BATCH}`,
  ],
  'span_missing:local_computer.job.micro_batch': [
    'Não há um span local_computer.job.micro_batch. O que, neste fluxo, começa e acaba, e por isso pode ser um span?',
    'Um span só chega depois de terminar, e um fluxo não termina. O que termina é cada micro-lote, cinquenta mensagens de cada vez: esse é o trabalho. De um span aberto à mão, com startActiveSpan, quem se esquece do end() não vê nada.',
    `Dentro do for: ${WORK} e ${MICRO_BATCH}`,
  ],
  'span_not_root:local_computer.job.micro_batch': [
    'O micro-lote tem um pai. Esse pai termina algum dia?',
    'Filho do fluxo, cada micro-lote esperaria, órfão, por um span que nunca chega. telescopeJob começa sempre um trace; startActiveSpan continua o que estiver ativo, a não ser que se peça root. De onde vieram as mensagens, dizem os links: são cinco traces, e um pai é um só.',
    `Um trace por micro-lote: ${MICRO_BATCH}`,
  ],
  'kind_differs:local_computer.job.micro_batch': [
    'O kind do micro-lote não diz que ele recebe mensagens de outros. Quem as mandou, e com que kind?',
    'PRODUCER e CONSUMER são os dois lados de uma fila: quem manda não espera por quem recebe. send_positions é o PRODUCER; sem dizer nada, o seu fica INTERNAL, como se o trabalho começasse e acabasse dentro do programa.',
    `Nas opções, ao lado dos links: ${MICRO_BATCH}`,
  ],
  'attribute_missing:local_computer.job.micro_batch': [
    'O micro-lote não diz há quanto tempo a mensagem mais velha esperava. Quando a linha que o escreve roda, o micro-lote já começou?',
    'trace.getActiveSpan() só o encontra enquanto a função que telescopeJob recebeu está rodando. Quem chama processBatch antes, e entrega a telescopeJob o que já está pronto, mede um trabalho que não faz nada: o span nasce vazio, e a conta fica de fora, noutro trace.',
    `Entregue a função, sem a chamar: ${WORK} E, na primeira linha de processBatch: ${LAG}`,
  ],
  'attribute_differs:local_computer.job.micro_batch': [
    'O atraso não é o que a mensagem mais velha esperou, em segundos. Em que unidade está, e de que mensagem é?',
    'Date.now() e sentAtMs são milissegundos, e o que termina em .lag, como o que termina em .duration, são segundos: quem lê o painel não faz a conversão. Conta a mais velha do lote, que é a que mais esperou: a primeira que chegou nem sempre é ela, porque cada antena tem a sua demora. E o que já passou é agora menos então, nesta ordem.',
    `${OLDEST} e ${LAG}`,
  ],
  'link_missing:local_computer.job.micro_batch': [
    'Nenhum micro-lote tem um link para send_positions, que mandou as mensagens. Onde está, em cada mensagem, o contexto de quem a mandou?',
    'O contexto viaja com a mensagem, nos cabeçalhos: é de lá que se lê, e não do que está ativo aqui, que é outro trace, ou nenhum. linksOf já os lê, e faz um link por trace: de cinquenta mensagens, cinco links. Links se dão quando o span começa, nas opções.',
    `${LINKS} e, nas opções, links: ${MICRO_BATCH}`,
  ],
  'span_missing:local_computer.df.speed_alerts': [
    'Não há um span local_computer.df.speed_alerts. A conta que rodou foi a do clone, ou a da produção?',
    'clonedAlerts e speedAlerts fazem a mesma conta; só a primeira é observada. A segunda está em processBatch para comparar: é a da produção, que não se mexe.',
    `Em processBatch: ${CLONED}`,
  ],
  'span_not_child:local_computer.df.speed_alerts': [
    'A conta dos alertas não está logo abaixo do micro-lote. Quem é o pai dela, e ele chegou?',
    'O pai de uma operação é o span ativo quando ela é chamada. Se é um span que não apareceu, alguém o abriu à mão e não o terminou; se é outro, há um span a mais entre o micro-lote e a conta.',
    `Direto em processBatch: ${CLONED} E quem chama processBatch é o micro-lote: ${WORK}`,
  ],
  'span_other_trace:local_computer.df.speed_alerts': [
    'A conta dos alertas e o micro-lote estão em traces diferentes. A conta rodou dentro dele, ou antes?',
    'processBatch(positions), com os parênteses, roda ali mesmo: quando telescopeJob começa, já acabou, e a conta ficou sem pai. () => processBatch(positions) é uma função, que telescopeJob chama quando o span já está ativo.',
    `A função, e não o resultado: ${WORK} e ${MICRO_BATCH}`,
  ],
  'attribute_missing:local_computer.df.speed_alerts': [
    'A conta dos alertas não diz com quantas mensagens trabalhou. Por onde elas entraram?',
    'O Telescope descreve os argumentos da função que envolve, e um array de linhas conta-se de graça. Uma função sem argumentos, que vê as mensagens de fora, esconde-as dele; num span aberto à mão, ninguém olhou para nada.',
    `As mensagens, como argumento: ${CLONED}`,
  ],
  'attribute_differs:local_computer.df.speed_alerts': [
    'A conta dos alertas não recebeu cinquenta mensagens. De que tamanho é o trabalho que você pôs num trace?',
    'Uma mensagem por trace custa quinhentos traces; o fluxo inteiro num só nunca chega. O micro-lote é o meio-termo que este fluxo já faz, e é ele que entra, inteiro, na conta.',
    `O lote inteiro: ${CLONED} E um trabalho para cada: ${WORK}`,
  ],
  'span_unexpected:local_computer.job.maritime_stream': [
    'Ainda há um trace do fluxo inteiro, maritime_stream. Num fluxo de verdade, quando é que esse span chegaria?',
    'Aqui as mensagens acabam, e por isso ele chegou. Na produção, não: um span só é mandado quando termina, e este ficaria aberto até o processo cair, com um mês de largura. telescopeJob em volta de tudo servia enquanto a execução tinha fim; num fluxo, o trabalho é o micro-lote.',
    `Em main, sem telescopeJob: ${STREAM}`,
  ],
};

export const destinationHints = {
  '04/6': zipkin,
  '04/7': stream,
  ...scheduleHints,
} satisfies Record<string, Hints>;

/** As dicas do passo 3: o que se faz com os data frames, por fora da função e como decorator. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';

type Hints = Readonly<Record<string, HintStages>>;

const RUN = "`await telescopeJob(tracer, SERVICE, 'employees_by_city', run);`";
const OPERATIONS = '`const operations = new TelescopeOperations(tracer, SERVICE);`';
const JOIN = "`const innerJoin = operations.dfOperation('test_inner_join')(joinFrames);`";
const COLLECT = "`const collect = operations.dfOperation('collect')(readRows);`";
const CALL = "`const joined = await innerJoin(employees, locations, 'id');`";
const WORK = '`return await left.innerJoin(right, on);`';
const DECORATOR = "`@operations.dfOperation('total_by_location')`";
const ROWS = '`return await collect(totals);`';

const NO_INPUTS: HintStages = [
  'O span da junção não diz que data frames entraram nela. Por onde eles entraram?',
  'O Telescope só vê o que passa pela função que ele envolve: os argumentos, na entrada, e o que ela devolve, na saída. Numa função sem argumentos, () => joinFrames(left, right, on), os data frames vêm de fora, às escondidas, e da operação só se vê a hora e o resultado. Num span aberto à mão, nem isso.',
  `Envolva a função que recebe os dois: ${JOIN} E chame-a com eles: ${CALL}`,
];

const OTHER_INPUTS: HintStages = [
  'As entradas da junção não são as que se esperavam. Qual é o primeiro data frame que a função envolvida recebe, e qual o segundo?',
  'df1 e df2 são os argumentos, na ordem em que vêm. De left.innerJoin, o da esquerda é o objeto, e não um argumento: quem envolve esse método só vê o da direita, e vê-o como df1. joinFrames recebe os dois.',
  `A função, e não o método do data frame: ${JOIN} E os dois, nesta ordem: ${CALL}`,
];

const joinPlace: Hints = {
  'span_not_child:local_computer.df.test_inner_join': [
    'A junção devia estar logo abaixo da execução, e o pai dela é outro. O que estava ativo quando ela foi chamada?',
    'O pai de uma operação é quem a chama: em run, é a execução. Se outra operação a chama, ou se há um span aberto à mão em volta, o pai é esse. Só o trabalho que é de fato parte de outro vai dentro dele.',
    `Em run, direto: ${CALL}`,
  ],
  'span_other_trace:local_computer.df.test_inner_join': [
    'A junção chegou num trace que não é o da execução. Quem a separou?',
    'Uma operação continua o trace de quem a chama. Fora de telescopeJob não há quem continuar; e a opção root começa um trace de propósito, que serve a quem processa coisas que não têm a ver com o que está rodando. Aqui, a junção é parte da execução.',
    `Sem opções: ${JOIN} E chamada de dentro do que ${RUN} roda.`,
  ],
};

const wrapped: Hints = {
  ...programHints,
  'span_missing:local_computer.df.test_inner_join': [
    'Não há um span local_computer.df.test_inner_join. Foi a função envolvida que run chamou, ou a original? E o nome, sai como?',
    'dfOperation(nome) não muda a função que recebe: devolve outra, que faz o mesmo e é observada. Quem não usa a que ela devolveu não observa nada. Do nome, você só dá o fim: o meio é df, porque o que passa por ela são data frames (rddOperation é para partições), e o começo é a plataforma, SERVICE, que não é o nome do serviço.',
    `${OPERATIONS} e ${JOIN}`,
  ],
  ...joinPlace,
  'status_differs:local_computer.df.test_inner_join': [
    'A junção por id deu certo, e o status dela não é UNSET. Quem o mudou?',
    'UNSET quer dizer que ninguém viu falha nenhuma: é o que uma operação que deu certo traz. OK é de quem quer calar um erro que outros viram, e ERROR, de quem falhou: se a junção por id falhou mesmo, a mensagem do evento exception diz por quê.',
    `Ninguém mexe no status: ${JOIN} Por dentro, a junção de sempre: \`await left.innerJoin(right, on);\``,
  ],
  'service_differs:local_computer.df.test_inner_join': [
    'O span da junção é de outro serviço. De que provider saiu o tracer dele?',
    'O serviço vem do provider. Um segundo PipelineTracer, sem serviceName, é outro provider, com outro lote, que ninguém encerra. Um por programa basta, e o tracer é o mesmo para os recursos e para as operações.',
    `O tracer de cima, e a plataforma: ${OPERATIONS}`,
  ],
  'attribute_missing:local_computer.df.test_inner_join:telescope.operation.name': [
    'O span da junção não diz o nome da operação. Quem o abriu?',
    'Um span com o nome certo, aberto à mão com startActiveSpan, só tem o nome. dfOperation também escreve o da operação, o que entrou e o que saiu, igual em todas: é o que permite perguntar por elas.',
    `Por fora da função: ${JOIN}`,
  ],
  'attribute_differs:local_computer.df.test_inner_join:telescope.operation.name': [
    'telescope.operation.name não é test_inner_join. Que nome se deu à operação?',
    'É o nome curto, o que você dá a dfOperation, sem a plataforma e sem o tipo: com ele se junta a mesma operação em plataformas diferentes. Quem o escreve é a biblioteca.',
    `Só o nome: ${JOIN}`,
  ],
  'attribute_missing:local_computer.df.test_inner_join:telescope.df1.columns': NO_INPUTS,
  'attribute_missing:local_computer.df.test_inner_join:telescope.df2.columns': NO_INPUTS,
  'attribute_differs:local_computer.df.test_inner_join:telescope.df1.columns': OTHER_INPUTS,
  'attribute_differs:local_computer.df.test_inner_join:telescope.df2.columns': OTHER_INPUTS,
  'attribute_missing:local_computer.df.test_inner_join:telescope.result.columns': [
    'O span da junção diz o que entrou, e não o que saiu. O que a função envolvida devolve?',
    'O resultado se descreve a partir do que a função devolve. Se ela guarda o data frame numa variável de fora, ou se esquece do return, o Telescope não tem o que descrever.',
    `joinFrames devolve o data frame junto, e é ela que se envolve: ${JOIN}`,
  ],
  'attribute_differs:local_computer.df.test_inner_join:telescope.result.columns': [
    'O resultado da junção não tem as sete colunas. O que ela devolveu é mesmo a junção?',
    'Das oito colunas dos dois lados, id conta uma vez: são sete, e location tem de estar entre elas. Há duas junções com este nome, e a por crachá devolve o data frame da esquerda, intacto (o passo 3.2 é sobre isso): olhe para a outra. Devolve o que joinFrames lhe deu? Recebeu employees primeiro, e locations depois?',
    `A função que junta, inteira: ${JOIN} Com estas tabelas: ${CALL}`,
  ],
  'span_missing:local_computer.df.collect': [
    'Ninguém viu as linhas serem trazidas: falta local_computer.df.collect. E é ali que a consulta roda. A função envolvida é a que se usa?',
    'Preparar a junção e a soma não custa quase nada: data frames são preguiçosos. Quem paga é quem pede as linhas, e sem este span a demora da execução inteira não tem dono. O que entra é um data frame, e por isso é uma operação de df, ainda que saiam linhas.',
    COLLECT,
  ],
  'span_duplicated:local_computer.df.collect': [
    'As linhas foram trazidas mais de uma vez. Quem mais chamou collect?',
    'Cada collect roda a consulta de novo, do começo: o data frame não guarda o resultado. Se só queria olhar, as linhas que já vieram servem.',
    `Uma vez, no relatório: ${ROWS}, com ${COLLECT}`,
  ],
  'attribute_missing:local_computer.df.collect:telescope.result.count': [
    'O span collect não diz quantas linhas saíram. O que a função que ele envolve devolveu foram linhas?',
    'Linhas na memória contam-se de graça, e o Telescope as conta sempre. Um data frame, não: se o que saiu foi outro data frame, ou nada, as linhas vieram por outro caminho, fora do span.',
    `Envolva quem devolve as linhas: ${COLLECT}`,
  ],
  'attribute_differs:local_computer.df.collect:telescope.result.count': [
    'Não são quatro as linhas trazidas. De que data frame elas são?',
    'O relatório tem quatro cidades, e é o total por cidade que se traz. Cinco linhas seriam de employees: trazer tudo para somar aqui é o que o motor faz melhor lá.',
    `Só os totais: ${ROWS}`,
  ],
};

const failure: Hints = {
  ...programHints,
  program_failed: [
    'O pipeline parou com um erro. É a coluna badge, que não existe mesmo, ou outra coisa? Quem devia ter recebido essa falha?',
    'Dois catch cuidavam desta falha. O de joinFrames escondia-a de todo mundo; o de run sabe o que fazer com ela, e segue. Só o primeiro sai. Se o erro é outro, a mensagem diz a linha.',
    `Em joinFrames, só ${WORK} Em run fica o catch que diz: \`console.log('Junção por crachá: essa coluna não existe, seguimos sem ela.');\``,
  ],
  stdout_missing: [
    'O programa diz que a junção por crachá foi feita, e a coluna badge não existe. O que ele recebeu no lugar da junção?',
    'Um catch que devolve o data frame da esquerda transforma uma falha num resultado errado, com cara de certo: quem chamou segue com dados que não são os que pediu, e o span diz que correu tudo bem. Uma falha se trata onde se sabe o que fazer com ela, e run sabe: tem um catch à espera.',
    `Em joinFrames, sem try e sem catch: ${WORK}`,
  ],
  'span_missing:local_computer.df.test_inner_join': [
    'O span da junção chegava no passo anterior, e sumiu. A junção ainda passa por ele?',
    'Este passo mexe no que joinFrames faz por dentro. Por fora, a função envolvida continua a ser a mesma, e run continua a chamá-la: a falha também é vista por quem está em volta.',
    `Por fora, como estava: ${JOIN} Por dentro: ${WORK}`,
  ],
  ...joinPlace,
  'status_differs:local_computer.df.test_inner_join': [
    'São duas junções, uma que dá certo e outra que falha, e os status não contam isso. A falha chegou a quem escreve o status?',
    'dfOperation envolve a função: o que ela lança vira ERROR, e segue para quem chamou; o que ela devolve é um sucesso, UNSET, por errado que esteja. Uma falha apanhada lá dentro, mesmo que se escreva no terminal, não existe para ele; e uma que se descobre depois de ela devolver chega com o span terminado.',
    `A que falha, lança; a que dá certo, devolve: ${WORK}`,
  ],
  'attribute_missing:local_computer.df.test_inner_join:error.type': [
    'O span da junção diz que falhou, e não diz de quê. Quem pôs o ERROR?',
    'setStatus muda o status, e mais nada. Deixada passar, a falha conta a sua história inteira: o tipo, a mensagem e a pilha. O error.type é uma palavra de um conjunto pequeno, e é por ele que se contam as falhas de cada espécie.',
    `Não a apanhe: ${WORK} Quem a vê passar: ${JOIN}`,
  ],
  'attribute_differs:local_computer.df.test_inner_join:error.type': [
    'A falha chegou ao span, e o tipo dela não é invalid_query. É a mesma falha que o motor lançou?',
    'Um new Error com um texto seu joga fora o que o original sabia: o código e a causa. O do motor diz que a consulta é inválida, e nem rodou; um "Error" qualquer podia ser a rede, ou o disco. Quem não tem nada a acrescentar não troca o erro: deixa-o passar.',
    `Sem catch, e o erro é o original: ${WORK}`,
  ],
  'event_missing:local_computer.df.test_inner_join:exception': [
    'O span sabe que falhou, e não guardou a exceção. O que diria a quem investiga que a coluna era badge?',
    'O status diz que falhou, error.type diz a espécie; a mensagem do motor, com o nome da coluna, e a pilha ficam no evento exception. Quem o escreve é a operação, quando o erro a atravessa.',
    `Deixe-o atravessar: ${WORK} Em volta: ${JOIN}`,
  ],
};

const decorated: Hints = {
  ...programHints,
  'span_missing:local_computer.df.total_by_location': [
    'Não há um span local_computer.df.total_by_location. O decorator está em cima do método, com esse nome, e do tipo df?',
    'Um decorator é a mesma função do passo 3.1, que recebe o método e devolve o observado; a diferença é que quem chama não muda nada. Ele vai na linha de cima do método, e não da classe. O nome que se vê é o que se dá a ele, e não o do método; e o que entra é um data frame: rddOperation daria outro nome.',
    `Em Payroll, em cima de totalByLocation: ${DECORATOR}`,
  ],
  'span_duplicated:local_computer.df.total_by_location': [
    'O relatório foi observado mais de uma vez. Quem mais o envolve, ou o chama?',
    'O decorator já está em todas as chamadas do método: envolver a chamada também, com dfOperation(nome)(função), é observar o que já se observa. Um dos dois basta, e aqui é o decorator. E chamar o relatório de novo é rodar tudo de novo.',
    `Só este: ${DECORATOR}`,
  ],
  'span_not_child:local_computer.df.total_by_location': [
    'O relatório devia estar logo abaixo da execução, e o pai dele é outro. Quem o chamou?',
    'O pai é quem está ativo quando o método é chamado: em run, a execução. Se ele aparece dentro de collect, ou da junção, foi de lá que o chamaram; se dentro de um span seu, esse está a mais.',
    `Chamado de run, com ${DECORATOR} em cima do método.`,
  ],
  'span_other_trace:local_computer.df.total_by_location': [
    'O relatório chegou num trace só dele. Quem mandou começar outro?',
    'A opção root corta a ligação com quem chama: o trace da execução fica sem a sua parte mais demorada, e o do relatório não diz que execução o pediu. Uma operação é parte de quem a chama, a menos que não tenha nada a ver com ele.',
    `Sem opções, ${DECORATOR}, e tudo dentro de ${RUN}`,
  ],
  'attribute_missing:local_computer.df.total_by_location:telescope.result.count': [
    'O span do relatório não diz quantas linhas ele deu. O método devolve linhas? E foi o método que se envolveu?',
    'O decorator vê o que o método devolve. Linhas ele conta; de um data frame, diz as colunas, e o número não se sabe sem rodar. Um span aberto à mão, no começo do método, não vê nem uma coisa nem outra, e acaba quando você disser, e não quando o trabalho acaba.',
    `O método termina trazendo as linhas: ${ROWS} E por fora dele: ${DECORATOR}`,
  ],
  'attribute_differs:local_computer.df.total_by_location:telescope.result.count': [
    'O relatório não tem quatro linhas. O que ele devolveu?',
    'São quatro cidades, e uma linha para cada. A Jen não tem matrícula, e a junção a deixa de fora: com cinco linhas, devolveu-se outra coisa; com uma, o que se traz é um só total.',
    `O que sai do método são as linhas dos totais: ${ROWS}`,
  ],
  'span_missing:local_computer.df.collect': [
    'O span collect chegava, e sumiu. Por onde vieram as linhas agora?',
    'O relatório chama collect, a função envolvida no passo 3.1. Com readRows, ou rows(), as linhas vêm do mesmo jeito, e ninguém vê quanto tempo o motor levou.',
    `No método: ${ROWS}`,
  ],
  'span_not_child:local_computer.df.collect': [
    'collect devia estar dentro de total_by_location, e não está. Ele é chamado de onde?',
    'Uma operação que chama outra é o pai dela, enquanto não termina: é o que mostra que a demora do relatório é a de trazer as linhas. Chamado por run, depois de o método devolver, collect é irmão do relatório, e este parece não demorar nada.',
    `Dentro do método: ${ROWS}`,
  ],
  'span_other_trace:local_computer.df.collect': [
    'collect e o relatório estão em traces diferentes. Qual dos dois saiu do da execução?',
    'Nenhum dos dois precisa de root: o contexto segue sozinho pelos await. Só se perde se alguém o corta, ou se o trabalho roda fora de telescopeJob.',
    `Por fora, ${DECORATOR}; por dentro, ${ROWS}; collect, como estava: ${COLLECT}`,
  ],
};

export const operationHints = {
  '04/3.1': wrapped,
  '04/3.2': failure,
  '04/3.3': decorated,
} satisfies Record<string, Hints>;

/** As dicas dos passos 1 e 2: o tracer, a execução inteira, e os recursos do pipeline. As do 3 moram em operations.ts. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { operationHints } from './operations.ts';
import { programHints } from './program.ts';

type Hints = Readonly<Record<string, HintStages>>;

const SHUTDOWN = '`await pipeline.shutdown();`';
const RUN = "`await telescopeJob(tracer, SERVICE, 'employees_by_city', run);`";
const TRACER = "`const tracer = pipeline.getTracer('engine_test');`";
const PLATFORM = "`const SERVICE = 'local_computer';`";

/** A execução inteira: o 2.1 pede dela o que o 1 pedia. */
const job: Hints = {
  'span_missing:local_computer.job.employees_by_city': [
    'Nenhum span chegou com o nome local_computer.job.employees_by_city. Que nome tem o seu, letra por letra? E ele terminou antes de o lote ser mandado?',
    'O nome de um span do Telescope tem três partes: a plataforma (SERVICE), o tipo do que se observa (job) e o nome que você dá. As duas primeiras a biblioteca escreve: quem lhe dá o nome inteiro as vê repetidas. Se os spans de dentro chegaram e só falta este, o shutdown() veio cedo: a execução é a última a terminar, e o que termina depois dele se perde.',
    `A plataforma, como estava: ${PLATFORM} Em main: ${RUN}, e só depois ${SHUTDOWN}`,
  ],
  'span_duplicated:local_computer.job.employees_by_city': [
    'Há mais de um span da execução inteira. O pipeline rodou mais de uma vez, ou foi posto dentro de dois telescopeJob?',
    'Cada telescopeJob que roda é um trace novo. Com dois, não se sabe qual deles conta a história toda, e o trabalho talvez tenha sido feito duas vezes: veja se as cidades também se repetem no terminal.',
    `Uma execução, um trace: uma única linha, em main: ${RUN}`,
  ],
  'span_not_root:local_computer.job.employees_by_city': [
    'O span da execução tem um pai. O que pode conter a execução inteira?',
    'telescopeJob começa sempre um trace, mesmo que haja um span ativo. Um span aberto à mão, com startActiveSpan, não: o pai dele é o que estiver ativo. O trace deste pipeline começa na execução, e tudo o mais está dentro dela.',
    `Sem outro span em volta, em main: ${RUN}`,
  ],
  'kind_differs:local_computer.job.employees_by_city': [
    'O kind do span da execução diz que ela fala com outro programa. Com qual?',
    'SERVER e CLIENT são os dois lados de um pedido; PRODUCER e CONSUMER, os dois lados de uma fila. Este pipeline lê as suas tabelas e escreve no terminal: INTERNAL, que é o que telescopeJob põe quando ninguém diz outra coisa.',
    `Sem opções no fim: ${RUN}`,
  ],
  'service_differs:local_computer.job.employees_by_city': [
    'O span não é do serviço "pipelines". Há dois "serviços" neste arquivo: qual deles é de que programa o span veio, e qual é onde ele roda?',
    'SERVICE é a plataforma, e só entra no nome dos spans. O serviço de verdade, service.name, é do recurso, e vale para tudo que sai deste provider: diz-se uma vez, a quem o monta. Sem ele, o SDK escreve unknown_service:node, e todos os programas esquecidos parecem um só. E, se o seu terminal tem OTEL_SERVICE_NAME, ela vale mais que o código.',
    "Nas opções de PipelineTracer: `serviceName: 'pipelines',`",
  ],
  'scope_differs:local_computer.job.employees_by_city': [
    'O span veio de um tracer com outro nome. O que esse nome conta, que o do serviço não conta?',
    'O nome do tracer (otel.scope.name) diz que parte do código se instrumentou: num serviço há muitos. Quem lê os spans de vários pipelines separa-os por ele. É o que se dá a getTracer, e não ao PipelineTracer.',
    `Logo depois do provider: ${TRACER}`,
  ],
};

const tracer: Hints = {
  ...programHints,
  no_telemetry: [
    'O pipeline rodou, e no terminal não há nenhum span. Ele nasceu? Terminou? E alguém esvaziou o lote antes de o programa acabar?',
    'Em lotes, um span que termina fica à espera dos outros, até cinco segundos, e este programa acaba bem antes. Quem salva os que esperam é shutdown(): manda o que há e fecha a porta. Por isso a ordem importa, e os await também. Sem o await de telescopeJob, o shutdown() roda com o pipeline ainda no começo; dentro de run, roda antes de o span da execução terminar. (Com SIMPLE apareceria, e na produção seria um envio para cada span.)',
    `Em main, ${RUN} e, só depois, no finally, que roda mesmo quando o pipeline falha: ${SHUTDOWN} Lá em cima: ${TRACER}`,
  ],
  stdout_missing: [
    'O relatório não saiu no terminal: falta "New York: 4000". Observar o pipeline mudou o que ele faz. Quem deixou de o rodar?',
    'telescopeJob recebe a função que faz o trabalho, e é ele quem a chama, dentro do span. Se a função entregue não chama run, há um span bonito em volta de nada.',
    `A própria função, sem parênteses: ${RUN}`,
  ],
  ...job,
};

interface Observed {
  /** O nome inteiro do span. */
  span: string;
  /** O que ele é, numa frase: "a sessão com o motor". */
  what: string;
  /** A linha que o observa, como está na solução. */
  line: string;
}

/** O que pode faltar a qualquer recurso observado: o span, ou o lugar dele no trace. */
function resourceHints({ span, what, line }: Observed): Hints {
  const [, type, name] = span.split('.');
  return {
    [`span_missing:${span}`]: [
      `A execução chegou, e não há um span ${span}: ${what} está por observar. Ou foi observada com outro nome, ou tarde demais?`,
      `telescopeResource escreve o nome: a plataforma (SERVICE), o tipo, que é o recurso quem sabe (${type}), e o nome que você dá, que é só ${name}. Se o seu está certo e o span se perdeu, veja quem espera por quem: entregue run a telescopeJob tal como é. Uma função que a chama e não a devolve, como () => { run(); }, acaba na hora; o shutdown() vem logo, e o resto do pipeline já fala sozinho.`,
      `Em run, assim que o recurso existe: ${line} Em main: ${RUN}`,
    ],
    [`span_duplicated:${span}`]: [
      `Há mais de um span ${span}. Quem mais recebeu o nome ${name}?`,
      'Copiar a linha de cima e esquecer de trocar o nome é o mais comum: dois recursos diferentes, um nome só, e quem lê o trace não sabe de qual é cada span. Um recurso se observa uma vez, e depois se usa quantas se quiser.',
      `Uma vez só: ${line}`,
    ],
    [`span_not_child:${span}`]: [
      `${span} devia estar logo abaixo da execução, e o pai é outro. Que span estava ativo quando se observou?`,
      'O pai é quem está ativo no momento: dentro de run, é a execução. Observar um recurso não abre espaço para outros dentro dele: o span já terminou quando telescopeResource devolve. Um startActiveSpan à mão em volta, ou dentro de outra operação, muda o pai.',
      `Direto em run, sem nada em volta: ${line}`,
    ],
    [`span_other_trace:${span}`]: [
      `${span} chegou, e noutro trace. No momento em que se observou, a execução já tinha começado, e ainda não tinha acabado?`,
      'Fora de telescopeJob não há span ativo, e cada recurso observado ali é um trace de um span só, que ninguém liga ao pipeline. Tudo que a execução usa se observa dentro da função que ela roda.',
      `Dentro de run: ${line} E quem roda run: ${RUN}`,
    ],
  };
}

const SESSION = "`await telescopeResource(tracer, SERVICE, session, 'test_session');`";
const LOCATIONS = "`await telescopeResource(tracer, SERVICE, locations, 'locations');`";
const EMPLOYEES = "`await telescopeResource(tracer, SERVICE, employees, 'employees');`";
const COUNTED = "`await telescopeResource(tracer, SERVICE, employees, 'employees', { count: true });`";

const resources: Hints = {
  ...programHints,
  no_telemetry: [
    'Nenhum span chegou ao backend. E ao terminal, chegou algum? Para onde o exporter os manda agora?',
    "'CONSOLE' é a tela: quem só olha para ela é quem rodou o programa. 'OTLP' é a língua que os backends de hoje entendem, por HTTP, na porta 4318, ou onde disser OTEL_EXPORTER_OTLP_ENDPOINT. 'JAEGER' e 'ZIPKIN' falam outras, mais velhas, noutras portas. E a regra do lote continua: quem não chama shutdown(), e espera por ele, não manda nada.",
    `Nas opções do provider: \`exporterType: 'OTLP',\` No fim de main: ${SHUTDOWN}`,
  ],
  ...job,
  'scope_differs:local_computer.job.employees_by_city': [
    'O span da execução não diz que veio do tracer engine_test. O nome mudou, ou perdeu-se no caminho?',
    'Se o que se viu é um texto vazio, o tracer está certo, e quem perdeu o nome foi a língua: ZIPKIN é mais velho que o OpenTelemetry, e não tem onde pôr o nome do tracer. OTLP tem lugar para tudo. Se é outro nome, alguém o mudou em getTracer desde o passo 1.',
    `A língua: \`exporterType: 'OTLP',\` O tracer, como estava: ${TRACER}`,
  ],
  ...resourceHints({ span: 'local_computer.session.test_session', what: 'a sessão com o motor', line: SESSION }),
  'attribute_missing:local_computer.session.test_session:telescope.session.system': [
    'O span da sessão tem o nome certo, e não diz que motor é. Quem lhe contaria isso?',
    'Um span aberto à mão só tem o que se escreve nele. telescopeResource pergunta ao próprio recurso o que ele é: à sessão, o motor, a versão e as configurações que explicam uma execução lenta (e nenhuma das que guardam segredos).',
    `Entregue a sessão, e ela se descreve: ${SESSION}`,
  ],
  'attribute_differs:local_computer.session.test_session:telescope.session.system': [
    'telescope.session.system não é o nome de um motor. De quem veio o que está lá?',
    'É uma palavra só, como duckdb, ou spark, e quem a diz é o motor que a sessão abriu: com ela se separam as execuções de um e as do outro. Escrita à mão, mente no dia em que o motor mudar.',
    `A própria sessão, como openSession a deu: ${SESSION}`,
  ],
  ...resourceHints({
    span: 'local_computer.df.employees',
    what: 'a tabela de quem trabalha na empresa',
    line: EMPLOYEES,
  }),
  'attribute_missing:local_computer.df.employees:telescope.df.columns': [
    'O span de employees não diz que colunas ele tem. Foi o data frame que se descreveu, ou só o nome dele?',
    'Um data frame conhece as suas colunas sem rodar consulta nenhuma: são do plano, e não dos dados. Quem abre o span à mão não lhe pergunta.',
    `Com telescopeResource, e o data frame, e não o nome da tabela: ${EMPLOYEES}`,
  ],
  'attribute_differs:local_computer.df.employees:telescope.df.columns': [
    'As colunas de employees não são uma lista com as seis. São as de outro data frame? Ou são elas mesmas, num texto só?',
    'Se são de outro, o recurso e o nome, naquela linha, não são o mesmo par: o Telescope descreve o que recebe e o chama como lhe dizem, e num nome trocado se acredita. Se são as certas, separadas por vírgulas, quem as juntou foi a língua: JAEGER e ZIPKIN só guardam textos e números, e a lista vira um texto, em que já não se procura por uma coluna. OTLP guarda listas.',
    `O recurso e o seu nome: ${EMPLOYEES} A língua: \`exporterType: 'OTLP',\``,
  ],
  ...resourceHints({ span: 'local_computer.df.locations', what: 'a tabela das cidades', line: LOCATIONS }),
  'attribute_missing:local_computer.df.locations:telescope.df.dtypes': [
    'O span de locations não diz os tipos das colunas. O que se entregou a telescopeResource?',
    'Os tipos vêm com as colunas, do plano do data frame: é por eles que se descobre uma matrícula que era texto e virou número, com os zeros da frente perdidos. Um span aberto à mão não os conhece.',
    `O data frame inteiro: ${LOCATIONS}`,
  ],
  'attribute_differs:local_computer.df.locations:telescope.df.dtypes': [
    'Os tipos das colunas de locations não são dois textos. De que data frame são?',
    'locations tem a matrícula e a cidade, as duas de tipo string. Se há mais tipos, descreveu-se employees, ou o resultado da junção, com o nome de locations.',
    `O recurso e o nome, o mesmo par: ${LOCATIONS}`,
  ],
};

const counting: Hints = {
  ...programHints,
  'span_missing:local_computer.df.employees': [
    'O span de employees chegava no passo anterior, e sumiu. Contar o tirou do lugar?',
    'Contar é um pedido a mais a quem já observa, e não outra maneira de observar: telescopeResource continua onde estava, com o mesmo nome.',
    `A mesma linha, com mais um argumento: ${COUNTED}`,
  ],
  'attribute_missing:local_computer.df.employees:telescope.df.count': [
    'O span de employees não diz quantos registros há. Alguém os contou? E o número foi para o span dele, ou só para o terminal?',
    'Um data frame é preguiçoso: conhece as colunas, e não sabe quantas linhas tem enquanto ninguém roda a consulta. Por isso contar se pede, um recurso de cada vez. Um count() seu, ao lado, roda a mesma consulta, e o span continua sem saber.',
    `No último argumento, para employees: ${COUNTED}`,
  ],
  'attribute_differs:local_computer.df.employees:telescope.df.count': [
    'A contagem de employees não é 5. O que se contou foi a tabela inteira?',
    'São cinco pessoas, e uma delas, a Jen, não tem matrícula: um filtro a esquece, e a junção também. O span de employees conta o que entrou no pipeline: é da diferença para o que saiu que se descobre quem se perdeu. E é um número, e não um texto.',
    `O data frame como readEmployees o deu: ${COUNTED}`,
  ],
  'attribute_missing:local_computer.df.employees': [
    'Há uma contagem, e não há o que ela custou. Quem contou, o motor ou este programa?',
    'Linhas que já estão na memória contam-se de graça, e o Telescope não mostra preço nenhum. Mas alguém as trouxe: rows() roda a consulta e carrega tudo, dez milhões de linhas que fossem, para se saber um número. Pedida ao data frame, a contagem roda no motor, vem só o número, e o span mostra o preço: telescope.count.queries e telescope.count.duration.',
    `Sem rows(), o data frame: ${COUNTED}`,
  ],
  'attribute_differs:local_computer.df.employees': [
    'O preço da contagem não é o de uma consulta. Quantas vezes se contou, e quem escreveu esses números?',
    'Contar employees é uma consulta: telescope.count.queries é 1, e telescope.count.duration são segundos, medidos por quem contou. Escritos à mão, em milissegundos por exemplo, não se comparam com os dos outros pipelines.',
    `Deixe que o Telescope conte e meça: ${COUNTED}`,
  ],
  'span_missing:local_computer.df.locations': [
    'O span de locations chegava no passo anterior, e sumiu. O que aconteceu com a linha dele?',
    'Este passo só muda employees. Não contar um recurso não é deixar de o observar: as colunas e os tipos continuam a valer, e não custam nada.',
    `Como estava: ${LOCATIONS}`,
  ],
  'attribute_unexpected:local_computer.df.locations': [
    'locations também foi contado. Que pergunta essa contagem responde, e quanto ela custa?',
    'Cada contagem é uma consulta que o pipeline não precisava de rodar: aqui são milésimos de segundo, numa tabela de verdade podem ser minutos, e a conta da nuvem. Conta-se o que se vai olhar. Se o número veio sem preço, foi porque alguém trouxe as linhas para a memória, o que custa mais ainda.',
    `O data frame, e nada além do nome: ${LOCATIONS}`,
  ],
};

export const engineHints = {
  '04/1': tracer,
  '04/2.1': resources,
  '04/2.2': counting,
  ...operationHints,
} satisfies Record<string, Hints>;

/** As dicas do passo 8: a função que um agendador chama, e que ninguém espera. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';

type Hints = Readonly<Record<string, HintStages>>;

const JOB = "`await telescopeJob(tracer, SERVICE, 'nightly_report', report, {`";
const SCHEDULE = '`schedule: { cron: CRON, scheduledAt, invocationId: randomUUID(), coldStart: runs === 1 },`';
const FLUSH = '`flush: () => pipeline.forceFlush(),`';
const API = "`await telescopeResource(tracer, SERVICE, api(MARITIME_API), 'maritime');`";

const schedule: Hints = {
  ...programHints,
  'program_failed:deadline': [
    'A função não acabou sozinha, e foi encerrada. As duas execuções aconteceram? O que a última ainda espera?',
    'Quem hospeda a função encerra o processo depois da segunda execução, e só depois que invoke devolve: uma promessa que nunca se resolve, ou um runs que já não conta, e ele continua a chamar. As duas linhas do resumo no terminal dizem até onde se chegou.',
    'O fim do arquivo fica como estava: `runs += 1;`, uma vez por execução, e `if (runs === RUNS) process.exit(0);`',
  ],
  'program_failed:signal': [
    'O sistema matou o programa no meio. Foi você, em outro terminal? Se não foi, o que ele acumulava?',
    'O motivo mais comum é faltar memória: um laço sem fim dentro do resumo, ou spans criados sem parar. Um process.kill no seu código também dá nisto.',
    'Feche outros programas e rode de novo. Se continuar, o que o resumo faz além de olhar para a API e escrever uma linha? ' +
      `${API} e \`console.log('Resumo da madrugada: 50 navios.');\``,
  ],
  no_telemetry: [
    'As duas execuções disseram o que fizeram, e nenhum span chegou. Quem os mandou antes de o processo sumir?',
    'Os spans esperam no lote, até cinco segundos, e a nuvem não espera por eles: devolveu, congelou. Não há um fim do programa onde chamar shutdown(): é em cada execução que se manda o que há, com forceFlush(), e se espera chegar. E é uma função que se dá a flush: pipeline.forceFlush, sem a seta, perde o pipeline de vista ao ser chamada, e o aviso no terminal fala em "undefined".',
    `Nas opções do trabalho: ${FLUSH} E, lá em cima: \`exporterType: 'OTLP'\``,
  ],
  stdout_missing: [
    'O resumo da madrugada não saiu no terminal. Quem chama report agora?',
    'telescopeJob recebe a função, sem parênteses, e chama-a dentro do span. Se a função que recebeu não chama report, há um trace bonito de uma noite em que nada se fez.',
    `A própria função: ${JOB}`,
  ],
  'span_missing:azure_function_app.job.nightly_report': [
    'Nenhum span chegou com o nome azure_function_app.job.nightly_report. O que é uma execução, nesta função?',
    'Cada vez que o agendador chama, é um trabalho com começo e fim: um trace. O nome tem a plataforma (SERVICE), o tipo (job) e o que você dá: os dois primeiros quem escreve é a biblioteca. Um recurso observado fora dele é um trace solto.',
    `Em invoke: ${JOB}`,
  ],
  'span_not_root:azure_function_app.job.nightly_report': [
    'A execução tem um pai. Quem a chamou, se ninguém fez um pedido?',
    'Um relógio não tem trace: quem o agendador chama começa o seu. telescopeJob faz isso sempre; um span aberto à mão continua o que estiver ativo. O que antes seria o pai (quem chamou, e quando) são atributos.',
    `Sem outro span em volta: ${JOB} Quem chamou: ${SCHEDULE}`,
  ],
  'attribute_missing:azure_function_app.job.nightly_report': [
    'A execução não diz tudo sobre quem a chamou. Ninguém fez um pedido: quem foi, e quando era para ser?',
    'São as opções de schedule que o contam, nos nomes que as convenções dão às funções: faas.cron, a combinação; faas.time, a hora combinada; faas.invocation_id, o nome que acha o log desta vez; faas.coldstart, se o processo acabou de nascer. Do agendamento, telescopeJob escreve também faas.trigger e o atraso. O que não se diz fica por saber: são opções de telescopeJob, e não um objeto ao lado.',
    `Nas opções, os quatro: ${SCHEDULE}`,
  ],
  'attribute_differs:azure_function_app.job.nightly_report': [
    'O que a execução diz de quem a chamou não é o que o agendador combinou. De onde veio cada valor?',
    'A expressão é a do Cron, inteira. A hora é a combinada, scheduledAt, um Date que o relógio disse na vez anterior. O nome da execução é único, um por vez. E o gatilho, timer, é telescopeJob quem o escreve.',
    `O que o arquivo já sabe, sem inventar: ${SCHEDULE}`,
  ],
  'attribute_differs:azure_function_app.job.nightly_report:telescope.schedule.delay': [
    'O atraso não é o tempo entre a hora combinada e o começo desta execução. Que hora se deu como combinada?',
    'telescopeJob tira o atraso da hora combinada, em segundos. new Date() é a hora em que se começou, e com ela o atraso é zero sempre, até na noite em que se atrasou quarenta minutos. A hora em que o processo nasceu dá o contrário, um atraso que cresce a cada execução. O arquivo pergunta ao relógio a da próxima, cada vez que uma começa, e a entrega a ela em scheduledAt.',
    `A que o relógio disse: ${SCHEDULE} De onde ela vem: \`const scheduledAt = nextAt;\``,
  ],
  'attribute_differs:azure_function_app.job.nightly_report:faas.coldstart': [
    'Das duas execuções, só uma é fria: a primeira do processo. Chegaram as duas? E o que diz cada uma?',
    'true nas duas, ou false nas duas, estraga a média que este atributo existe para salvar: depende de quantas já houve, e runs as conta. Se só chegou a fria, a quente se perdeu: shutdown() manda o que há e fecha a porta, e o que vem depois não sai mais; e um forceFlush() que ninguém espera perde a última. Numa função que volta a ser chamada, manda-se e deixa-se aberto.',
    `A primeira, e só ela: ${SCHEDULE} E em toda execução, por telescopeJob, que espera: ${FLUSH}`,
  ],
  'span_missing:azure_function_app.api.maritime': [
    'Não há um span azure_function_app.api.maritime. De onde vêm os dados do resumo, e quem o conta?',
    'Uma API também é um recurso: api(endereço) diz o que ela é, e telescopeResource faz o span. O nome que você dá é só o fim, maritime. Um endereço num nome de span faz um nome diferente para cada chave, e mostra-a a quem abre a lista.',
    `Na primeira linha de report: ${API}`,
  ],
  'span_not_child:azure_function_app.api.maritime': [
    'A API devia estar logo abaixo da execução, e não está. Quem estava ativo quando se observou?',
    'O pai é o span ativo: dentro de report, é a execução. Um span aberto à mão em volta da linha fica entre os dois.',
    `Direto em report: ${API} E quem chama report é o trabalho: ${JOB}`,
  ],
  'span_other_trace:azure_function_app.api.maritime': [
    'A API chegou num trace só dela. Ela foi observada dentro da execução?',
    'Fora de report não há execução ativa: no alto do arquivo o processo acabou de nascer, e em invoke, antes ou depois de telescopeJob, não há trabalho rodando. Quem observa ali começa outro trace.',
    `Dentro de report: ${API} Chamado por: ${JOB}`,
  ],
  'attribute_missing:azure_function_app.api.maritime': [
    'O span da API não diz o endereço dela. O que se entregou a telescopeResource?',
    'api(endereço) devolve um recurso que se descreve: o endereço, o método, a máquina. Um span aberto à mão, ou um recurso seu que não diz url, só tem o nome.',
    `O recurso, feito do endereço: ${API}`,
  ],
  'attribute_differs:azure_function_app.api.maritime': [
    'telescope.api.url não é o caminho da API. O que há no endereço da configuração que não devia sair do programa?',
    'Depois do ? vem a chave da função. api() guarda a máquina e o caminho, e joga fora a consulta e o usuário, que é onde as chaves viajam; quem escreve o endereço inteiro num atributo conta a chave a todos que leem um trace. Cortá-lo à mão também serve, se no fim ficar só o caminho.',
    `Deixe que a biblioteca corte: ${API}`,
  ],
  value_unexpected: [
    'A chave da API está na telemetria: alguém escreveu o endereço inteiro. Onde: num atributo, num nome de span, num evento?',
    'Um trace é lido por muita gente, copiado para conversas, guardado meses: o que entra nele já não é segredo. O endereço da configuração traz a chave depois do ?; o texto de um erro, muitas vezes, traz o endereço. O que se pode contar é o que api() conta.',
    `O endereço só vai para a API, e para o recurso que o corta: ${API} Num nome de span, nunca.`,
  ],
};

export const scheduleHints = { '04/8': schedule } satisfies Record<string, Hints>;

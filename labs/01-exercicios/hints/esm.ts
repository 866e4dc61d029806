/** As dicas do exercício 4: a ordem dos imports, em ESM. */
import { type Hints } from './program.ts';

const DYNAMIC = "`await import('./instrumentation.mjs');` e, abaixo, `await import('./app.mjs');`";
const HOOK = "`register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);`";
const BOTH = '`instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()],`';

export const esmHints: Hints = {
  program_failed: [
    'O servidor caiu. O que diz a última mensagem do terminal, e de que linha ela fala?',
    'Num módulo ESM o caminho de um import leva a extensão, .mjs, e não existe require. "Cannot find module" costuma ser a extensão que falta, ou o nome do gancho.',
    `Com as extensões: ${DYNAMIC}; e em instrumentation.mjs, ${HOOK}`,
  ],
  'program_failed:stopped': [
    'O servidor atendia, e não do jeito de antes: a resposta é outra, não vem, ou ele não para quando lhe pedem. Qual das três?',
    'Este exercício não muda o que o servidor responde: app.mjs fica como veio. Ele para quando o SIGTERM o fecha, e só então a fila sai.',
    "Em app.mjs: `response.send('SRE and DevOps work together!!!');` e `process.once('SIGTERM', stop);`",
  ],
  'program_failed:deadline': [
    'O servidor não avisou que está pronto. Ele chegou a ser carregado?',
    'A linha {"ready":true,"port":…} é de app.mjs. Se start.mjs não o importa, ou espera para sempre antes de o importar, ela não sai.',
    `Em start.mjs, os dois: ${DYNAMIC}`,
  ],
  'program_failed:output_limit': [
    'O servidor escreveu sem parar, e foi encerrado. O que ele repete?',
    'Procure um laço, ou um console.log dentro de um setInterval. Um módulo que importa a si mesmo não se repete: o Node o carrega uma vez.',
    `start.mjs só tem dois imports: ${DYNAMIC}`,
  ],
  'program_failed:signal': [
    'O sistema matou o servidor no meio. Foi você, em outro terminal? Se não foi, o que ele acumulava?',
    'O motivo mais comum é faltar memória: uma lista que cresce a cada requisição. Um process.kill no seu código também dá nisto.',
    `start.mjs só carrega os outros dois: ${DYNAMIC}`,
  ],
  no_telemetry: [
    'O servidor respondeu, parou, e nenhum span chegou. Quem carrega instrumentation.mjs, e isso acontece antes ou depois do servidor?',
    'Um arquivo que ninguém importa não roda, e um que chega depois do servidor não alcança mais nada. Cuidado com a mistura: um import comum sobe para o começo do módulo, esteja onde estiver, e roda antes de qualquer await import(…). Se a ordem está certa, falta a fila sair: o shutdown() está no beforeExit, em instrumentation.mjs.',
    `Nesta ordem, e os dois deste jeito: ${DYNAMIC}`,
  ],
  'span_missing:GET /': [
    'O span da requisição não chegou com esse nome. Chegou um GET sem rota?',
    'Então a instrumentação de http pegou, e a de express, não: o express já estava carregado, ou entrou por um caminho que ela não vê. Imports escritos com import são todos carregados antes de a primeira linha rodar; um await import(…) só é carregado quando a linha roda. E o gancho precisa já estar registrado quando isso acontece.',
    `São as duas coisas. Em start.mjs: ${DYNAMIC}. Em instrumentation.mjs: ${HOOK}`,
  ],
  'span_duplicated:GET /': [
    'Uma requisição só, e dois spans dela. Quantas vezes a instrumentação foi ligada?',
    'registerInstrumentations e register rodam uma vez, num arquivo que se importa uma vez.',
    'Em instrumentation.mjs, uma vez: `registerInstrumentations({`',
  ],
  'span_not_root:GET /': [
    'GET / devia começar o trace, e tem um pai. Que span estava aberto quando a requisição chegou?',
    'O servidor começa fora de qualquer span, e quem pede não manda traceparent.',
    `start.mjs não abre spans: ${DYNAMIC}`,
  ],
  kind_differs: [
    'GET / não diz que atende alguém. Quem o criou: a instrumentação, ou você?',
    'O span SERVER é o que a HttpInstrumentation abre quando a requisição chega. Um span seu com o mesmo nome é INTERNAL, e não o substitui.',
    `Deixe que ela o crie: ${BOTH}`,
  ],
  service_differs: [
    'Os spans chegaram com outro nome de serviço. Você mexeu no recurso?',
    'O nome está no recurso do provider, e já vinha pronto.',
    "Como veio: `resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'servidor_esm' }).merge(`",
  ],
  attribute_missing: [
    'O span da requisição está lá, sem a rota. Quem a põe?',
    'http.route é da ExpressInstrumentation, que só a conhece se alcançou o express.',
    `As duas: ${BOTH}`,
  ],
  attribute_differs: [
    'A rota veio com outro valor. Ela continua sendo a de GET /?',
    'http.route é o caminho que está em app.get, e app.mjs fica como veio.',
    "Em app.mjs: `app.get('/', (_request, response) => {`",
  ],
  'span_missing:request handler': [
    'O span da requisição chegou, e falta o da função que a atendeu. Quem o criaria?',
    'request handler é da ExpressInstrumentation. Se há rota e ele não veio, ela foi configurada para ignorá-lo.',
    `Sem opções: ${BOTH}`,
  ],
  'span_duplicated:request handler': [
    'Há mais de um request handler para uma requisição. Quantas vezes a instrumentação do express foi ligada?',
    'Uma de cada tipo na lista. Com duas, cada uma embrulha as rotas, e cada embrulho cria o seu span.',
    `Uma de cada: ${BOTH}`,
  ],
  span_not_child: [
    'request handler tem um pai que não é o span da requisição, ou ele não chegou. O que há no meio?',
    'A instrumentação do http abre o span da requisição, e o que o express faz nasce dentro dele: nenhum dos dois se abre à mão.',
    `As duas na lista: ${BOTH}`,
  ],
  span_other_trace: [
    'request handler começou um trace só dele. O span da requisição existia quando ele nasceu?',
    'Sem o registro do provider não há contexto, e ninguém acha o pai.',
    'Em instrumentation.mjs: `provider.register();`',
  ],
};

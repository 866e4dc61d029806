/** As dicas de quando o programa não roda como antes, ou não manda nada: servem a qualquer passo deste lab. */
import type { HintStages } from '../../../kit/course/manifest.ts';

export const programHints = {
  program_failed: [
    'O pipeline parou antes do fim. O que diz a última mensagem do terminal, e de que arquivo e linha ela fala? É um erro de quem escreve o código, ou do pipeline?',
    'Observar não muda o que o pipeline faz: um erro novo veio do que se acrescentou. "Recebido: Promise" é um await que faltou: quem lê dados aqui devolve uma promessa. "work is not a function" é uma função que se chamou onde se queria entregá-la: telescopeJob recebe a função, sem os parênteses. Outro "is not a function", ou "is not iterable", costuma ser a promessa sem await outra vez, ou uma função que deixou de devolver o que devolvia. "is not defined" é um nome usado fora de onde nasceu, ou um import por fazer.',
    'O fim do arquivo diz ao terminal o que houve, e não se mexe nele: `console.error(error);`. Entre o tracer, `= pipeline.getTracer(`, e ele, só entra o que o passo pede.',
  ],
  'program_failed:deadline': [
    'O pipeline não acabou sozinho, e foi encerrado. O que ele ainda espera, ou repete?',
    'O Node acaba quando não resta nada por fazer. Quem o segura: uma sessão que ninguém fechou, um setInterval sem fim, um laço sem saída, ou um await de uma promessa que nunca se resolve. Tentar de novo também tem de ter um limite.',
    'Quem abre fecha: `await session.close();`, mesmo quando algo falha. E, depois do trabalho, a última coisa é `await pipeline.shutdown();`',
  ],
  'program_failed:output_limit': [
    'O pipeline escreveu sem parar, e foi encerrado. Que linha se repete?',
    "Com o exporter 'CONSOLE', cada span ocupa umas vinte linhas: um span por linha dos dados enche qualquer terminal, e qualquer backend. Um console.log dentro de um laço faz o mesmo.",
    'Um span é de um trabalho, e não de uma linha: os daqui nascem de um só tracer, `= pipeline.getTracer(`, e o programa escreve o resumo, com poucos `console.log(`.',
  ],
  'program_failed:signal': [
    'O sistema matou o programa no meio. Foi você, em outro terminal? Se não foi, o que ele acumulava?',
    'O motivo mais comum é faltar memória: todas as linhas trazidas para dentro do processo, quando bastava o resumo, ou spans criados sem fim, todos à espera no lote. Um process.kill no seu código também dá nisto.',
    'Feche outros programas e rode de novo. Se continuar, o que há a mais? Dos dados, fica-se com o resumo; dos spans, com os do Telescope, que `await pipeline.shutdown();` manda no fim.',
  ],
  no_telemetry: [
    'O pipeline rodou até o fim, e nenhum span chegou. Um span precisa nascer, terminar, e que alguém o mande: qual das três coisas faltou?',
    "Siga o caminho de trás para a frente. Para onde vai: exporterType diz a língua, e 'CONSOLE' é só a tela. Quando vai: em lotes, os spans esperam até cinco segundos, e um programa que acaba antes os leva consigo; só quem chama shutdown(), e espera por ele, os salva. De onde vem: o tracer é o que o PipelineTracer deu, e não outro.",
    'Confira as três: o tracer, `= pipeline.getTracer(`; a criação, `new PipelineTracer({`, com o exporterType deste passo; e, como última coisa, com o await: `await pipeline.shutdown();`',
  ],
} satisfies Readonly<Record<string, HintStages>>;

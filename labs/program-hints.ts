/** As dicas de quando um serviço não roda como antes: as mesmas em todo passo de um lab feito de serviços. */
import type { HintStages } from '../kit/course/manifest.ts';

/** As linhas que as dicas mostram, como estão na solução do lab. */
export interface ProgramLines {
  /** Em service.ts, a função que abre a porta. */
  listen: string;
  /** Em telemetry.ts, o que um serviço guarda de um pedido para o outro. */
  kept: string;
}

export function programHints(lines: ProgramLines) {
  return {
    program_failed: [
      'Um dos serviços caiu. O que diz a última mensagem dele, e de que arquivo e linha ela fala?',
      'Um "is not defined" é um nome usado fora de onde nasceu, ou antes; um "is not a function" em onStart, onEmit ou collect é um exporter posto onde cabia um processor, ou um reader; um "Cannot find module" é um import para um arquivo que não existe. EADDRINUSE: a porta está escrita no programa, em vez de vir de PORT.',
      `Em cada serviço, o primeiro import continua sendo \`import './telemetry';\`, e em telemetry.ts as filas se esvaziam na função \`export async function stopTelemetry(): Promise<void> {\``,
    ],
    'program_failed:stopped': [
      'Os serviços ficaram prontos, e a resposta mudou, não veio, ou um deles não parou quando lhe pediram. A telemetria mudou o que eles fazem?',
      'Contar o que se faz não muda o que se faz. Uma resposta que não vem costuma ser um await que nunca se resolve, ou um response.json que ficou de fora; um 500 traz a linha do erro na saída do programa (tecla o). E quem recebe o SIGTERM fecha o servidor e espera pela entrega: um setInterval seu, sem unref(), o segura.',
      `No serviço, a resposta continua a mesma: \`response.json(\`. Em service.ts, que não se edita, quem encerra é \`void stopTelemetry();\``,
    ],
    'program_failed:deadline': [
      'Um dos serviços não avisou que está pronto. O que ele espera, antes de abrir a porta?',
      'Quem abre a porta e avisa é listen(), na última linha do arquivo do serviço. Um laço sem fim antes dela, ou uma espera que não acaba, e ela não roda.',
      `A última linha é a que chama esta função de service.ts: ${lines.listen}`,
    ],
    'program_failed:output_limit': [
      'Um dos serviços escreveu sem parar, e foi encerrado. O que ele repete?',
      'Procure um laço, um setInterval que escreve, ou um serviço que pergunta a si mesmo. Um exporter de console também escreve muito.',
      'A única linha que todo serviço escreve é a de pronto. Quem a escreve, em service.ts, é `serve(app, { port, faults, answerError, onStop });`',
    ],
    'program_failed:signal': [
      'O sistema matou um dos serviços no meio. Foi você, em outro terminal? Se não foi, o que ele acumulava?',
      'O motivo mais comum é faltar memória: uma lista que cresce a cada pedido, ou um atributo que faz uma série nova a cada pedido. Um process.kill no seu código também dá nisto.',
      `O que um serviço guarda de um pedido para o outro é o que telemetry.ts já tem: ${lines.kept}`,
    ],
  } satisfies Readonly<Record<string, HintStages>>;
}

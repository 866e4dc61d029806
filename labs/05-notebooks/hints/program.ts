/** As dicas de quando um serviço deste lab não roda como antes: as mesmas em todo passo. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints as hintsWith } from '../../program-hints.ts';

const shared = hintsWith({
  listen: '`export function listen(app: Express, port: number): void {`',
  kept: '`const spanExporters: SpanExporter[] = [new OTLPTraceExporter()];`',
});

/** A primeira fala de outros arquivos: neste lab, quem se importa antes de tudo é instrumentation.ts, e o .env também derruba. */
export const programHints = {
  ...shared,
  program_failed: [
    'Um dos programas caiu antes de atender. O que diz a última mensagem dele, e de que arquivo e linha ela fala?',
    'Um "is not defined" é um nome usado fora de onde nasceu, ou antes; um "Cannot find module" é um import para um arquivo que não existe; "A configuração não serve" é uma linha do .env. EADDRINUSE: a porta está escrita no programa, em vez de vir de PORT.',
    "Em cada serviço, o primeiro import continua sendo `import './instrumentation';`, e em settings.ts quem lê o ambiente é `export const settings = readSettings();`",
  ],
} satisfies Readonly<Record<string, HintStages>>;

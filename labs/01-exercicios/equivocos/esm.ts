/** O exercício 4: a ordem dos imports, em ESM. */
import { mistakesOf } from './trades.ts';

const FIRST = "await import('./instrumentation.mjs');";
const THEN = "await import('./app.mjs');";
const HOOK = "register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);";

export const esmMistakes = [
  ...mistakesOf('01e/4', 'start.mjs', [
    // como em CommonJS: o primeiro import bastaria
    [`${FIRST}\n${THEN}`, "import './instrumentation.mjs';\nimport './app.mjs';", 'span_missing:GET /'],
    // a ordem trocada
    [`${FIRST}\n${THEN}`, `${THEN}\n${FIRST}`, 'no_telemetry'],
    // o servidor num import comum: ele sobe, e é carregado antes da linha de cima
    [THEN, "import './app.mjs';", 'no_telemetry'],
    // o arquivo existe, e ninguém o carrega
    [FIRST, '', 'no_telemetry'],
  ]),
  ...mistakesOf('01e/4', 'instrumentation.mjs', [
    // a ordem certa dispensaria o gancho
    [HOOK, '', 'span_missing:GET /'],
    // sem a de express, não há rota
    ['new HttpInstrumentation(), new ExpressInstrumentation()', 'new HttpInstrumentation()', 'span_missing:GET /'],
    // a fila morre com o servidor
    ["process.once('beforeExit', () => {", "process.once('never', () => {", 'no_telemetry'],
  ]),
];

/** O exercício 1: o contexto que se perde. */
import { mistakesOf } from './trades.ts';

const QUEUED = 'jobs.push(context.bind(context.active(), () => work(`registrar ${alert}`)));';
const LISTENER = 'context.bind(context.active(), () => work(`encerrar ${alert}`)),';
const PLAIN = '() => work(`encerrar ${alert}`),';

export const contextMistakes = mistakesOf('01e/1', 'context.ts', [
  // o id do trace, copiado para um atributo, faria do span um filho
  [
    QUEUED,
    "const { traceId } = span.spanContext();\n    jobs.push(() => tracer.startSpan(`registrar ${alert}`, { attributes: { 'trace.id': traceId } }).end());",
    'span_other_trace:registrar banco',
  ],
  // um link é um pai
  [
    QUEUED,
    'jobs.push(() => tracer.startSpan(`registrar ${alert}`, { links: [{ context: span.spanContext() }] }).end());',
    'span_other_trace:registrar banco',
  ],
  // setSpan torna o span o atual: só devolve um contexto, que ninguém usou
  [
    QUEUED,
    'jobs.push(() => {\n      trace.setSpan(context.active(), span);\n      work(`registrar ${alert}`);\n    });',
    'span_other_trace:registrar banco',
  ],
  // preso tarde demais: na hora de rodar, o contexto já é o do trabalhador
  [
    QUEUED,
    'jobs.push(() => context.bind(context.active(), () => work(`registrar ${alert}`))());',
    'span_other_trace:registrar banco',
  ],
  // bind roda a função: ela ficou presa, e ninguém a chama
  [QUEUED, 'jobs.push(() => context.bind(context.active(), () => work(`registrar ${alert}`)));', 'span_missing'],
  // a fila consertada, e o ouvinte esquecido: o EventEmitter guardaria o contexto de quem registra
  [LISTENER, PLAIN, 'span_not_child:encerrar banco'],
  // um contexto sem span, que é o que há em ROOT_CONTEXT
  [
    LISTENER,
    LISTENER.replace('context.active()', 'trace.deleteSpan(context.active())'),
    'span_other_trace:encerrar banco',
  ],
  // o setTimeout perderia o contexto, e precisaria de ajuda
  [
    'setTimeout(() => work(`esperar ${alert}`), 10);',
    'setTimeout(() => void tracer.startSpan(`esperar ${alert}`, { root: true }).end(), 10);',
    'span_other_trace:esperar banco',
  ],
  // o alerta acaba quando a função que o abriu volta
  ['await once(phone, alert);\n    span.end();', 'span.end();\n    await once(phone, alert);', 'duration_differs'],
  // as duas versões na fila, por garantia
  [QUEUED, `${QUEUED}\n    jobs.push(() => work(\`registrar \${alert}\`));`, 'span_duplicated'],
  // um span em volta de tudo junta os alertas num trace só
  [
    "const alerts = [handle('banco'), handle('disco')];",
    "const all = tracer.startSpan('tudo');\n  const alerts = context.with(trace.setSpan(context.active(), all), () => [handle('banco'), handle('disco')]);\n  all.end();",
    'span_not_root',
  ],
]);

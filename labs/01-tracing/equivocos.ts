/** As soluções erradas mais comuns de cada passo, e a dica que a conferência tem de responder a cada uma. */
import type { Mistake } from '../../kit/course/mistakes.ts';

/** `file`, se não é o programa do passo. */
type Trade = readonly [from: string, to: string, code: string, file?: string];

const PROCESSOR = 'new SimpleSpanProcessor(new ConsoleSpanExporter()),';
const OPEN_01 = "tracer.startActiveSpan('test_span_01', (span) => {";
const OPEN_02 = "tracer.startActiveSpan('test_span_02', (span) => {";
const OPEN_03 = "tracer.startActiveSpan('test_span_03', (span) => {";
const WORK_01 = `${OPEN_01}
  printMessage();
  readSchedule();
  span.end();
});`;
const ROLES = "span.setAttribute('user.roles', ['SRE', 'DevOps']);";
const PRINTED = "span.addEvent('message.printed', { 'message.length': message.length });";
const EXCEPTION = 'span.recordException(error as Error);';
const STATUS = "span.setStatus({ code: SpanStatusCode.ERROR, message: 'sem a escala de plantão' });";
const SHUTDOWN =
  'provider.shutdown().catch((error: Error) => console.error(`Os spans não foram entregues: ${error.message}`));';
const GOES_ON = "console.log('Sem a escala de plantão: seguimos sem ela.');";

const trades: Readonly<Record<string, readonly Trade[]>> = {
  '01/1': [
    // o provider não foi registrado: o tracer não faz nada
    ['provider.register();', '', 'no_telemetry'],
    // o span nunca termina
    ['  span.end();\n', '', 'no_telemetry'],
    // o exporter existe, mas nenhum processor o alimenta
    [`${PROCESSOR}\n`, '...(void new ConsoleSpanExporter(), []),\n', 'no_telemetry'],
    // imprime, e o span ficou só no nome da mensagem
    [WORK_01, "printMessage();\nreadSchedule();\nconsole.log('test_span_01');", 'no_telemetry'],
    ["'test_span_01'", "'test_span_1'", 'span_missing:test_span_01'],
    // o nome do tracer não é o do serviço
    ["  resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'lab01' }),\n", '', 'service_differs:test_span_01'],
    // SERVER, como se o programa atendesse alguém
    [OPEN_01, "tracer.startActiveSpan('test_span_01', { kind: 1 }, (span) => {", 'kind_differs:test_span_01'],
    // um span em volta do que já é o span inteiro
    [
      WORK_01,
      `tracer.startActiveSpan('programa', (all) => {\n${WORK_01}\nall.end();\n});`,
      'span_not_root:test_span_01',
    ],
    // o programa inteiro duas vezes: um span por execução, e não por tentativa
    [WORK_01, `${WORK_01}\n${WORK_01}`, 'span_duplicated:test_span_01'],
    // a mensagem virou telemetria e saiu do terminal
    ['console.log(message);', 'trace.getActiveSpan()?.addEvent(message);', 'stdout_missing'],
  ],
  '01/2': [
    // startSpan não torna o span o atual
    [
      WORK_01,
      "const span = tracer.startSpan('test_span_01');\nprintMessage();\nreadSchedule();\nspan.end();",
      'span_other_trace:test_span_02',
    ],
    // quando o segundo nasce, o primeiro já acabou
    [WORK_01, `${OPEN_01}\n  readSchedule();\n  span.end();\n});\nprintMessage();`, 'span_other_trace:test_span_02'],
    // o pai nunca termina: quem falta é ele, e isso é do passo anterior
    ['  readSchedule();\n  span.end();\n', '  readSchedule();\n', 'span_missing:test_span_01'],
    // a mensagem sai três vezes, e cada uma é um span
    [
      '  printMessage();\n',
      '  printMessage();\n  printMessage();\n  printMessage();\n',
      'span_duplicated:test_span_02',
    ],
    // um terceiro span entre os dois
    [
      '  printMessage();\n',
      "  tracer.startActiveSpan('meio', (middle) => {\n    printMessage();\n    middle.end();\n  });\n",
      'span_not_child:test_span_02',
    ],
    // o filho nunca termina
    ['    span.end();\n', '', 'span_missing:test_span_02'],
    ["'test_span_02'", "'Test_Span_02'", 'span_missing:test_span_02'],
    // CLIENT, como se chamasse outro programa
    [OPEN_02, "tracer.startActiveSpan('test_span_02', { kind: 2 }, (span) => {", 'kind_differs:test_span_02'],
  ],
  '01/3': [
    // depois do end(), o atributo se perde sem aviso
    [
      `    ${ROLES}
    const message = 'SRE and DevOps work together!!!';
    console.log(message);
    ${PRINTED}
    span.end();
`,
      `    const message = 'SRE and DevOps work together!!!';
    console.log(message);
    ${PRINTED}
    span.end();
    ${ROLES}
`,
      'attribute_missing:test_span_02:user.roles',
    ],
    // o atributo foi para o span de fora
    [
      `${OPEN_02}\n    span.`,
      `const outer = trace.getActiveSpan();\n  ${OPEN_02}\n    outer?.`,
      'attribute_missing:test_span_02:user.roles',
    ],
    ["'user.roles'", "'user.role'", 'attribute_missing:test_span_02:user.roles'],
    // a lista virou um texto
    ["['SRE', 'DevOps']", "'SRE, DevOps'", 'attribute_differs:test_span_02:user.roles'],
    // um texto que parece uma lista continua sendo um texto
    ["['SRE', 'DevOps']", "JSON.stringify(['SRE', 'DevOps'])", 'attribute_differs:test_span_02:user.roles'],
    // o atributo num span, o evento noutro de mesmo nome
    [
      PRINTED,
      `span.end();\n    tracer.startActiveSpan('test_span_02', (again) => {\n      again.addEvent('message.printed', { 'message.length': message.length });\n      again.end();\n    });`,
      'span_duplicated:test_span_02',
    ],
    // o evento virou atributo
    [PRINTED, "span.setAttribute('message.printed', message.length);", 'event_missing:test_span_02:message.printed'],
    // o número virou texto
    ['message.length });', 'String(message.length) });', 'event_differs:test_span_02:message.printed'],
    // recordException não muda o status
    [STATUS, '', 'status_differs:test_span_03'],
    // "o programa seguiu, então deu certo"
    ['SpanStatusCode.ERROR', 'SpanStatusCode.OK', 'status_differs:test_span_03'],
    // um atributo chamado error não é um status
    [STATUS, "span.setAttribute('error', true);", 'status_differs:test_span_03'],
    // falhou, mas não diz por quê
    [EXCEPTION, '', 'event_missing:test_span_03:exception'],
    [EXCEPTION, "span.recordException(new Error('deu errado'));", 'event_differs:test_span_03:exception'],
    // o erro lançado de novo derruba o programa
    [GOES_ON, 'throw error;', 'program_failed'],
    // o catch engole a linha que avisava
    [GOES_ON, '', 'stdout_missing'],
    // um return no catch pula o end()
    [`${GOES_ON}\n    }`, `${GOES_ON}\n      return;\n    }`, 'span_missing:test_span_03'],
    // a leitura é tentada de novo, e cada tentativa é um span
    ['  readSchedule();\n', '  readSchedule();\n  readSchedule();\n', 'span_duplicated:test_span_03'],
    // { root: true } recusa o pai que o contexto oferece
    [OPEN_03, "tracer.startActiveSpan('test_span_03', { root: true }, (span) => {", 'span_other_trace:test_span_03'],
  ],
  '01/4': [
    // no terminal, logo no backend também
    ['    new BatchSpanProcessor(new JaegerExporter({ flushTimeout: 50 })),\n', '', 'no_telemetry'],
    // o lote dispensa o shutdown
    [SHUTDOWN, '', 'no_telemetry'],
    // process.exit esvazia a fila
    [SHUTDOWN, 'process.exit();', 'no_telemetry'],
    // o UDP avisaria se a porta fosse a do outro formato
    ['{ flushTimeout: 50 }', '{ flushTimeout: 50, port: 6831 }', 'no_telemetry'],
    // encerrado antes do fim do trabalho
    [
      '  readSchedule();\n  span.end();',
      `  readSchedule();\n  void provider.shutdown();\n  span.end();`,
      'span_missing:test_span_01',
    ],
    // um segundo provider para o segundo caminho: só um é o registrado
    [
      SHUTDOWN,
      'new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new JaegerExporter())] }).register();',
      'no_telemetry',
    ],
  ],
  '01/5': [
    // os dois exporters no arquivo, e o antigo ainda na lista
    [
      'new BatchSpanProcessor(new OTLPTraceExporter())',
      'new BatchSpanProcessor(new JaegerExporter({ flushTimeout: 50 }))',
      'attribute_unexpected:test_span_01:service.name',
    ],
    // 4317 = 4318
    [
      'new OTLPTraceExporter()',
      "new OTLPTraceExporter({ url: 'http://localhost:4317/v1/traces', timeoutMillis: 500 })",
      'no_telemetry',
    ],
    // a url é o endereço inteiro, e não só o do backend
    [
      'new OTLPTraceExporter()',
      'new OTLPTraceExporter({ url: process.env.OTEL_EXPORTER_OTLP_ENDPOINT, timeoutMillis: 500 })',
      'no_telemetry',
    ],
    // o recurso só com o que está no programa
    [
      `.merge(\n    detectResources({ detectors: [envDetector] }),\n  )`,
      '',
      'resource_missing:test_span_01:lab.attempt',
    ],
    // o ambiente, e mais nada: o nome do serviço se perdeu
    [
      "resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'lab01' }).merge(\n    detectResources({ detectors: [envDetector] }),\n  )",
      'detectResources({ detectors: [envDetector] })',
      'service_differs:test_span_01',
    ],
  ],
  '01/6': [
    // a ordem dos imports não importa
    [
      `import { provider } from './instrumentation';

import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import express from 'express';
`,
      `import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import express from 'express';
import { provider } from './instrumentation';
`,
      'span_missing:GET /',
    ],
    // o arquivo existe, e ninguém o carrega
    ["import { provider } from './instrumentation';", 'const provider = { shutdown: async () => {} };', 'no_telemetry'],
    // sem o de express, a requisição tem nome de método, e nenhuma rota
    [
      'new HttpInstrumentation(), new ExpressInstrumentation()',
      'new HttpInstrumentation()',
      'span_missing:GET /',
      'instrumentation.ts',
    ],
    // sem o de http, não há requisição
    [
      'new HttpInstrumentation(), new ExpressInstrumentation()',
      'new ExpressInstrumentation()',
      'span_missing:GET /',
      'instrumentation.ts',
    ],
    // o provider ficou por registrar
    ['provider.register();\n', '', 'no_telemetry', 'instrumentation.ts'],
    // quem abre, fecha
    ['    span.end();\n', '', 'span_missing:test_span'],
    // test_span começa um trace só dele
    [
      "startActiveSpan('test_span', (span)",
      "startActiveSpan('test_span', { root: true }, (span)",
      'span_other_trace:test_span',
    ],
    // um span por função: o de fora se põe no meio
    [
      "  tracer.startActiveSpan('test_span', (span) => {\n    response.send('SRE and DevOps work together!!!');\n    span.end();\n  });",
      "  tracer.startActiveSpan('handler', (outer) => {\n    tracer.startActiveSpan('test_span', (span) => {\n      response.send('SRE and DevOps work together!!!');\n      span.end();\n    });\n    outer.end();\n  });",
      'span_not_child:test_span',
    ],
    // a resposta mudou por causa do span
    [
      "response.send('SRE and DevOps work together!!!');",
      'response.send(span.spanContext().traceId);',
      'program_failed:stopped',
    ],
    // os lotes dispensam o shutdown; no Windows, onde não há SIGTERM, a conferência não vê a diferença
    ...(process.platform === 'win32' ? [] : [[`    ${SHUTDOWN}\n`, '', 'no_telemetry'] as const]),
    // encerrar é sair na hora
    ...(process.platform === 'win32' ? [] : [[SHUTDOWN, 'process.exit();', 'no_telemetry'] as const]),
  ],
};

const ENTRIES: Readonly<Record<string, string>> = { '01/6': 'app.ts' };

export const equivocos: readonly Mistake[] = Object.entries(trades).flatMap(([step, list]) =>
  list.map(([from, to, code, file = ENTRIES[step] ?? 'tracing.ts']) => ({ step, file, replace: [from, to], code })),
);

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

const INJECT = 'propagation.inject(context.active(), headers);';
const TELL_STATUS = "span.setAttribute('http.response.status_code', answer.status);";
const TELL_ERROR = 'span.setStatus({ code: SpanStatusCode.ERROR });';
const TELL_TYPE = "span.setAttribute('error.type', String(answer.status));";
const TELL_ANSWER = `    ${TELL_STATUS}
    if (!answer.ok) {
      ${TELL_TYPE}
      ${TELL_ERROR}
    }
`;
const READ = 'const text = await answer.text();';
const RESPOND = "response.status(answer.status).type('text').send(text);";
const CALL_BODY = `  await tracer.startActiveSpan('GET', { kind: SpanKind.CLIENT, attributes }, async (span) => {
    ${INJECT}
    const answer = await fetch(url, { headers });
${TELL_ANSWER}    ${READ}
    ${RESPOND}
    span.end();
  });`;
const CALL_WITHOUT_SPAN = `  ${INJECT}
  const answer = await fetch(url, { headers });
  ${READ}
  ${RESPOND}`;

const AGENT = 'OTEL_EXPORTER_JAEGER_AGENT_HOST:';
const AGENT_HOST = `${AGENT} jaeger`;

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
    // sem a telemetria, o programa não pode seguir
    [SHUTDOWN, "require('node:net').connect(1, '127.0.0.1', () => provider.shutdown());", 'program_failed'],
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
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import express from 'express';
`,
      `import type { AddressInfo } from 'node:net';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
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
  '01/7': [
    // o contexto atravessa sozinho
    [`    ${INJECT}\n`, '', 'span_other_trace:GET /:day'],
    // os cabeçalhos foram preenchidos, e não foram
    ['fetch(url, { headers })', 'fetch(url)', 'span_other_trace:GET /:day'],
    // copiar o trace_id basta
    [INJECT, "headers['x-trace-id'] = span.spanContext().traceId;", 'span_other_trace:GET /:day'],
    // o traceparent feito à mão diz que não se grave
    [
      INJECT,
      'headers.traceparent = `00-${span.spanContext().traceId}-${span.spanContext().spanId}-00`;',
      'span_missing:GET /:day',
    ],
    // o contexto preenchido antes do span da chamada é o de fora
    [
      CALL_BODY,
      CALL_BODY.replace(`    ${INJECT}\n`, '').replace('  await tracer', `  ${INJECT}\n  await tracer`),
      'span_not_child:GET /:day',
    ],
    // a instrumentação de http vê tudo: também o fetch
    [CALL_BODY, CALL_WITHOUT_SPAN, 'span_missing:GET'],
    // o nome do span diz tudo, até o que muda a cada pedido
    ["startActiveSpan('GET',", "startActiveSpan('GET ' + request.params.day,", 'span_missing:GET'],
    // sem kind, a chamada é trabalho de casa
    ['{ kind: SpanKind.CLIENT, attributes }', '{ attributes }', 'kind_differs:GET'],
    // a função async devolve a promessa, e o span termina antes da resposta
    [TELL_ANSWER, `    span.end();\n${TELL_ANSWER}`, 'attribute_missing:GET:http.response.status_code'],
    // fetch lança num 404
    [`      ${TELL_ERROR}\n`, '', 'status_differs:GET'],
    // o status já diz tudo
    [`      ${TELL_TYPE}\n`, '', 'attribute_missing:GET:error.type'],
    // o tipo do erro é o número da resposta
    ['String(answer.status)', 'answer.status', 'attribute_differs:GET:error.type'],
    // um 404 é um erro do servidor
    [
      'new HttpInstrumentation()',
      'new HttpInstrumentation({ applyCustomAttributesOnSpan: (span) => span.setStatus({ code: 2 }) })',
      'status_differs:GET /:day',
      'instrumentation.ts',
    ],
    // "não há escala" não é um erro de ninguém, e se responde 200
    ['response.status(404)', 'response.status(200)', 'program_failed:stopped', 'schedule.ts'],
    // o outro serviço não precisa de instrumentação: o trace é de quem começou
    [
      "import { provider } from './instrumentation';",
      'const provider = { shutdown: async () => {} };',
      'span_missing:GET /:day',
      'schedule.ts',
    ],
    // a fila do outro serviço também precisa ser esvaziada; no Windows a conferência não vê a diferença
    ...(process.platform === 'win32'
      ? []
      : [[`    ${SHUTDOWN}\n`, '', 'span_missing:GET /:day', 'schedule.ts'] as const]),
  ],
  '01/8': [
    // localhost, num contêiner, seria a máquina
    [AGENT_HOST, `${AGENT} localhost`, 'no_telemetry'],
    // o padrão do exporter bastaria
    [`    environment:\n      ${AGENT_HOST}\n`, '', 'no_telemetry'],
    // a porta que os materiais em Python usam
    [AGENT_HOST, `${AGENT_HOST}\n      OTEL_EXPORTER_JAEGER_AGENT_PORT: 6831`, 'no_telemetry'],
    // o nome da imagem, e não o do serviço
    [AGENT_HOST, `${AGENT} jaegertracing`, 'no_telemetry'],
    // cada um na sua rede
    ['16686\n    networks: [lab]\n', '16686\n', 'no_telemetry'],
    // de dentro para fora, e não de fora para dentro
    ['${JAEGER_UI_PORT:-8080}:16686', '16686:${JAEGER_UI_PORT:-8080}', 'backend_unreachable'],
    // a porta do agente, em vez da da tela
    ['${JAEGER_UI_PORT:-8080}:16686', '6832:6832/udp', 'backend_unreachable'],
    // a porta do exemplo fora do contêiner
    ['${SAMPLE_PORT:-80}:8080', '${SAMPLE_PORT:-80}:5000', 'app_unreachable'],
    // expose só conta; quem publica é ports
    [
      '    ports:\n      - ${BIND_ADDRESS:-127.0.0.1}:${SAMPLE_PORT:-80}:8080\n',
      '    expose: [8080]\n',
      'app_unreachable',
    ],
    // o HOST de quem roda na própria máquina
    [AGENT_HOST, `${AGENT_HOST}\n      HOST: 127.0.0.1`, 'app_unreachable'],
    // uma letra a menos
    ['    environment:\n', '    enviroment:\n', 'compose_invalid'],
    // uma lista escrita como mapa
    [AGENT_HOST, `- ${AGENT_HOST}`, 'compose_invalid'],
    // uma rede que ninguém criou
    ['16686\n    networks: [lab]\n', '16686\n    networks: [rede]\n', 'compose_invalid'],
    // os dois na mesma porta
    ['${JAEGER_UI_PORT:-8080}:16686', '${SAMPLE_PORT:-80}:16686', 'compose_invalid'],
    // o recuo é a estrutura
    [`      ${AGENT_HOST}`, `    ${AGENT_HOST}`, 'compose_invalid'],
    // outro nome de serviço
    [AGENT_HOST, `${AGENT_HOST}\n      OTEL_SERVICE_NAME: meu_app`, 'service_differs'],
  ],
  '01/9': [
    // "é só um laboratório": a internet inteira
    ['ALLOWED_CIDR=203.0.113.7/32', 'ALLOWED_CIDR=0.0.0.0/0\nALLOW_WORLD=true', 'vm_open_to_world'],
    // o vizinho também
    ['ALLOWED_CIDR=203.0.113.7/32', 'ALLOWED_CIDR=203.0.0.0/16', 'vm_open_to_world'],
    // as portas fechadas, e o SSH aberto ao mundo
    [
      'ALLOWED_CIDR=203.0.113.7/32',
      'ALLOWED_CIDR=203.0.113.7/32\nSSH_CIDR=0.0.0.0/0\nKEY_NAME=id_lab\nALLOW_WORLD=true',
      'vm_open_to_world',
    ],
    // o endereço sem o tamanho da faixa
    ['203.0.113.7/32', '203.0.113.7', 'vm_refused'],
    // o endereço da rede de casa, que a internet não vê
    ['203.0.113.7/32', '192.168.0.10/32', 'vm_refused'],
    // maior é melhor
    ['t3.medium', 'm5.4xlarge', 'vm_size_differs'],
    // a mais barata
    ['t3.medium', 't3.nano', 'vm_size_differs'],
    // uma para cada colega
    ['AUTO_SHUTDOWN_HOURS=3', 'AUTO_SHUTDOWN_HOURS=3\nSTUDENTS=20', 'vm_too_many'],
    // deixa ligada, que amanhã eu uso
    ['AUTO_SHUTDOWN_HOURS=3', 'AUTO_SHUTDOWN_HOURS=168', 'vm_stays_on'],
  ],
};

const ENTRIES: Readonly<Record<string, string>> = {
  '01/8': 'compose.yaml',
  '01/9': 'vm.env',
  '01/6': 'app.ts',
  '01/7': 'app.ts',
};

export const equivocos: readonly Mistake[] = Object.entries(trades).flatMap(([step, list]) =>
  list.map(([from, to, code, file = ENTRIES[step] ?? 'tracing.ts']) => ({ step, file, replace: [from, to], code })),
);

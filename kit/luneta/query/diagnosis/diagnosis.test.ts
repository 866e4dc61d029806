/** Cada achado provocado por um processo de verdade num socket de verdade, com o quase-acerto que não pode disparar. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { FUZZ_DOORS } from '../../fuzz/doors.ts';
import { grpcFrame, rawGrpcClient } from '../../receivers/testing/raw-grpc.ts';
import { until } from '../../receivers/testing/raw-socket.ts';
import { askServer } from './ask-server.ts';
import type { Diagnosis } from './diagnose.ts';
import type { Finding } from './finding.ts';
import { codesOf, type Patient, startPatient } from './testing/doctor-of.ts';
import { startExample, startModule, startScript, startServer } from './testing/programs.ts';
import { usePatient } from './testing/use-patient.ts';

const ward = usePatient();
const { run, running, spansArrive } = ward;
let patient: Patient;
beforeEach(() => {
  ({ patient } = ward);
});

function finding({ findings }: Diagnosis, code: string): Finding {
  const found = findings.find((candidate) => candidate.code === code);
  if (!found) throw new Error(`não achou ${code}, só ${findings.map((each) => each.code).join(', ')}`);
  return found;
}

function details({ examples }: Finding): string[] {
  return examples.map(({ detail }) => detail ?? '');
}

async function sendDatagram(port: number, bytes: Uint8Array): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.send(bytes, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
  });
  socket.close();
}

function canary(name: 'jaegerCompact' | 'jaegerBinary'): Uint8Array {
  const { input } = FUZZ_DOORS[name].canary('ca'.repeat(16));
  if (!('datagrams' in input)) throw new Error('o canário de UDP é um datagrama');
  return input.datagrams[0];
}

/** O que um programa feito à mão usa para mandar bytes, sem o SDK. */
const BY_HAND = `
const { createSocket } = require('node:dgram');
function datagram(port, hex) {
  const socket = createSocket('udp4');
  return new Promise((resolve) => socket.send(Buffer.from(hex, 'hex'), Number(port), '127.0.0.1', () => socket.close(resolve)));
}
const post = (type, body) => fetch(process.env.OTLP_URL + '/v1/traces', { method: 'POST', headers: { 'content-type': type }, body });
`;

describe('nada chegou', () => {
  test('diz as portas, e o caminho do span fica à espera', async () => {
    const diagnosis = await patient.ask();
    expect(codesOf(diagnosis)).toEqual(['nothing_arrived']);
    const { otlpHttp } = patient.luneta.ports;
    expect(details(finding(diagnosis, 'nothing_arrived'))[0]).toContain(
      `${otlpHttp}/tcp, em vez da 4318 (exporters OTLP`,
    );
    expect(diagnosis.path.map(({ station }) => station)).toEqual([
      'app',
      'processor',
      'exporter',
      ...Array<string>(6).fill('door'),
      'store',
    ]);
    expect(new Set(diagnosis.path.map(({ state }) => state))).toEqual(new Set(['unknown']));
  });

  test('uma visita de navegador, uma pergunta de amostragem e um teste de porta não são telemetria', async () => {
    const { otlpHttp, otlpGrpc, jaegerSampling, jaegerBinary } = patient.luneta.ports;
    await fetch(`http://127.0.0.1:${otlpHttp}/`);
    await fetch(`http://127.0.0.1:${otlpGrpc}/`).catch(() => {});
    await fetch(`http://127.0.0.1:${jaegerSampling}/sampling?service=loja`);
    await fetch(`http://127.0.0.1:${jaegerSampling}/baggageRestrictions?service=loja`);
    const grpc = rawGrpcClient(otlpGrpc!);
    expect(await grpc.call(grpcFrame(Buffer.alloc(0)), { ':path': '/grpc.health.v1.Health/Check' })).toBe('12');
    grpc.session.close();
    await sendDatagram(jaegerBinary!, Buffer.alloc(0));
    connect(otlpHttp!, '127.0.0.1').end();
    const { doors } = patient.luneta;
    await until(() => doors.otlpHttp!.silentConnections === 1 && doors.jaegerBinary!.messages === 1, 'as visitas');
    const diagnosis = await patient.ask();
    expect(codesOf(diagnosis)).toEqual(['nothing_arrived']);
    expect(diagnosis.path[2]).toMatchObject({ state: 'unknown', counts: { silentConnections: 1, rejected: 0 } });
  });

  test('o AirPlay na porta 5000 só explica o silêncio de um macOS', async () => {
    const airPlay = createServer((_request, response) => response.writeHead(403, { server: 'AirTunes/745.83' }).end());
    airPlay.listen(0, '127.0.0.1');
    await once(airPlay, 'listening');
    const { port } = airPlay.address() as AddressInfo;
    const asked: number[] = [];
    const ask = (wanted: number) => {
      asked.push(wanted);
      return askServer(port);
    };
    expect(codesOf(await patient.later(undefined, { ask, platform: 'darwin' }))).toEqual([
      'nothing_arrived',
      'airplay_on_5000',
    ]);
    expect(codesOf(await patient.later(undefined, { ask, platform: 'linux' }))).toEqual(['nothing_arrived']);
    await sendDatagram(patient.luneta.ports.jaegerBinary!, canary('jaegerBinary'));
    await spansArrive(1);
    expect(codesOf(await patient.later(undefined, { ask, platform: 'darwin' }))).toEqual([]);
    expect(asked).toEqual([5000]);
    airPlay.close();
  });
});

describe('na porta errada', () => {
  test('cada exporter de verdade apontado para a porta do outro', async () => {
    const { ports } = patient.luneta;
    // O exporter gRPC é do kit, e não dos exemplos.
    const kit = new URL('../../../package.json', import.meta.url).pathname;
    await run(
      `
      const { createRequire } = require('node:module');
      const { OTLPTraceExporter: Grpc } = createRequire(${JSON.stringify(kit)})('@opentelemetry/exporter-trace-otlp-grpc');
      const { JaegerExporter } = require('@opentelemetry/exporter-jaeger');
      process.env.OTEL_EXPORTER_OTLP_TIMEOUT = '1000';
      const exporters = [
        new OTLPTraceExporter({ url: process.env.GRPC + '/v1/traces' }),
        new OTLPTraceExporter({ url: process.env.OTLP_URL }),
        new OTLPTraceExporter({ url: process.env.OTLP_URL + '/v1/trace' }),
        new OTLPTraceExporter({ url: process.env.OTLP_URL + '/api/traces' }),
        new Grpc({ url: process.env.OTLP_URL }),
        new JaegerExporter({ host: '127.0.0.1', port: Number(process.env.COMPACT), flushTimeout: 50 }),
      ];
      provider('loja', { spanProcessors: exporters.map((exporter) => new SimpleSpanProcessor(exporter)) });
      providers[0].getTracer('t').startSpan('s').end();
      shutdown().catch(() => {});
      `,
      { GRPC: `http://127.0.0.1:${ports.otlpGrpc}`, COMPACT: String(ports.jaegerCompact) },
    );
    await run(
      `${BY_HAND}
      const { COMPACT, BINARY, DATAGRAM } = process.env;
      async function main() {
        await datagram(BINARY, DATAGRAM);
        await datagram(COMPACT, DATAGRAM.slice(0, -16));
        await post('text/plain', 'x');
        await post('application/x-protobuf', 'x');
      }
      void main();
      `,
      {
        COMPACT: String(ports.jaegerCompact),
        BINARY: String(ports.jaegerBinary),
        DATAGRAM: Buffer.from(canary('jaegerCompact')).toString('hex'),
      },
    );
    const { doors } = patient.luneta;
    await until(() => doors.jaegerBinary!.messages === 1 && doors.jaegerCompact!.messages === 2, 'os datagramas');

    const diagnosis = await patient.ask();
    expect(codesOf(diagnosis)).toEqual([
      'compact_on_binary_port',
      'binary_on_compact_port',
      'grpc_on_http_port',
      'http_on_grpc_port',
      'wrong_path',
      'wrong_content_type',
      'truncated',
      'message_rejected',
    ]);
    expect(finding(diagnosis, 'wrong_path').count).toBe(3);
    expect(details(finding(diagnosis, 'binary_on_compact_port'))[0]).toContain(`${ports.jaegerBinary}/udp`);
    const states = Object.fromEntries(diagnosis.path.flatMap(({ door, state }) => (door ? [[door, state]] : [])));
    expect(states).toMatchObject({ otlpHttp: 'dead', otlpGrpc: 'dead', jaegerCompact: 'dead', zipkin: 'unknown' });
    // Consertado há mais de dez minutos, o achado já não vale.
    const muchLater = await patient.later(undefined, { now: () => Date.now() + 11 * 60_000 });
    expect(codesOf(muchLater)).toEqual([]);
  });

  test('cada exporter de verdade apontado para a porta da interface', async () => {
    const kit = new URL('../../../package.json', import.meta.url).pathname;
    await run(
      `
      const { createRequire } = require('node:module');
      const { OTLPTraceExporter: Grpc } = createRequire(${JSON.stringify(kit)})('@opentelemetry/exporter-trace-otlp-grpc');
      const { OTLPTraceExporter: Json } = require('@opentelemetry/exporter-trace-otlp-http');
      const { ZipkinExporter } = require('@opentelemetry/exporter-zipkin');
      process.env.OTEL_EXPORTER_OTLP_TIMEOUT = '1000';
      const { UI } = process.env;
      const exporters = [
        new OTLPTraceExporter({ url: UI + '/v1/traces' }),
        new OTLPTraceExporter({ url: UI }),
        new Json({ url: UI + '/v1/traces' }),
        new Grpc({ url: UI }),
        new ZipkinExporter({ url: UI + '/api/v2/spans' }),
      ];
      provider('loja', { spanProcessors: exporters.map((exporter) => new SimpleSpanProcessor(exporter)) });
      providers[0].getTracer('t').startSpan('s').end();
      shutdown().catch(() => {});
      `,
      { UI: `http://127.0.0.1:${patient.luneta.ports.ui}` },
    );
    const diagnosis = await patient.ask();
    expect(codesOf(diagnosis)).toEqual(['telemetry_on_ui_port']);
    expect(finding(diagnosis, 'telemetry_on_ui_port').count).toBeGreaterThanOrEqual(5);
    expect(diagnosis.path.find(({ door }) => door === 'ui')?.state).toBe('dead');
  });

  test('a mesma mensagem na porta certa não é achado, e a porta fica viva', async () => {
    const { ports } = patient.luneta;
    await sendDatagram(ports.jaegerCompact!, canary('jaegerCompact'));
    await sendDatagram(ports.jaegerBinary!, canary('jaegerBinary'));
    await spansArrive(2);
    const diagnosis = await patient.ask();
    expect(codesOf(diagnosis)).toEqual([]);
    expect(diagnosis.path.filter(({ state }) => state === 'ok').map(({ door, station }) => door ?? station)).toEqual([
      'app',
      'processor',
      'exporter',
      'jaegerCompact',
      'jaegerBinary',
      'store',
    ]);
  });
});

test('o tipo certo com o charset, e um datagrama quase do tamanho do limite, não são recusados', async () => {
  await run(
    `${BY_HAND}
    const { JaegerExporter } = require('@opentelemetry/exporter-jaeger');
    const exporter = new JaegerExporter({ host: '127.0.0.1', port: Number(process.env.BINARY), maxPacketSize: 65_000 });
    provider('loja', { spanProcessors: [new SimpleSpanProcessor(exporter)] });
    const attributes = { a: 'x'.repeat(32_000), b: 'x'.repeat(31_500) };
    providers[0].getTracer('t').startSpan('grande', { attributes }).end();
    const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 's', startTimeUnixNano: '1', endTimeUnixNano: '2' };
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'loja' } }] };
    const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
    Promise.all([post('application/json; charset=utf-8', body), shutdown()]);
    `,
    { BINARY: String(patient.luneta.ports.jaegerBinary) },
  );
  await spansArrive(2);
  expect(patient.luneta.doors.jaegerBinary!.bytes).toBeGreaterThan(64_000);
  expect(codesOf(await patient.ask())).toEqual([]);
});

test('um exporter que funcionava e quebrou deixa a porta vermelha; consertado, verde outra vez', async () => {
  const doorState = async (path: string): Promise<string | undefined> => {
    await run(
      `
      const exporter = new OTLPTraceExporter({ url: process.env.OTLP_URL + process.env.SENT_TO });
      provider('loja', { spanProcessors: [new SimpleSpanProcessor(exporter)] });
      providers[0].getTracer('t').startSpan('s').end();
      void shutdown();
      `,
      { SENT_TO: path },
    );
    // Um exame vale por um segundo: aqui, cada um é novo.
    const { path: stations } = await patient.later();
    return stations.find(({ door }) => door === 'otlpHttp')?.state;
  };
  expect(await doorState('/v1/traces')).toBe('ok');
  expect(await doorState('/v1/trace')).toBe('dead');
  expect(await doorState('/v1/traces')).toBe('ok');
});

test('uma porta que não existe, num atributo, não derruba o exame', async () => {
  await run(`
    const server = provider('loja').getTracer('@opentelemetry/instrumentation-http');
    const attributes = { 'http.method': 'GET', 'http.status_code': 200, 'http.target': '/', 'net.host.name': 'localhost', 'net.host.port': 99999 };
    server.startSpan('GET', { kind: SpanKind.SERVER, attributes }).end();
    void shutdown();
  `);
  expect(codesOf(await patient.ask())).toEqual([]);
  expect((await fetch(`${patient.luneta.urls.ui}/doutor`)).status).toBe(200);
});

describe('spans que contam errado', () => {
  /** Tudo há três minutos: o que precisa de silêncio já o teve. */
  const BACK = `const start = Date.now() - 180_000; const at = (ms) => start + ms;`;

  test('um programa com todos os defeitos, e ao lado de cada um o que se parece com ele', async () => {
    await run(`${BACK}
      const loja = provider('loja').getTracer('loja');
      const make = (tracer, name, options = {}, parent, end = 10) => {
        const span = tracer.startSpan(name, { startTime: at(0), ...options }, parent ? within(parent) : ROOT_CONTEXT);
        span.end((options.startTime ?? at(0)) + end);
        return span;
      };
      // Sem nome.
      make(provider().getTracer('t'), 'sem nome');

      // O pai nunca acaba; e um pai remoto que não manda nada, como um navegador.
      const open = loja.startSpan('pai esquecido', { startTime: at(0) });
      make(loja, 'filho do esquecido', {}, open);
      const browser = trace.setSpanContext(ROOT_CONTEXT, { traceId: 'b'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1, isRemote: true });
      loja.startSpan('GET /', { kind: SpanKind.SERVER, startTime: at(0) }, browser).end(at(5));

      // Ids de fábrica: dois spans do mesmo trace com o mesmo id.
      let id = 0;
      const ids = { generateTraceId: () => 'd'.repeat(32), generateSpanId: () => ['d1', 'd2', 'd2'][id++].padEnd(16, '0') };
      const fixed = provider('fixa', { idGenerator: ids }).getTracer('t');
      const root = make(fixed, 'raiz');
      make(fixed, 'um', {}, root);
      make(fixed, 'outro', {}, root);

      // Cinco pedidos com o id no nome; três etapas numeradas.
      for (let i = 1; i <= 5; i++) make(loja, 'GET /users/' + i * 37);
      for (let i = 1; i <= 3; i++) make(loja, 'etapa ' + i);

      // Exceção sem status; com status; tratada.
      const failing = (name, after) => { const span = loja.startSpan(name, { startTime: at(0) }); span.recordException(new TypeError('x'), at(2)); after?.(span); span.end(at(9)); };
      failing('sem status');
      failing('com status', (span) => span.setStatus({ code: SpanStatusCode.ERROR }));
      failing('tratada', (span) => span.setStatus({ code: SpanStatusCode.OK }));
      failing('tentou de novo', (span) => make(loja, 'tentativa 2', { startTime: at(4) }, span, 2));

      // Chave antiga da pessoa; a mesma numa instrumentação oficial.
      make(loja, 'antigo', { attributes: { 'http.method': 'GET' } });
      make(providers[0].getTracer('@opentelemetry/instrumentation-undici'), 'GET', { attributes: { 'http.method': 'GET' } });

      // Segredos; e o que só parece um.
      make(loja, 'login', { attributes: { 'user.password': 'hunter2-super', 'http.request.header.authorization': ['Bearer abc123def456'], 'user.email': 'ana@exemplo.com.br' } });
      make(loja, 'chat', { attributes: { 'gen_ai.usage.input_tokens': 1200, 'url.full': 'http://loja/?token=REDACTED', 'code.file.path': '/x/node_modules/@babel/core@7.1.0/lib' } });

      // Um atributo que não cabe; outro que cabe.
      make(loja, 'corpo', { attributes: { corpo: 'x'.repeat(40_000), pilha: 'x'.repeat(9_000) } });

      // O servidor atende antes de ser chamado; outro acaba depois (resposta aos poucos).
      const estoque = provider('estoque').getTracer('t');
      const call = make(loja, 'GET', { kind: SpanKind.CLIENT, startTime: at(100) }, undefined, 50);
      make(estoque, 'GET', { kind: SpanKind.SERVER, startTime: at(40) }, call, 20);
      const stream = make(loja, 'GET', { kind: SpanKind.CLIENT, startTime: at(200) }, undefined, 50);
      make(estoque, 'GET', { kind: SpanKind.SERVER, startTime: at(201) }, stream, 900);
      void shutdown();
    `);
    const diagnosis = await patient.ask();
    expect(codesOf(diagnosis)).toEqual([
      'unknown_service',
      'parent_missing',
      'secrets_in_attributes',
      'duplicate_span_ids',
      'clock_skew',
      'ids_in_span_names',
      'huge_attributes',
      'exception_without_error',
      'deprecated_attributes',
    ]);
    const told = Object.fromEntries(diagnosis.findings.map((each) => [each.code, [each.count, ...details(each)]]));
    expect(told).toMatchObject({
      unknown_service: [1, 'span sem nome'],
      parent_missing: [1, expect.stringMatching(/^filho do esquecido: o pai seria [0-9a-f]{16}$/)],
      duplicate_span_ids: [1, expect.stringContaining('um, outro')],
      clock_skew: [1, 'estoque atende 60\u00a0ms antes de loja chamar'],
      ids_in_span_names: [5, 'GET /users/{id}: 5 nomes diferentes, como GET /users/185'],
      huge_attributes: [1, expect.stringMatching(/^corpo: /)],
      exception_without_error: [1, 'TypeError em sem status'],
      deprecated_attributes: [1, 'http.method → http.request.method'],
    });
    const secrets = finding(diagnosis, 'secrets_in_attributes');
    expect(details(secrets)).toEqual([
      'user.password: parece um segredo, pelo nome da chave',
      'http.request.header.authorization: parece um token Bearer',
      'user.email: parece um e-mail',
    ]);
    expect(JSON.stringify(diagnosis)).not.toMatch(/hunter2|abc123|ana@/);
    // Só o que é do serviço, dos dois lados de uma chamada.
    expect(codesOf(await patient.ask('?service=estoque'))).toEqual(['clock_skew']);
    expect(codesOf(await patient.ask('?service=nenhum'))).toEqual([]);
  });

  test('contexto que se perde entre processos: os dois lados existem, em traces separados', async () => {
    // Sem Express, de propósito: um servidor node:http não tem rota, e não tem defeito.
    const server = running(
      startServer(
        `
        instrument('estoque');
        const server = require('node:http').createServer((request, response) => response.end('ok'));
        server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
        process.on('SIGTERM', () => shutdown().then(() => process.exit()));
        `,
        patient.env,
      ),
    );
    const port = await server.port;
    const client = (service: string, propagates: boolean): Promise<void> =>
      running(
        startServer(
          `
          instrument(${JSON.stringify(service)}, ${propagates ? '{}' : '{ propagator: null }'});
          visit(${port}, '/itens').then(() => shutdown());
          `,
          patient.env,
        ),
      ).done();
    await client('boa', true);
    await client('esquecida', false);
    await spansArrive(4);
    const diagnosis = await patient.later();
    expect(codesOf(diagnosis)).toEqual(['propagation_broken']);
    const broken = finding(diagnosis, 'propagation_broken');
    expect(broken).toMatchObject({ count: 1, examples: [{ service: 'esquecida' }] });
    expect(details(broken)[0]).toMatch(/^GET \/itens: esquecida chamou no trace [0-9a-f]{32}, estoque atendeu no /);
    expect(codesOf(await patient.later('estoque'))).toEqual(['propagation_broken']);
    expect(codesOf(await patient.later('boa'))).toEqual([]);
    // O filho verdadeiro ainda podia estar na fila de alguém.
    expect(codesOf(await patient.ask())).toEqual([]);
  });

  test('Express que a instrumentação não alcançou: tarde em CommonJS, sem o gancho em módulo ES', async () => {
    const routes = `
      const app = express();
      app.get('/itens/:id', (request, response) => response.send('ok'));
      const server = app.listen(0, '127.0.0.1', async () => {
        const { port } = server.address();
        await visit(port, '/itens/1');
        await visit(port, '/nada');
        console.log(JSON.stringify({ port }));
      });
      process.on('SIGTERM', () => shutdown().then(() => process.exit()));
    `;
    const late = startServer(`const express = require('express'); instrument('atrasada'); ${routes}`, patient.env);
    const esm = startModule(
      `instrument('moderna'); const { default: express } = await import('express'); ${routes}`,
      patient.env,
    );
    const good = startServer(`instrument('certa'); const express = require('express'); ${routes}`, patient.env);
    await Promise.all([late, esm, good].map((program) => running(program).port));
    await spansArrive(13);
    const diagnosis = await patient.later();
    expect(codesOf(diagnosis)).toEqual(['route_missing']);
    const missing = finding(diagnosis, 'route_missing');
    expect(missing.examples.map(({ service, detail }) => [service, detail]).toSorted()).toEqual([
      ['atrasada', 'GET /itens/1'],
      ['moderna', 'GET /itens/1'],
    ]);
    // A pergunta do doutor não vira span de ninguém.
    await ward.stopPrograms();
    expect(patient.luneta.store.getStats().spans).toBe(13);
  });
});

describe('programas sadios não têm achado nenhum', () => {
  test('o app de exemplo, com páginas que não existem', async () => {
    const app = running(
      startExample('example_app.ts', {
        PORT: '0',
        OTEL_EXPORTER_JAEGER_AGENT_HOST: '127.0.0.1',
        OTEL_EXPORTER_JAEGER_AGENT_PORT: String(patient.luneta.ports.jaegerBinary),
      }),
    );
    const port = await app.port;
    for (const path of ['/', '/nada', '/', '/favicon.ico'])
      await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    await app.stop();
    await spansArrive(8);
    expect(codesOf(await patient.later())).toEqual([]);
    expect(codesOf(await patient.ask())).toEqual([]);
  });

  test('Express que chama a si mesmo, erro bem contado, resposta aos poucos e amostragem pelo pai', async () => {
    const app = running(
      startServer(
        `
        instrument('loja');
        const express = require('express');
        const app = express();
        app.get('/itens/:id', (request, response) => response.send('ok'));
        app.get('/quebra', () => { throw new Error('de propósito'); });
        app.get('/aos-poucos', (request, response) => { response.write('a'); setTimeout(() => response.end('b'), 60); });
        app.get('/', async (request, response) => {
          for (const path of ['/itens/1', '/itens/2', '/nada', '/quebra', '/aos-poucos']) await visit(server.address().port, path);
          response.send('ok');
        });
        const server = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
        process.on('SIGTERM', () => shutdown().then(() => process.exit()));
        `,
        { ...patient.env, NODE_ENV: 'test' },
      ),
    );
    const port = await app.port;
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    // O que o navegador já decidiu: um trace amostrado, e um que não.
    for (const flag of ['01', '00']) {
      const headers = { traceparent: `00-${'c'.repeat(31)}${flag[1]}-${'c'.repeat(16)}-${flag}` };
      await (await fetch(`http://127.0.0.1:${port}/itens/7`, { headers })).text();
    }
    await app.stop();
    expect(patient.luneta.store.getStats()).toMatchObject({ traces: 2, spans: 18 });
    expect(codesOf(await patient.later())).toEqual([]);
  });

  test('um servidor node:http que amostra tudo; bibliotecas com chaves antigas; um endereço sem senha', async () => {
    const app = running(
      startServer(
        `
        const { AlwaysOnSampler } = require('@opentelemetry/sdk-trace-node');
        provider('crua', { sampler: new AlwaysOnSampler() }).register();
        registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
        const { ATTR } = { ATTR: { 'http.method': 'GET', 'db.statement': 'SELECT 1', 'db.connection_string': 'postgresql://loja@db.internal:5432/x' } };
        for (const [name, version] of [['next.js', '0.0.1'], ['prisma', ''], ['@prisma/instrumentation', '6.0.0'], ['acme-sdk', '2.0.0']]) {
          trace.getTracer(name, version).startSpan('consulta', { attributes: ATTR }).end();
        }
        const server = require('node:http').createServer((request, response) => response.end('ok'));
        server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
        process.on('SIGTERM', () => shutdown().then(() => process.exit()));
        `,
        patient.env,
      ),
    );
    const port = await app.port;
    await (await fetch(`http://127.0.0.1:${port}/itens`)).text();
    await spansArrive(5);
    expect(codesOf(await patient.ask())).toEqual([]);
    expect(codesOf(await patient.later())).toEqual([]);
    // Quem amostra tudo vê as perguntas do doutor: poucas, e também elas sadias.
    await app.stop();
    expect(codesOf(await patient.later())).toEqual([]);
    expect(patient.luneta.store.getStats().spans).toBeLessThanOrEqual(8);
  });

  test('uma raiz que ainda está aberta é só uma informação', async () => {
    const worker = running(
      startScript(
        `
        const tracer = provider('fila').getTracer('fila');
        const root = tracer.startSpan('trabalhar o dia todo');
        for (let i = 0; i < 10; i++) tracer.startSpan('tentativa ' + i, {}, within(root)).end();
        console.log(JSON.stringify({ port: 1 }));
        process.on('SIGTERM', () => shutdown().then(() => process.exit()));
        setInterval(() => {}, 1_000);
        `,
        patient.env,
      ),
    );
    await worker.port;
    await spansArrive(10);
    expect(codesOf(await patient.ask())).toEqual([]);
    expect((await patient.later()).findings).toMatchObject([{ code: 'parent_missing', severity: 'info' }]);
  });

  test('filas com links, filhos que acabam depois, amostragem, vários serviços', async () => {
    await run(`
      const sampler = () => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.5) });
      const make = (name) => provider(name, { sampler: sampler() }).getTracer(name);
      const [loja, fila, estoque] = ['loja', 'fila', 'estoque'].map(make);
      const now = Date.now();
      for (let i = 0; i < 40; i++) {
        const root = loja.startSpan('comprar', { startTime: now });
        const sent = loja.startSpan('pedidos publish', { kind: SpanKind.PRODUCER, startTime: now + 1 }, within(root));
        sent.end(now + 2);
        // Um lote consumido num trace seu, com link; e uma mensagem consumida no mesmo trace, depois de tudo.
        fila.startSpan('pedidos process', { kind: SpanKind.CONSUMER, startTime: now + 50, root: true, links: [{ context: sent.spanContext() }] }).end(now + 60);
        fila.startSpan('pedidos process', { kind: SpanKind.CONSUMER, startTime: now + 30 }, within(sent)).end(now + 90);
        const call = loja.startSpan('GET', { kind: SpanKind.CLIENT, startTime: now + 3 }, within(root));
        const served = estoque.startSpan('GET /itens/:id', { kind: SpanKind.SERVER, startTime: now + 3, attributes: { 'http.route': '/itens/:id' } }, within(call));
        served.end(now + 5);
        call.end(now + 6);
        root.end(now + 7);
        loja.startSpan('mandar e-mail', { startTime: now + 8 }, within(root)).end(now + 300);
      }
      void shutdown();
    `);
    const { traces, spans } = patient.luneta.store.getStats();
    expect(traces).toBeGreaterThan(10);
    expect(spans).toBeLessThan(40 * 7);
    expect(codesOf(await patient.later())).toEqual([]);
    expect(codesOf(await patient.ask('?service=fila'))).toEqual([]);
  });
});

test('traces que saem pelo limite de memória são contados, e o que recomeçou sem o pai não é culpa do programa', async () => {
  const small = await startPatient(1 << 20);
  try {
    await running(
      startScript(
        `
        const made = provider('loja');
        const tracer = made.getTracer('t');
        const past = Date.now() - 180_000;
        async function main() {
          const first = tracer.startSpan('antigo', { startTime: past });
          first.end(past + 1);
          for (let i = 0; i < 12; i++) {
            await made.forceFlush();
            for (let j = 0; j < 5; j++) {
              tracer.startSpan('novo', { startTime: past + 1, attributes: { nota: 'x'.repeat(20_000) } }).end(past + 2);
            }
          }
          await made.forceFlush();
          tracer.startSpan('atrasado', { startTime: past }, within(first)).end(past + 2);
          await shutdown();
        }
        void main();
        `,
        small.env,
      ),
    ).done();
    const diagnosis = await small.ask();
    expect(codesOf(diagnosis)).toEqual(['traces_evicted']);
    expect(finding(diagnosis, 'traces_evicted').count).toBeGreaterThan(10);
    expect(diagnosis.path.at(-1)).toMatchObject({ station: 'store', state: 'warning' });
  } finally {
    await small.luneta.close();
  }
});

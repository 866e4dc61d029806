/** Um passo cujo programa exporta, conferido pela API de consulta de um backend de verdade. */
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../course/manifest.ts';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { startLuneta } from '../../luneta/start.ts';
import { ANY_PORTS } from '../../luneta/testing/any-ports.ts';
import { metric, span, stdout } from '../../verify/expectations.ts';
import { serve } from '../../testing/serve.ts';
import { poll } from '../../poll.ts';
import { findRepoRoot } from '../../repo-root.ts';
import { EXIT } from './exit-codes.ts';
import type { LabRun } from './testing/lab-root.ts';
import { runHere } from './testing/run-here.ts';

const lab: Lab = {
  id: '90-exporta',
  number: '90',
  title: 'Exportar',
  steps: [
    {
      id: '90/1',
      title: 'Exportar por OTLP',
      minutes: 1,
      files: ['export.ts'],
      entry: 'export.ts',
      telemetry: 'backend',
      hints: { span_missing: ['um', 'dois', 'três'] },
    },
  ],
};

const PROGRAM = `
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { envDetector, detectResources } from '@opentelemetry/resources';
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

const provider = new NodeTracerProvider({
  resource: detectResources({ detectors: [envDetector] }),
  spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter())],
});
provider.register();
trace.getTracer('t').startActiveSpan('exported', (span) => span.end());
console.log('fim');
`;

function exportRoot(program = PROGRAM): string {
  const root = temporaryFolder();
  const repo = findRepoRoot();
  mkdirSync(path.join(root, 'labs', lab.id, 'app'), { recursive: true });
  writeFileSync(path.join(root, 'labs', lab.id, 'app', 'export.ts'), program);
  writeFileSync(path.join(root, 'labs', lab.id, 'tsconfig.json'), '{}');
  symlinkSync(path.join(repo, 'node_modules'), path.join(root, 'node_modules'), 'junction');
  return root;
}

const runLab = (args: readonly string[], root = exportRoot(), expected = 'exported'): Promise<LabRun> =>
  runHere(root, args, { labs: [lab], checksOf: async () => ({ '90/1': [stdout('fim'), span(expected).root()] }) });

async function runningLuneta(): Promise<string> {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  return luneta.urls.ui ?? '';
}

test('sem backend nenhum, abre uma Luneta para conferir, e não promete um endereço que já fechou', async () => {
  const { code, stdout: shown } = await runLab(['verify', '--json']);
  expect(code).toBe(0);
  const { checks } = JSON.parse(shown);
  expect(checks[1]).toMatchObject({ code: 'ok', traceId: expect.stringMatching(/^[0-9a-f]{32}$/), url: null });
});

test('--backend: confere no que já está no ar, e o endereço de cada conferência leva ao trace de lá', async () => {
  const url = await runningLuneta();
  const { code, stdout: shown } = await runLab(['verify', '--json', '--backend', url]);
  expect(code).toBe(0);
  const [, check] = JSON.parse(shown).checks;
  expect(check.url).toBe(`${url}/trace/${check.traceId}`);
  const answer = await (await fetch(`${url}/api/traces/${check.traceId}`)).json();
  expect(answer.data[0].spans[0].operationName).toBe('exported');
});

const UNMARKED = PROGRAM.replace(
  'detectResources({ detectors: [envDetector] })',
  "resourceFromAttributes({ 'service.name': 'loja' })",
).replace('envDetector, detectResources', 'resourceFromAttributes');

test('um recurso que não lê o ambiente: na Luneta desta máquina conta, num backend de todos não', async () => {
  const own = await runLab(['verify', '--json'], exportRoot(UNMARKED));
  expect(JSON.parse(own.stdout)).toMatchObject({ passed: true });
  const url = await runningLuneta();
  const { code, stdout: shown } = await runLab(['verify', '--json', '--backend', url], exportRoot(UNMARKED));
  expect(code).toBe(1);
  expect(JSON.parse(shown).checks[1]).toMatchObject({ code: 'no_telemetry', field: 'no_attempt' });
}, 40_000);

test('nada chegou: a falta traz o que o doutor vê', async () => {
  const lost = PROGRAM.replace(
    'new OTLPTraceExporter()',
    "new OTLPTraceExporter({ url: process.env.OTEL_EXPORTER_OTLP_ENDPOINT + '/spans' })",
  );
  const { stdout: shown } = await runLab(['verify', '--json'], exportRoot(lost));
  const [said, missing] = JSON.parse(shown).checks;
  expect(said).toMatchObject({ code: 'ok', finding: null });
  expect(missing).toMatchObject({
    code: 'no_telemetry',
    finding: expect.stringMatching(/^O doutor achou: .+ Mais: kit\/luneta\/DOUTOR\.md#wrong_path$/),
  });
}, 40_000);

test('Ctrl+C depois do fim do programa, enquanto se espera a telemetria: nada é dado por conferido', async () => {
  const root = exportRoot(`${PROGRAM}process.on('exit', () => require('node:fs').writeFileSync('acabou', ''));`);
  // Um backend que não é uma Luneta: espera-se dez segundos por novidade.
  const stop = new AbortController();
  let reads = 0;
  const url = await serve((request, response) => {
    if (request.url?.startsWith('/api/traces')) reads++;
    response.end(JSON.stringify({ data: request.url === '/api/services' ? ['t'] : [] }));
  });
  const running = runHere(root, ['verify', '--backend', url], {
    // Sem isto os spans iriam para a porta padrão do OTLP, de quem quer que ela seja.
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: url },
    labs: [lab],
    checksOf: async () => ({ '90/1': [stdout('fim'), span('exported')] }),
    stop: stop.signal,
  });
  const ended = path.join(root, 'meu-lab', lab.id, 'acabou');
  await poll(() => (existsSync(ended) ? true : undefined), { deadlineMs: 15_000 });
  // Algumas leituras depois, o fim do programa já foi notado.
  const readsAtEnd = reads;
  await poll(() => (reads > readsAtEnd + 20 ? true : undefined), { deadlineMs: 15_000 });
  stop.abort();
  const { code, stdout: shown, stderr } = await running;
  expect({ code, shown }).toEqual({ code: EXIT.interrupted, shown: '' });
  expect(stderr).toContain('Interrompido');
}, 40_000);

test('o que falta não se confunde com o que já estava no backend', async () => {
  const url = await runningLuneta();
  const earlier = exportRoot(PROGRAM.replace("'exported'", "'other'"));
  expect((await runLab(['verify', '--backend', url], earlier, 'other')).code).toBe(0);
  const { code, stdout: shown } = await runLab(['verify', '--backend', url], exportRoot(), 'other');
  expect(code).toBe(1);
  expect(shown).toContain('✗ um span chamado "other"');
  expect(shown).toContain('os spans que chegaram: "exported"');
}, 40_000);

test.each([
  [['--backend', 'http://127.0.0.1:1'], 3, /127\.0\.0\.1:1/],
  [['--backend', 'ftp://aqui'], 2, /ftp:\/\/aqui/],
  [['--backend'], 2, /--backend pede um endereço/],
])('um backend que não serve, %j: código %i', async (args, expectedCode, message) => {
  const { code, stdout: shown, stderr } = await runLab(['verify', ...args]);
  expect({ code, shown }).toEqual({ code: expectedCode, shown: '' });
  expect(stderr).toMatch(message);
});

test('um Jaeger não mostra métricas: o passo que só as pede não passa, e se diz por quê', async () => {
  const url = await serve((request, response) => {
    const isJaeger = /^\/api\/(?:services|traces)/.test(request.url ?? '');
    response.writeHead(isJaeger ? 200 : 404, { 'content-type': 'application/json' });
    response.end(isJaeger ? '{"data":[]}' : '{}');
  });
  const checks = { '90/1': [metric('orders')] };
  const { code, stdout: shown } = await runHere(exportRoot(), ['verify', '--backend', url], {
    labs: [lab],
    checksOf: async () => checks,
  });
  expect(code).toBe(1);
  expect(shown).not.toContain('passou.');
  expect(shown).toContain('não observável');
}, 60_000);

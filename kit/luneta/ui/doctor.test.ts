/** A página do doutor e o número dele no menu. */
import { METRICS_WITHOUT_READER } from '../query/diagnosis/missing-metrics.ts';
import { RULES } from '../query/diagnosis/rules/index.ts';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Diagnosis } from '../query/diagnosis/diagnose.ts';
import type { Finding } from '../query/diagnosis/finding.ts';
import type { PathStation } from '../query/diagnosis/span-path.ts';
import { createDoorStats, countRejection } from '../receivers/door.ts';
import type { Luneta } from '../start.ts';
import { ProblemCount } from './problem-count.ts';
import { FakeStore } from './testing/fake-store.ts';
import { startSampleLuneta } from './testing/sample-luneta.ts';
import { serveUi, type ServedUi } from './testing/serve.ts';

const finding = (fields: Partial<Finding>): Finding => ({
  code: 'x',
  severity: 'warning',
  title: 'Um título',
  explanation: 'Uma explicação com `código`.',
  fix: 'Um conserto.',
  link: 'kit/luneta/DOUTOR.md#x',
  count: 1,
  examples: [],
  ...fields,
});

describe('a página', () => {
  const stats = createDoorStats();
  const T1 = '1'.repeat(32);
  let exam: Diagnosis = { findings: [], path: [] };
  let ui: ServedUi;

  beforeAll(async () => {
    Object.assign(stats, { messages: 7, bytes: 900, spans: 12, metricPoints: 3, rejectedSpans: 2 });
    countRejection(stats, 'wrong_path', 'O caminho "/v1/trace" não existe <b>.');
    ui = await serveUi(new FakeStore(), {
      diagnose: () => Promise.resolve(exam),
      doorViews: () => [{ name: 'otlpHttp', port: 4318, stats }],
    });
  });
  afterAll(() => ui?.close());
  const get = async (path: string): Promise<string> => (await fetch(ui.url + path)).text();

  test('os achados do mais grave ao mais leve, com conserto, guia e exemplos que levam ao span', async () => {
    const examples = [
      { traceId: T1, spanId: 'abcdef0123456789', service: 'loja' },
      { traceId: T1 },
      { detail: '<i>veio</i>' },
    ];
    exam = {
      findings: [
        finding({ code: 'leve', severity: 'info' }),
        finding({ code: 'medio', severity: 'warning', count: 2 }),
        finding({ code: 'comum', severity: 'error', count: 1 }),
        finding({ code: 'grave', severity: 'error', count: 40, examples }),
      ],
      path: [],
    };
    const html = await get('/doutor');
    expect([...html.matchAll(/id="achado-(\w+)"/g)].map(([, code]) => code)).toEqual([
      'grave',
      'comum',
      'medio',
      'leve',
    ]);
    expect(html).toContain('2 erros, 1 aviso, 1 para saber');
    expect(html).toContain('Uma explicação com <code>código</code>.');
    expect(html).toContain('<a href="/doutor/guia#grave">');
    expect(html).toContain(`href="/trace/${T1}?uiFind=abcdef0123456789#span-abcdef0123456789"`);
    expect(html).toContain(`href="/trace/${T1}"`);
    expect(html).toContain('&lt;i>veio&lt;/i>');
    expect(html).not.toContain('Céu limpo');
  });

  test('o guia tem uma âncora para cada regra do doutor, e para o que ele só explica a quem pergunta', async () => {
    const html = await get('/doutor/guia');
    const anchors = [...html.matchAll(/<h3 id="(\w+)">/g)].map(([, code]) => code);
    expect(anchors.toSorted()).toEqual([...RULES.map(({ code }) => code), METRICS_WITHOUT_READER].toSorted());
  });

  test('o que cada porta recebeu e recusou, com a última frase', async () => {
    const html = await get('/doutor');
    expect(html).toMatch(/<b class="bad">1<\/b> <code>wrong_path<\/code>/);
    expect(html).toContain('O caminho &quot;/v1/trace&quot; não existe &lt;b>.');
    expect(html).toContain('3 pontos de métrica');
    expect(html).toContain('2 spans recusados');
    expect(html).toContain('900 bytes');
  });

  test('o caminho: uma porta que perde tudo não interrompe se por outra passa', async () => {
    const stop = (fields: Partial<PathStation>): PathStation => ({
      station: 'door',
      label: '4318/tcp, OTLP/HTTP',
      counts: { spans: 0 },
      state: 'ok',
      note: '',
      ...fields,
    });
    const dead = stop({
      door: 'jaegerCompact',
      label: '6831/udp, agente',
      state: 'dead',
      counts: { spans: 0, rejected: 4, rejectedSpans: 1, silentConnections: 2 },
    });
    const idle = stop({ door: 'zipkin', label: '9411/tcp, Zipkin', state: 'unknown' });
    exam = {
      findings: [],
      path: [stop({ door: 'otlpHttp', counts: { spans: 5 } }), dead, idle, stop({ station: 'store', label: 's' })],
    };
    const mixed = await get('/doutor');
    expect(mixed).toContain('<li class="stage warning"><h3>Porta');
    expect(mixed).toContain('<li class="stop dead">');
    expect(mixed).toContain('uma à espera');
    expect(mixed).toContain('<div class="lost-count"><dd>4</dd><dt>mensagens recusadas</dt></div>');
    expect(mixed).toContain('<div class="lost-count"><dd>1</dd><dt>span recusado</dt></div>');
    expect(mixed).toContain('<div><dd>2</dd><dt>conexões sem dados</dt></div>');
    exam = { findings: [], path: [dead, idle] };
    expect(await get('/doutor')).toContain('<li class="stage dead"><h3>Porta');
  });

  test('sem problemas, e sem nada: uma página que diz isso', async () => {
    exam = { findings: [finding({ severity: 'info' })], path: [] };
    const html = await get('/doutor');
    expect(html).toContain('À espera do primeiro span');
    expect(html).toContain('npx tsx exemplos/example_exporter.ts');
    expect(html).not.toContain('OTEL_EXPORTER_JAEGER_AGENT_PORT');
  });

  test.each([
    [{ jaegerBinary: '127.0.0.1:16832' }, 'OTEL_EXPORTER_JAEGER_AGENT_PORT=16832'],
    [{}, 'está fechada nesta Luneta, com --jaeger-binary off'],
  ])('o exemplo vai para a porta em que esta Luneta escuta: %o', async (doors, hint) => {
    const moved = await serveUi(new FakeStore(), {
      doors,
      diagnose: () => Promise.resolve({ findings: [], path: [] }),
    });
    onTestFinished(() => moved.close());
    for (const page of ['/doutor', '/search']) expect(await (await fetch(moved.url + page)).text()).toContain(hint);
  });

  test('o trecho traz as mesmas partes, sem a página em volta', async () => {
    const parts = (html: string): string[] => [...html.matchAll(/data-live="(\w+)"/g)].map(([, name]) => name);
    const fragment = await get('/doutor?fragment=1');
    expect(fragment).not.toContain('<html');
    expect(parts(fragment)).toEqual(parts(await get('/doutor')));
    expect(parts(fragment)).toEqual(['status', 'path', 'findings', 'doors']);
  });
});

describe('o número no menu', () => {
  const problem = (severity: Finding['severity']): Finding => finding({ severity });

  test('conta erros e avisos, nunca espera, e pergunta de novo só depois de um tempo', async () => {
    let asked = 0;
    let nowMs = 1_000;
    let findings = [problem('error'), problem('warning'), problem('info')];
    const count = new ProblemCount(
      (_service, options) => {
        // Ninguém pediu este exame: ele não pergunta nada ao programa de ninguém.
        expect(options).toEqual({ quiet: true });
        asked++;
        return Promise.resolve({ findings, path: [] });
      },
      () => nowMs,
    );
    expect(count.read()).toBe(0);
    await expect.poll(() => count.read()).toBe(2);
    expect(asked).toBe(1);
    findings = [problem('error')];
    nowMs += 9_999;
    expect([count.read(), asked]).toEqual([2, 1]);
    nowMs += 1;
    expect(count.read()).toBe(2);
    await expect.poll(() => count.read()).toBe(1);
    // Um relógio que andou para trás também pergunta.
    nowMs = 0;
    findings = [];
    count.read();
    await expect.poll(() => count.read()).toBe(0);
  });

  test('um exame que falha não derruba a página, e o número fica como estava', async () => {
    let nowMs = 0;
    let asked = 0;
    const count = new ProblemCount(
      () =>
        asked++ === 0 ? Promise.resolve({ findings: [problem('error')], path: [] }) : Promise.reject(new Error('x')),
      () => nowMs,
    );
    count.read();
    await expect.poll(() => count.read()).toBe(1);
    nowMs = 60_000;
    count.read();
    await expect.poll(() => asked).toBe(2);
    expect(count.read()).toBe(1);
  });
});

describe('numa Luneta de verdade', () => {
  let sick: Luneta;
  beforeAll(async () => {
    sick = await startSampleLuneta('sick');
  });
  afterAll(() => sick?.close());

  test('as recusas aparecem como achados, na porta e no menu das outras páginas', async () => {
    const get = async (path: string): Promise<string> => (await fetch(sick.urls.ui + path)).text();
    const html = await get('/doutor');
    expect(html).toContain('id="achado-wrong_path"');
    expect(html).toContain('<code>wrong_content_type</code>');
    expect(await get('/labs')).toMatch(/href="\/doutor">Doutor<b class="nav-badge"[^>]*><span aria-hidden="true">\d/);
  });
});

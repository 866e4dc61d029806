/**
 * Refaz as imagens dos guias a partir das telas de verdade: `npm run images` (precisa de um Chromium e de um python3).
 * `npm run images -- mapa.png` refaz só as que se pedem. As telas vêm de uma Luneta aberta só para isso, com traces
 * gravados de um Jaeger e os três sinais de uma loja de mentira.
 */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { backendAddress } from '../kit/cli/backend/backend-address.ts';
import { publishSpans } from '../kit/cli/backend/publish-spans.ts';
import { startLabServices } from '../kit/cli/lab/serve/lab-services.ts';
import type { RunningServices } from '../kit/cli/lab/serve/start-services.ts';
import { runStudentProgram } from '../kit/cli/student-program.ts';
import { stepOf } from '../kit/course/manifest.ts';
import type { Luneta } from '../kit/luneta/start.ts';
import { launchChromium } from '../kit/luneta/ui/testing/chromium.ts';
import { SHOP_TRACES, startSampleLuneta } from '../kit/luneta/ui/testing/sample-luneta.ts';
import { poll } from '../kit/poll.ts';
import { findRepoRoot } from '../kit/repo-root.ts';
import { readConsoleSpans } from '../kit/verify/sources/console-spans.ts';
import { labs } from '../labs/labs.ts';
import { startVmStatusPage } from './vm-status-page.ts';

interface Screen {
  width: number;
  height: number;
}

/** Uma função por tela: abre a página e a deixa como deve aparecer. */
interface Stage {
  luneta: Luneta;
  /** Com mensagens recusadas, para o doutor ter o que dizer. */
  sick: Luneta;
  vmUrl: string;
  issUrl: string;
  llmUrl: string;
  notebookUrl: string;
  open(url: string, screen: Screen): Promise<Page>;
}

const DESKTOP: Screen = { width: 1200, height: 800 };
/** Um trace gravado, com erro, eventos e três serviços. */
const RECORDED = '5b8efff798038103d269b633813fc60c';

/** Cada imagem citada num guia está aqui. */
const PICTURES: Readonly<Record<string, (stage: Stage) => Promise<Page>>> = {
  'linha-do-tempo.png': trace,
  'pagina-de-saude.png': ({ vmUrl, open }) => open(vmUrl, DESKTOP),
  'comparacao.png': comparison,
  'mapa.png': map,
  'grafo.png': graph,
  'metricas.png': metric,
  'logs.png': logs,
  'eventos-e-logs.png': moments,
  'doutor.png': doctor,
  'lab-01-passo-3.png': lastStepOfLab01,
  'iss-pagina.png': issPage,
  'iss-trace.png': issTrace,
  'llm-pagina.png': llmPage,
  'llm-trace.png': llmTrace,
  'pipeline-trace.png': pipelineTrace,
  'particoes.png': partitions,
  'notebook-trace.png': notebookTrace,
  'scale-trace.png': scaleTrace,
  'turma.png': ({ luneta, open }) => open(`${luneta.urls.ui}/turma`, { width: 1200, height: 700 }),
};

function trace({ luneta, open }: Stage): Promise<Page> {
  return open(`${luneta.urls.ui}/trace/${RECORDED}`, { width: 1200, height: 670 });
}

function comparison({ luneta, open }: Stage): Promise<Page> {
  return open(`${luneta.urls.ui}/trace/${SHOP_TRACES.join('...')}`, DESKTOP);
}

function map({ luneta, open }: Stage): Promise<Page> {
  return open(`${luneta.urls.ui}/dependencies`, { width: 1200, height: 600 });
}

function graph({ luneta, open }: Stage): Promise<Page> {
  return open(`${luneta.urls.ui}/trace/${SHOP_TRACES[0]}?view=graph`, { width: 1200, height: 850 });
}

function metric({ luneta, open }: Stage): Promise<Page> {
  const params = 'metric=http_server_request_duration_seconds';
  return open(`${luneta.urls.ui}/metricas?${params}`, { width: 1200, height: 756 });
}

function logs({ luneta, open }: Stage): Promise<Page> {
  return open(`${luneta.urls.ui}/logs?text=${encodeURIComponent('pedido.id>=1000')}`, { width: 1200, height: 760 });
}

function moments({ luneta, open }: Stage): Promise<Page> {
  return open(`${luneta.urls.ui}/trace/${SHOP_TRACES[0]}?view=events`, { width: 1200, height: 1050 });
}

function doctor({ sick, open }: Stage): Promise<Page> {
  return open(`${sick.urls.ui}/doutor`, { width: 1200, height: 1000 });
}

/** O programa pronto do lab 01, rodado agora: os números mudam a cada vez. */
async function lastStepOfLab01({ luneta, open }: Stage): Promise<Page> {
  const cwd = fileURLToPath(new URL('../labs/01-tracing/app', import.meta.url));
  const run = await runStudentProgram({ entry: 'tracing.ts', cwd, deadlineMs: 20_000, maxOutputBytes: 1_000_000 });
  const { spans } = readConsoleSpans(run.stdout.text);
  if (!(await publishSpans(String(luneta.urls.otlpHttp), spans))) throw new Error('A Luneta não recebeu os spans.');
  return open(`${luneta.urls.ui}/trace/${spans[0].traceId}`, { width: 1000, height: 520 });
}

/** A página do lab 02, com os serviços prontos no ar e uma cidade procurada. */
async function issPage({ issUrl, open }: Stage): Promise<Page> {
  const page = await open(issUrl, { width: 1280, height: 860 });
  await page.getByLabel('Cidade').fill('Recife');
  await page.getByRole('button', { name: 'Procurar' }).click();
  await page.getByText(/^De Recife/).waitFor();
  return page;
}

/** O trace dessa procura, que começa no navegador e passa pelos quatro serviços. */
async function issTrace(stage: Stage): Promise<Page> {
  const { luneta, open } = stage;
  const page = await issPage(stage);
  const find = (operationName: string): string[] =>
    luneta.store.findTraceIds({ serviceName: 'browser', operationName, limit: 20 });
  // O span do fetch chega um pouco depois do da procura, que é pai dele.
  const traceId = await poll(() => find('search-place').find((id) => find('GET').includes(id)), { deadlineMs: 20_000 });
  await page.close();
  if (traceId === undefined) throw new Error('O trace da página não chegou à Luneta.');
  return open(`${luneta.urls.ui}/trace/${traceId}`, { width: 1200, height: 900 });
}

/** A página do lab 03, com uma pergunta respondida. */
async function llmPage({ llmUrl, open }: Stage): Promise<Page> {
  const page = await open(llmUrl, { width: 1280, height: 860 });
  await page.getByRole('button', { name: 'O que é um span?' }).click();
  await page.getByRole('link', { name: 'ver o trace' }).waitFor();
  return page;
}

/** O trace de uma resposta que só veio depois de corrigida: duas chamadas ao modelo, e a primeira com erro. */
async function llmTrace({ luneta, llmUrl, open }: Stage): Promise<Page> {
  const question = { question: 'O que é um SLO?', model: 'lab-prose' };
  const response = await fetch(new URL('/api/ask', llmUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
  });
  const { traceId } = (await response.json()) as { traceId: string };
  const find = (): boolean =>
    ['frontend', 'backend', 'moderation'].every((serviceName) =>
      luneta.store.findTraceIds({ serviceName, limit: 20 }).includes(traceId),
    );
  if (!(await poll(() => find() || undefined, { deadlineMs: 20_000 })))
    throw new Error('O trace da pergunta não chegou.');
  return open(`${luneta.urls.ui}/trace/${traceId}`, { width: 1200, height: 900 });
}

/** O primeiro pipeline do lab 04, rodado agora. */
async function pipelineTrace({ luneta, open }: Stage): Promise<Page> {
  const traceId = await runPipeline(luneta, 'engine.ts', 'local_computer.job.employees_by_city');
  return open(`${luneta.urls.ui}/trace/${traceId}`, { width: 1200, height: 640 });
}

/** O trabalho em partições, com a primeira delas aberta: nos detalhes, o link para quem publicou o lote. */
async function partitions({ luneta, open }: Stage): Promise<Page> {
  const traceId = await runPipeline(luneta, 'job.ts', 'local_computer.job.fleet_speed');
  const page = await open(`${luneta.urls.ui}/trace/${traceId}`, { width: 1200, height: 1000 });
  const first = page.locator('.rows > li', { hasText: 'local_computer.partition.average_speed' }).first();
  await first.locator('.r').click();
  await first.locator('.details .attributes').first().waitFor();
  return page;
}

/** O sistema inteiro do lab 05: do pedido à última célula do notebook. */
async function notebookTrace({ luneta, notebookUrl, open }: Stage): Promise<Page> {
  const response = await fetch(new URL('/notebook', notebookUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ dataset: 'orders' }),
  });
  const { traceId } = (await response.json()) as { traceId: string };
  const find = (): boolean =>
    ['orchestration-api', 'service-b', 'notebook'].every((serviceName) =>
      luneta.store.findTraceIds({ serviceName, limit: 20 }).includes(traceId),
    );
  if (!(await poll(() => find() || undefined, { deadlineMs: 20_000 })))
    throw new Error('O trace do notebook não chegou.');
  return open(`${luneta.urls.ui}/trace/${traceId}`, { width: 1200, height: 820 });
}

/** Um pedido recusado da loja do lab 06: o erro está no cartão. */
async function scaleTrace({ luneta, open }: Stage): Promise<Page> {
  const { env } = backendAddress(String(luneta.urls.ui), luneta.ports);
  const cwd = fileURLToPath(new URL('../labs/06-escala/app', import.meta.url));
  // Com outro nome, para não se misturar com os traces de exemplo de outra loja.
  const own = { ...env, OTEL_RESOURCE_ATTRIBUTES: 'service.name=loja-na-promocao' };
  const run = await runStudentProgram({
    entry: 'shop.ts',
    cwd,
    env: own,
    deadlineMs: 60_000,
    maxOutputBytes: 1_000_000,
  });
  const query = { serviceName: 'loja-na-promocao', attributes: [['order.number', '50']] as const, limit: 1 };
  const [traceId] = luneta.store.findTraceIds(query);
  if (traceId === undefined) throw new Error(`Os pedidos da loja não chegaram à Luneta. ${run.message ?? ''}`);
  return open(`${luneta.urls.ui}/trace/${traceId}`, { width: 1200, height: 560 });
}

/** @returns O trace da operação que o programa pronto do lab 04 acaba de rodar. @throws Error se ele não chega à Luneta. */
async function runPipeline(luneta: Luneta, entry: string, operationName: string): Promise<string> {
  const { env } = backendAddress(String(luneta.urls.ui), luneta.ports);
  const cwd = fileURLToPath(new URL('../labs/04-pipelines/app', import.meta.url));
  const run = await runStudentProgram({ entry, cwd, env, deadlineMs: 60_000, maxOutputBytes: 1_000_000 });
  const [traceId] = luneta.store.findTraceIds({ serviceName: 'pipelines', operationName, limit: 1 });
  if (traceId === undefined) throw new Error(`O trace de ${entry} não chegou à Luneta. ${run.message ?? ''}`);
  return traceId;
}

/** Os serviços de um lab, prontos. @param step Um passo dele. */
async function startServices(luneta: Luneta, step: string): Promise<RunningServices> {
  const { lab } = stepOf(labs, step);
  const backend = backendAddress(String(luneta.urls.ui), luneta.ports);
  const context = { root: findRepoRoot(), stop: new AbortController().signal };
  return startLabServices(context, lab, { finished: true, backend });
}

async function main(asked: readonly string[]): Promise<void> {
  const unknown = asked.filter((file) => !Object.hasOwn(PICTURES, file));
  if (unknown.length > 0) {
    throw new Error(`Não há imagem chamada ${unknown.join(', ')}. As que há: ${Object.keys(PICTURES).join(', ')}.`);
  }
  const luneta = await startSampleLuneta('shop');
  const sick = await startSampleLuneta('sick');
  const vm = await startVmStatusPage();
  const iss = await startServices(luneta, '02/0');
  const llm = await startServices(luneta, '03/1');
  const notebook = await startServices(luneta, '05/1');
  const browser = await launchChromium();
  const issUrl = iss.urls.frontend ?? '';
  const llmUrl = llm.urls.frontend ?? '';
  const notebookUrl = notebook.urls['orchestration-api'] ?? '';
  const open: Stage['open'] = (url, screen) => openIn(browser, url, screen);
  const stage: Stage = { luneta, sick, vmUrl: vm.url, issUrl, llmUrl, notebookUrl, open };
  try {
    for (const file of asked.length > 0 ? asked : Object.keys(PICTURES)) {
      const page = await PICTURES[file](stage);
      await page.screenshot({ path: fileURLToPath(new URL(file, import.meta.url)) });
      await page.close();
      console.log(file);
    }
  } finally {
    await browser.close();
    await notebook.stop();
    await llm.stop();
    await iss.stop();
    await vm.close();
    await sick.close();
    await luneta.close();
  }
}

async function openIn(browser: Browser, url: string, viewport: Screen): Promise<Page> {
  const page = await browser.newPage({ viewport, colorScheme: 'light', locale: 'pt-BR' });
  // As páginas que se atualizam sozinhas nunca ficam sem pedidos: esperar por isso não acabaria.
  await page.goto(url, { waitUntil: 'load' });
  return page;
}

await main(process.argv.slice(2));

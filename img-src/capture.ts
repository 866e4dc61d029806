/**
 * Refaz as imagens dos guias a partir das telas de verdade: `npm run images` (precisa de um Chromium e de um python3).
 * `npm run images -- mapa.png` refaz só as que se pedem. As telas vêm de uma Luneta aberta só para isso, com traces
 * gravados de um Jaeger e os de uma loja de mentira.
 */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { publishSpans } from '../kit/cli/backend/publish-spans.ts';
import { runStudentProgram } from '../kit/cli/student-program.ts';
import type { Luneta } from '../kit/luneta/start.ts';
import { launchChromium } from '../kit/luneta/ui/testing/chromium.ts';
import { SHOP_TRACES, startSampleLuneta } from '../kit/luneta/ui/testing/sample-luneta.ts';
import { readConsoleSpans } from '../kit/verify/sources/console-spans.ts';
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
  'doutor.png': doctor,
  'lab-01-passo-3.png': lastStepOfLab01,
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

async function main(asked: readonly string[]): Promise<void> {
  const unknown = asked.filter((file) => !Object.hasOwn(PICTURES, file));
  if (unknown.length > 0) {
    throw new Error(`Não há imagem chamada ${unknown.join(', ')}. As que há: ${Object.keys(PICTURES).join(', ')}.`);
  }
  const luneta = await startSampleLuneta('shop');
  const sick = await startSampleLuneta('sick');
  const vm = await startVmStatusPage();
  const browser = await launchChromium();
  const stage: Stage = { luneta, sick, vmUrl: vm.url, open: (url, screen) => openIn(browser, url, screen) };
  try {
    for (const file of asked.length > 0 ? asked : Object.keys(PICTURES)) {
      const page = await PICTURES[file](stage);
      await page.screenshot({ path: fileURLToPath(new URL(file, import.meta.url)) });
      await page.close();
      console.log(file);
    }
  } finally {
    await browser.close();
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

/**
 * Quanto a página de um trace de 10.000 spans demora a responder, num Chromium de verdade:
 *
 *   npx tsx kit/luneta/ui/testing/measure-trace.ts [spans]
 *
 * Cada medida é a mediana de várias, do comando até o quadro pintado; a rolagem, o tempo entre quadros.
 */
import type { Page } from 'playwright-core';
import { bigTrace } from './big-trace.ts';
import { bundleAssets } from './bundled-assets.ts';
import { launchChromium } from './chromium.ts';
import { FakeStore } from './fake-store.ts';
import { serveUi } from './serve.ts';

const RUNS = 7;
const size = Number(process.argv[2] ?? 10_000);
const trace = bigTrace(size);
const served = await serveUi(new FakeStore([trace]), { assets: await bundleAssets(['trace']) });
const browser = await launchChromium();
const url = `${served.url}/trace/${trace.traceId}`;
const results: Record<string, number | string> = {};

const serverTimes: number[] = [];
for (let i = 0; i < RUNS; i++) {
  const started = performance.now();
  const html = await (await fetch(url)).text();
  serverTimes.push(performance.now() - started);
  results['HTML (MB)'] = (html.length / 1e6).toFixed(2);
}
results['servidor: resposta inteira (ms)'] = median(serverTimes);

const paints: number[] = [];
const ready: number[] = [];
for (let i = 0; i < RUNS; i++) {
  const page = await open();
  const { fcp, interactive } = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return { fcp: paint.startTime, interactive: navigation.domContentLoadedEventEnd };
  });
  paints.push(fcp);
  ready.push(interactive);
  await page.close();
}
results['primeira pintura (ms)'] = median(paints);
results['pronta para usar, scripts rodados (ms)'] = median(ready);

const page = await open();
results['zoom: + (ms)'] = await medianOf(page, () => press(page, '+'));
results['zoom: 0 (ms)'] = await medianOf(page, async () => {
  await press(page, '+');
  return press(page, '0');
});
results['caminho crítico: c (ms)'] = await medianOf(page, () => press(page, 'c'));
results['recolher tudo (ms)'] = await medianOf(page, () => click(page, 'collapse-all'));
results['expandir tudo (ms)'] = await medianOf(page, () => click(page, 'expand-all'));
const frames = await scroll(page);
results['rolagem: quadro mediano (ms)'] = median(frames);
results['rolagem: quadro p95 (ms)'] = frames.toSorted((a, b) => a - b)[Math.floor(frames.length * 0.95)].toFixed(1);
results['filtro share>1% com Enter (ms)'] = await medianOf(page, () => filter(page, 'share>1%'));
results['filtro de texto com 1.000 achados (ms)'] = await medianOf(page, () => filter(page, 'publicar'));
results['só os encontrados (ms)'] = await medianOf(page, () => toggleOnly(page));
console.table(results);

await browser.close();
await served.close();

async function open(): Promise<Page> {
  const opened = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await opened.goto(url);
  await opened.evaluate(() => document.fonts.ready);
  return opened;
}

/** Do evento até o segundo quadro: o primeiro ainda é o de antes. */
async function press(opened: Page, key: string): Promise<number> {
  return opened.evaluate(async (pressed) => {
    const started = performance.now();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true, cancelable: true }));
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    return performance.now() - started;
  }, key);
}

async function click(opened: Page, action: string): Promise<number> {
  return opened.evaluate(async (name) => {
    const started = performance.now();
    document.querySelector<HTMLElement>(`[data-action=${name}]`)?.click();
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    return performance.now() - started;
  }, action);
}

async function filter(opened: Page, text: string): Promise<number> {
  await submit(opened, '');
  return submit(opened, text);
}

async function submit(opened: Page, text: string): Promise<number> {
  return opened.evaluate(async (value) => {
    const input = document.querySelector<HTMLInputElement>('#find [name=uiFind]')!;
    const output = document.querySelector<HTMLOutputElement>('#found')!;
    input.value = value;
    const changed = new Promise<void>((resolve) => {
      new MutationObserver((_, observer) => {
        if ((output.value === '') !== (value === '')) return;
        observer.disconnect();
        resolve();
      }).observe(output, { childList: true, characterData: true, subtree: true });
      if (value === '' && output.value === '') resolve();
    });
    const started = performance.now();
    input.form!.requestSubmit();
    await changed;
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    return performance.now() - started;
  }, text);
}

async function toggleOnly(opened: Page): Promise<number> {
  return opened.evaluate(async () => {
    const started = performance.now();
    document.querySelector<HTMLInputElement>('#find [name=only]')!.click();
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    return performance.now() - started;
  });
}

/** Uma rolagem de roda, linha a linha: o tempo entre um quadro e o seguinte. */
async function scroll(opened: Page): Promise<number[]> {
  return opened.evaluate(async () => {
    const times: number[] = [];
    let last = performance.now();
    for (let i = 0; i < 150; i++) {
      scrollBy(0, 180);
      await new Promise((frame) => requestAnimationFrame(frame));
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    return times;
  });
}

async function medianOf(opened: Page, run: () => Promise<number>): Promise<string> {
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    times.push(await run());
    await opened.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
  }
  return median(times);
}

function median(values: readonly number[]): string {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)].toFixed(1);
}

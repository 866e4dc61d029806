/**
 * Refaz as imagens dos guias a partir das telas de verdade: `npm run images` (precisa de um Chromium e de um python3).
 * Os traces são os gravados de um Jaeger, mandados à porta OTLP de uma Luneta aberta só para isso.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startLuneta } from '../kit/luneta/start.ts';
import { launchChromium } from '../kit/luneta/ui/testing/chromium.ts';
import { startVmStatusPage } from './vm-status-page.ts';

interface Picture {
  file: string;
  url: string;
  width: number;
  height: number;
}

const INPUT = new URL('../kit/luneta/api/fixtures/jaeger-api/input.otlp.json', import.meta.url);

async function main(): Promise<void> {
  const ports = { ui: 0, otlpHttp: 0, otlpGrpc: 'off', jaegerCompact: 'off', jaegerBinary: 'off' } as const;
  const luneta = await startLuneta({ ports });
  const vm = await startVmStatusPage();
  const browser = await launchChromium();
  // Cada imagem citada num guia está aqui.
  const pictures: readonly Picture[] = [
    {
      file: 'linha-do-tempo.png',
      url: `${luneta.urls.ui}/trace/5b8efff798038103d269b633813fc60c`,
      width: 1200,
      height: 570,
    },
    { file: 'pagina-de-saude.png', url: vm.url, width: 1200, height: 800 },
  ];
  try {
    const { requests } = JSON.parse(await readFile(INPUT, 'utf8')) as { requests: unknown[] };
    for (const request of requests) {
      const body = JSON.stringify(request);
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${luneta.urls.otlpHttp}/v1/traces`, { method: 'POST', headers, body });
      if (!response.ok) throw new Error(`A Luneta recusou o pedido: ${await response.text()}`);
    }
    for (const { file, url, width, height } of pictures) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme: 'light', locale: 'pt-BR' });
      await page.goto(url, { waitUntil: 'networkidle' });
      await page.screenshot({ path: fileURLToPath(new URL(file, import.meta.url)) });
      await page.close();
      console.log(file);
    }
  } finally {
    await browser.close();
    await vm.close();
    await luneta.close();
  }
}

await main();

/**
 * Refaz as imagens dos guias a partir das telas de verdade: `npm run images` (precisa de um Chromium).
 * Os traces são os gravados de um Jaeger, mandados à porta OTLP de uma Luneta aberta só para isso.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startLuneta } from '../kit/luneta/start.ts';
import { launchChromium } from '../kit/luneta/ui/testing/chromium.ts';

interface Picture {
  file: string;
  path: string;
  width: number;
  height: number;
}

/** Cada imagem citada num guia está aqui. */
const PICTURES: readonly Picture[] = [
  { file: 'linha-do-tempo.png', path: '/trace/5b8efff798038103d269b633813fc60c', width: 1200, height: 570 },
];

const INPUT = new URL('../kit/luneta/api/fixtures/jaeger-api/input.otlp.json', import.meta.url);

async function main(): Promise<void> {
  const ports = { ui: 0, otlpHttp: 0, otlpGrpc: 'off', jaegerCompact: 'off', jaegerBinary: 'off' } as const;
  const luneta = await startLuneta({ ports });
  const browser = await launchChromium();
  try {
    const { requests } = JSON.parse(await readFile(INPUT, 'utf8')) as { requests: unknown[] };
    for (const request of requests) {
      const body = JSON.stringify(request);
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${luneta.urls.otlpHttp}/v1/traces`, { method: 'POST', headers, body });
      if (!response.ok) throw new Error(`A Luneta recusou o pedido: ${await response.text()}`);
    }
    for (const { file, path, width, height } of PICTURES) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme: 'light', locale: 'pt-BR' });
      await page.goto(luneta.urls.ui + path, { waitUntil: 'networkidle' });
      await page.screenshot({ path: fileURLToPath(new URL(file, import.meta.url)) });
      await page.close();
      console.log(file);
    }
  } finally {
    await browser.close();
    await luneta.close();
  }
}

await main();

/** Os nós do OpenSearch. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { ComponentSpec } from './component.ts';
import { classPath } from './jars.ts';
import { javaCommand, SCALE_FOLDER } from './java.ts';
import type { ScalePorts } from './ports.ts';

const HEAP_MB = 384;
const ASK_MS = 5000;

export function storeUrls({ store }: ScalePorts): string[] {
  return store.map((port) => `http://127.0.0.1:${port}`);
}

export async function storeSpecs(ports: ScalePorts, folder: string): Promise<ComponentSpec[]> {
  const names = ports.store.map((_, index) => `store-${index + 1}`);
  const seeds = ports.storeTransports.map((port) => `127.0.0.1:${port}`);
  const others = names.length > 1 ? [seeds.join(','), names.join(',')] : [];
  return Promise.all(
    names.map(async (name, index) => {
      const home = path.join(folder, name);
      await mkdir(home, { recursive: true });
      const own = [name, String(ports.store[index]), String(ports.storeTransports[index]), home];
      const source = path.join(SCALE_FOLDER, 'OsNode.java');
      const url = storeUrls(ports)[index] ?? '';
      return {
        name,
        ...javaCommand(HEAP_MB, ['-cp', classPath('opensearch'), source, ...own, ...others]),
        address: url,
        isReady: async () => (await health(url)).number_of_nodes === names.length,
      };
    }),
  );
}

/** Se toda cópia de todo índice está num nó: só então pode cair outro. */
export async function isStoreGreen(urls: readonly string[]): Promise<boolean> {
  for (const url of urls) {
    const { status, number_of_nodes: nodes } = await health(url).catch(() => ({ status: '', number_of_nodes: 0 }));
    if (status === 'green' && nodes === urls.length) return true;
  }
  return false;
}

/** @throws Error se o nó não responde. */
async function health(url: string): Promise<{ status: string; number_of_nodes: number }> {
  const response = await fetch(`${url}/_cluster/health`, { signal: AbortSignal.timeout(ASK_MS) });
  if (!response.ok) throw new Error(`${url} respondeu ${response.status}`);
  return (await response.json()) as { status: string; number_of_nodes: number };
}

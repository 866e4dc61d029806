/** Os scripts das páginas, empacotados agora das fontes e numa pasta só deste processo: outra suíte não os troca no meio. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { type AssetStore, loadAssets } from '../assets.ts';
import type { IslandName } from '../island-names.ts';

export async function bundleAssets(islands: readonly IslandName[]): Promise<AssetStore> {
  const outdir = mkdtempSync(path.join(tmpdir(), 'luneta-ui-'));
  try {
    await build({
      entryPoints: islands.map((name) => fileURLToPath(new URL(`../islands/${name}.ts`, import.meta.url))),
      outdir,
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
    });
    return loadAssets([pathToFileURL(`${outdir}/`)]);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

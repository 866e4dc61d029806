/** Um registro de npm nesta máquina, com pacotes de um arquivo só, e um projeto que depende deles. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../course/testing/temporary-folder.ts';
import { integrityOf } from '../npm-cache.ts';

const VERSION = '1.0.0';

export interface TinyRegistry {
  url: string;
  /** Para o npm usar só este registro, e não o cache da máquina. */
  env: NodeJS.ProcessEnv;
  /** Um projeto com o package-lock.json destes pacotes. */
  root: string;
  /** De que `.tgz` já se pediu o conteúdo. */
  downloads: string[];
  /** O que ele faz com um pacote, em vez de entregá-lo. */
  misbehave: Map<string, 'absent' | 'other_content' | 'hang'>;
}

export async function tinyRegistry(names: readonly string[]): Promise<TinyRegistry> {
  const tarballs = new Map(names.map((name) => [name, tarballOf(name)]));
  const stranger = tarballOf('estranho');
  const downloads: string[] = [];
  const misbehave: TinyRegistry['misbehave'] = new Map();
  const server = createServer(({ url: asked = '' }, response) => {
    const [, name = '', isTarball] = /^\/([^/]+)(\/-\/.*)?$/.exec(asked) ?? [];
    const content = tarballs.get(name);
    const fault = misbehave.get(name);
    if (!content || fault === 'absent') return response.writeHead(404).end();
    if (isTarball) {
      downloads.push(name);
      if (fault === 'hang') return undefined;
      return response.end(fault === 'other_content' ? stranger : content);
    }
    const served = fault === 'other_content' ? stranger : content;
    const dist = { tarball: `${url}${name}/-/${name}-${VERSION}.tgz`, integrity: integrityOf(served) };
    const versions = { [VERSION]: { name, version: VERSION, dist } };
    return response.end(JSON.stringify({ name, 'dist-tags': { latest: VERSION }, versions }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const manifest = {
    name: 'lab-otel',
    engines: { node: '>=20' },
    dependencies: Object.fromEntries(names.map((name) => [name, VERSION])),
  };
  const locked = Object.fromEntries(
    [...tarballs].map(([name, content]) => [
      `node_modules/${name}`,
      { version: VERSION, integrity: integrityOf(content) },
    ]),
  );
  const root = temporaryFolder({
    'package.json': JSON.stringify(manifest),
    'package-lock.json': JSON.stringify({
      name: 'lab-otel',
      lockfileVersion: 3,
      packages: { '': manifest, ...locked },
    }),
    '.gitignore': 'node_modules/\n*.log\nkit/dist/\n',
    'labs/guia.md': '# Guia\n',
  });
  const env = {
    ...process.env,
    npm_config_registry: url,
    npm_config_cache: temporaryFolder(),
    npm_config_fetch_retries: '0',
    // Nenhum Docker, nem numa máquina que o tem.
    DOCKER_HOST: 'tcp://127.0.0.1:1',
  };
  return { url, env, root, downloads, misbehave };
}

function tarballOf(name: string): Buffer {
  const folder = temporaryFolder({ 'package/package.json': JSON.stringify({ name, version: VERSION }) });
  execFileSync('tar', ['-czf', `${name}.tgz`, 'package'], { cwd: folder });
  return readFileSync(path.join(folder, `${name}.tgz`));
}

/**
 * Folha de estilo, scripts e favicon: lidos uma vez, servidos com o resumo do conteúdo no nome (`ui.1a2b3c4d5e.css`), de
 * modo que o navegador os guarde para sempre sem nunca usar um velho.
 *
 *   rodando das fontes   styles/index.css (com os @import juntados aqui) e, se existirem, os scripts de kit/dist/ui
 *   rodando do pacote    tudo de kit/dist/ui, ao lado dele
 *
 * Sem `kit/dist` não há scripts, e as páginas não os citam: continuam legíveis.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { renderToString } from 'preact-render-to-string';
import { h } from 'preact';
import { ISLAND_NAMES } from './island-names.ts';
import type { PageContext } from './pages/layout.tsx';
import { Logo } from './pages/logo.tsx';

export interface Asset {
  fileName: string;
  type: string;
  body: Buffer;
}

export interface AssetStore {
  urls: PageContext['assets'];
  get(fileName: string): Asset | undefined;
}

/** Onde procurar o que `kit/build.mjs` gera: ao lado do pacote, ou a partir das fontes. */
const BUILT = [new URL('./ui/', import.meta.url), new URL('../../dist/ui/', import.meta.url)];
const STYLES_SOURCE = new URL('./styles/index.css', import.meta.url);

export function loadAssets(built: readonly URL[] = BUILT): AssetStore {
  const files = new Map<string, Asset>();
  const add = (name: string, extension: string, type: string, text: string): string => {
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
    const fileName = `${name}.${hash}.${extension}`;
    files.set(fileName, { fileName, type, body: Buffer.from(text) });
    return `/static/${fileName}`;
  };
  const script = (name: string): string | undefined => {
    const text = readBuilt(built, `${name}.js`);
    return text === undefined ? undefined : add(name, 'js', 'text/javascript; charset=utf-8', text);
  };
  const styles = existsSync(STYLES_SOURCE) ? joinImports(STYLES_SOURCE) : (readBuilt(built, 'ui.css') ?? '');
  return {
    urls: {
      styles: add('ui', 'css', 'text/css; charset=utf-8', styles),
      favicon: add('favicon', 'svg', 'image/svg+xml', favicon()),
      scripts: Object.fromEntries(ISLAND_NAMES.map((name) => [name, script(name)])),
    },
    get: (fileName) => files.get(fileName),
  };
}

function readBuilt(built: readonly URL[], fileName: string): string | undefined {
  const folder = built.find((candidate) => existsSync(new URL(fileName, candidate)));
  return folder && readFileSync(new URL(fileName, folder), 'utf8');
}

function joinImports(file: URL): string {
  return readFileSync(file, 'utf8').replace(/^@import '(.+?)';$/gm, (_line, path: string) =>
    readFileSync(new URL(path, file), 'utf8'),
  );
}

/** O favicon não herda as cores da página; este par se vê em abas claras e escuras. */
function favicon(): string {
  return renderToString(h(Logo, { ink: '#2f7f8f', light: '#c98a1b' }));
}

/**
 * O cache do npm, escrito como o cacache o guarda: o mesmo formato (conteúdo v2, índice v5) desde o npm 5.
 *
 * Por que não `npm cache add`: ele anota de que registro veio cada resposta, e só acha nele de novo quem usa o mesmo; não
 * diz o que já tem inteiro; e o npm 11 guarda, do índice de um pacote, só a forma que o npm 10 não pede. Escrito aqui, sai
 * igual byte por byte de qualquer máquina, e o sha512 do package-lock.json é o próprio nome do arquivo.
 */
import { createHash } from 'node:crypto';
import { groupBy } from '../../group-by.ts';
import { specOf, type LockedPackage } from './locked-packages.ts';

/** O registro em nome de quem se guarda. `.invalid` nunca existe (RFC 2606): sem o cache, o npm falha na hora. */
export const STICK_REGISTRY = 'http://lab-otel.invalid/';

const CACHE = '_cacache';

/** Uma resposta não tem data: o mesmo package-lock.json dá sempre os mesmos arquivos. */
const TIME = 1;
/** O npm só aceita do cache a resposta ao mesmo `accept`. O segundo é o de um `npm ci` comum. */
const PACKUMENT_ACCEPTS = [
  'application/json',
  'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*',
];

/** Onde fica, no cache, o conteúdo com este `sha512-…`. */
export function contentPath(integrity: string): string {
  const hex = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
  return `${CACHE}/content-v2/sha512/${inBuckets(hex)}`;
}

export function integrityOf(content: Uint8Array): string {
  return `sha512-${createHash('sha512').update(content).digest('base64')}`;
}

/**
 * Os arquivos do cache, fora os `.tgz`: o índice e, de cada pacote, a lista de versões que o registro daria. O
 * package-lock.json não traz o endereço de cada `.tgz`, e é nela que o npm o procura.
 * @param sizes Quantos bytes tem o `.tgz` com este `sha512-…`.
 */
export function cacheFiles(
  packages: readonly LockedPackage[],
  sizes: ReadonlyMap<string, number>,
): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  const index = (url: string, accepts: readonly string[], type: string, integrity: string, size: number): void => {
    const key = `make-fetch-happen:request-cache:${url}`;
    const entries = accepts.map((accept) => ({
      key,
      integrity,
      time: TIME,
      size,
      metadata: {
        time: TIME,
        url,
        reqHeaders: accept ? { accept } : {},
        resHeaders: { 'cache-control': 'max-age=31536000, immutable', 'content-type': type },
        options: { compress: true },
      },
    }));
    const place = `${CACHE}/index-v5/${inBuckets(createHash('sha256').update(key).digest('hex'))}`;
    files.set(place, Buffer.from(entries.map(indexLine).join('')));
  };

  for (const { integrity, ...locked } of packages) {
    index(tarballUrl(locked), [''], 'application/octet-stream', integrity, sizes.get(integrity) ?? 0);
  }
  for (const [name, versions] of groupBy(packages, (locked) => locked.name)) {
    const content = Buffer.from(JSON.stringify(packument(name, versions)));
    const integrity = integrityOf(content);
    files.set(contentPath(integrity), content);
    const url = STICK_REGISTRY + name.replace('/', '%2f');
    index(url, PACKUMENT_ACCEPTS, 'application/json', integrity, content.length);
  }
  return files;
}

function packument(name: string, versions: readonly LockedPackage[]) {
  return {
    name,
    'dist-tags': { latest: versions.at(-1)?.version },
    versions: Object.fromEntries(
      versions.map(({ version, integrity }) => [
        version,
        { name, version, dist: { tarball: tarballUrl({ name, version }), integrity } },
      ]),
    ),
  };
}

function tarballUrl({ name, version }: Pick<LockedPackage, 'name' | 'version'>): string {
  return `${STICK_REGISTRY}${name}/-/${specOf({ name: name.replace(/^.*\//, ''), version }).replace('@', '-')}.tgz`;
}

/** O resumo na frente é o que faz o cacache ignorar uma linha escrita pela metade. */
function indexLine(entry: object): string {
  const json = JSON.stringify(entry);
  return `\n${createHash('sha1').update(json).digest('hex')}\t${json}`;
}

function inBuckets(hex: string): string {
  return `${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`;
}

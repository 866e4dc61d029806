import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { cacheFiles, contentPath, integrityOf, STICK_REGISTRY } from './npm-cache.ts';

const PACKAGES = [
  { name: '@s/a', version: '1.0.0', integrity: integrityOf(Buffer.from('a1')) },
  { name: '@s/a', version: '2.0.0', integrity: integrityOf(Buffer.from('a2')) },
  { name: 'b', version: '1.0.0', integrity: integrityOf(Buffer.from('b')) },
];
const SIZES = new Map(PACKAGES.map(({ integrity }, i) => [integrity, i + 1]));

interface IndexEntry {
  key: string;
  integrity: string;
  size: number;
  metadata: { url: string; reqHeaders: { accept?: string } };
}

/** As linhas do índice, conferidas como o cacache as confere. */
function entriesOf(files: ReadonlyMap<string, Buffer>): IndexEntry[] {
  return [...files]
    .filter(([name]) => name.includes('/index-v5/'))
    .flatMap(([name, content]) =>
      content
        .toString()
        .split('\n')
        .filter(Boolean)
        .map((line) => {
          const [sum, json] = line.split('\t');
          expect(sum).toBe(createHash('sha1').update(json).digest('hex'));
          const entry: IndexEntry = JSON.parse(json);
          const bucket = createHash('sha256').update(entry.key).digest('hex');
          expect(name.split('/').slice(2).join('')).toBe(bucket);
          return entry;
        }),
    );
}

test('o conteúdo fica no lugar que o sha512 dele diz', () => {
  const hex = createHash('sha512').update('b').digest('hex');
  expect(contentPath(PACKAGES[2].integrity)).toBe(
    `_cacache/content-v2/sha512/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`,
  );
});

test('cada .tgz e cada lista de versões tem a sua linha no índice, em nome do registro que não existe', () => {
  const entries = entriesOf(cacheFiles(PACKAGES, SIZES));
  const urls = new Set(entries.map(({ metadata }) => metadata.url));
  expect([...urls].map((url) => url.replace(STICK_REGISTRY, ''))).toEqual([
    '@s/a/-/a-1.0.0.tgz',
    '@s/a/-/a-2.0.0.tgz',
    'b/-/b-1.0.0.tgz',
    '@s%2fa',
    'b',
  ]);
  expect(entries.find(({ key }) => key.endsWith('a-2.0.0.tgz'))).toMatchObject({
    key: `make-fetch-happen:request-cache:${STICK_REGISTRY}@s/a/-/a-2.0.0.tgz`,
    integrity: PACKAGES[1].integrity,
    size: 2,
  });
});

test('a lista de versões diz onde está cada .tgz, e vale para os dois jeitos de o npm pedi-la', () => {
  const files = cacheFiles(PACKAGES, SIZES);
  const entries = entriesOf(files).filter(({ key }) => key.endsWith('@s%2fa'));
  expect(entries.map(({ metadata }) => metadata.reqHeaders.accept)).toEqual([
    'application/json',
    expect.stringContaining('application/vnd.npm.install-v1+json'),
  ]);
  const content = files.get(contentPath(entries[0].integrity))!;
  expect(content).toHaveLength(entries[0].size);
  expect(JSON.parse(content.toString())).toMatchObject({
    name: '@s/a',
    versions: {
      '1.0.0': { dist: { integrity: PACKAGES[0].integrity } },
      '2.0.0': { dist: { tarball: `${STICK_REGISTRY}@s/a/-/a-2.0.0.tgz` } },
    },
  });
});

test('os mesmos pacotes dão sempre os mesmos bytes', () => {
  expect(cacheFiles(PACKAGES, SIZES)).toEqual(cacheFiles(PACKAGES, SIZES));
});

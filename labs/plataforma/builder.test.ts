// O binário da CI e o config.yaml: as mesmas peças, nem uma a mais nem uma a menos.

import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readPlatformFile } from './testing/compose-file.ts';

const KINDS = ['receivers', 'processors', 'exporters', 'connectors', 'extensions'] as const;

type Manifest = Record<(typeof KINDS)[number] | 'providers', { gomod: string }[]> & { dist: { version: string } };
type Config = Record<(typeof KINDS)[number], Record<string, unknown>>;

const manifest = parse(readPlatformFile('collector/builder.yaml')) as Manifest;
const config = parse(readPlatformFile('collector/config.yaml')) as Config;

/** `github.com/…/exporter/otlphttpexporter v0.1.0` é `['otlphttpexporter', '0.1.0']`. */
function moduleOf(gomod: string): [name: string, version: string] {
  const [path = '', version = ''] = gomod.split(' ');
  return [path.slice(path.lastIndexOf('/') + 1), version.replace('v', '')];
}

test.each(KINDS)('%s: o binário tem os que o config.yaml usa, e só eles', (kind) => {
  const built = manifest[kind].map(({ gomod }) => moduleOf(gomod)[0]).toSorted();
  // `otlp_http/loki`, do módulo otlphttpexporter.
  const used = Object.keys(config[kind]).map((id) => id.replace(/\/.*/, '').replaceAll('_', '') + kind.slice(0, -1));
  expect(built).toEqual([...new Set(used)].toSorted());
});

test('as peças são todas da versão do Collector', () => {
  const versions = KINDS.flatMap((kind) => manifest[kind]).map(({ gomod }) => moduleOf(gomod)[1]);
  expect(new Set(versions)).toEqual(new Set([manifest.dist.version]));
});

test('de onde ele lê a configuração: o arquivo, e as variáveis que o arquivo cita', () => {
  expect(manifest.providers.map(({ gomod }) => moduleOf(gomod)[0])).toEqual(['envprovider', 'fileprovider']);
});

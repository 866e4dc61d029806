// O binário da CI e o que os labs lhe dão a ler: as mesmas peças, nem uma a mais nem uma a menos.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { PLATFORM_FOLDER, readPlatformFile } from './testing/compose-file.ts';

const KINDS = ['receivers', 'processors', 'exporters', 'connectors', 'extensions'] as const;

type Manifest = Record<(typeof KINDS)[number] | 'providers', { gomod: string }[]> & { dist: { version: string } };
type Config = Partial<Record<(typeof KINDS)[number], Record<string, unknown>>>;

const manifest = parse(readPlatformFile('collector/builder.yaml')) as Manifest;
const configs = [
  readPlatformFile('collector/config.yaml'),
  ...['03-llm/app', '03-llm/outras', '06-escala/app', '06-escala/stack'].flatMap(configsIn),
].map((text) => parse(text) as Config);

/** Os que nenhum arquivo pronto usa, e que um aluno pode escolher: a quem os escolhe não se pode dizer que não existem. */
const AT_HAND: Partial<Record<(typeof KINDS)[number], readonly string[]>> = {
  // Tirar ou trocar um atributo antes das contas: outra resposta à cardinalidade do lab 06.
  processors: ['attributesprocessor', 'transformprocessor'],
  // A fila que sobrevive ao processo: outra resposta à entrega do lab 06.
  extensions: ['filestorage'],
};

/** @param folder A partir de `labs/`. */
function configsIn(folder: string): string[] {
  const full = path.join(PLATFORM_FOLDER, '..', folder);
  const files = readdirSync(full).filter((file) => file.endsWith('.yaml'));
  return files.map((file) => readFileSync(path.join(full, file), 'utf8'));
}

/** `github.com/…/exporter/otlphttpexporter v0.1.0` é `['otlphttpexporter', '0.1.0']`. */
function moduleOf(gomod: string): [name: string, version: string] {
  const [module = '', version = ''] = gomod.split(' ');
  return [module.slice(module.lastIndexOf('/') + 1), version.replace('v', '')];
}

test.each(KINDS)('%s: o binário tem os que os labs usam, e só eles', (kind) => {
  const built = manifest[kind].map(({ gomod }) => moduleOf(gomod)[0]).toSorted();
  // `otlp_http/loki`, do módulo otlphttpexporter.
  const used = configs
    .flatMap((config) => Object.keys(config[kind] ?? {}))
    .map((id) => id.replace(/\/.*/, '').replaceAll('_', '') + kind.slice(0, -1));
  expect(built).toEqual([...new Set([...used, ...(AT_HAND[kind] ?? [])])].toSorted());
});

test('as peças são todas da versão do Collector', () => {
  const versions = KINDS.flatMap((kind) => manifest[kind]).map(({ gomod }) => moduleOf(gomod)[1]);
  expect(new Set(versions)).toEqual(new Set([manifest.dist.version]));
});

test('de onde ele lê a configuração: o arquivo, e as variáveis que o arquivo cita', () => {
  expect(manifest.providers.map(({ gomod }) => moduleOf(gomod)[0])).toEqual(['envprovider', 'fileprovider']);
});

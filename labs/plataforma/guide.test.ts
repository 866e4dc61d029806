/** O que os guias da plataforma dizem é o que os arquivos dela dizem: memória, portas, peças, comandos. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readGuide } from '../../kit/guides/guides.ts';
import { findRepoRoot } from '../../kit/repo-root.ts';
import { mib, readCompose, readPlatformFile, withDefaults } from './testing/compose-file.ts';

const README = readPlatformFile('README.md');
const COLLECTOR = readPlatformFile('COLLECTOR.md');
const platform = readCompose('compose.yaml');
const services = Object.entries(platform.services);

/** As linhas de uma tabela que começam com esta célula. */
function rowsOf(guide: string, cell: string): string[] {
  return guide.split('\n').filter((line) => line.startsWith(`| ${cell} |`));
}

test.each([
  ['os três sinais do lab 02', []],
  ['também o Tempo', ['tempo']],
  ['também o Zipkin', ['zipkin']],
  ['tudo', ['all']],
])('a memória de "%s" é a soma dos limites', (wanted, profiles) => {
  const started = services.filter(([, { profiles: own }]) => !own || own.some((name) => profiles.includes(name)));
  const sum = started.reduce((total, [, { mem_limit = '' }]) => total + mib(mem_limit), 0);
  expect(rowsOf(README, wanted).map((row) => row.split('|').at(-2)?.trim())).toEqual([
    `${sum.toLocaleString('pt-BR')} MiB`,
  ]);
});

test('toda porta publicada está na tabela de endereços', () => {
  const published = services.flatMap(([, { ports = [] }]) => ports.map((port) => port.split(':').at(-2)));
  const table = README.slice(README.indexOf('| Endereço |'), README.indexOf('Para pausar'));
  expect(published.filter((port) => !table.includes(`localhost:${port}`))).toEqual([]);
});

test('COLLECTOR.md cita cada peça de config.yaml na linha do tipo dela, e nenhuma a mais', () => {
  const config = parse(withDefaults(readPlatformFile('collector/config.yaml')), { merge: true }) as CollectorConfig;
  const kinds = {
    receiver: config.receivers,
    processor: config.processors,
    exporter: config.exporters,
    connector: config.connectors,
    extension: config.extensions,
    pipeline: config.service.pipelines,
  };
  for (const [kind, parts] of Object.entries(kinds)) {
    const [row = ''] = rowsOf(COLLECTOR, `**${kind}**`);
    const last = row.split('|').at(-2) ?? '';
    const cited = [...last.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    expect({ kind, cited: cited.toSorted() }).toEqual({ kind, cited: Object.keys(parts).toSorted() });
  }
  const policies = config.processors.tail_sampling.policies.map(({ name }) => name);
  expect(policies.filter((name) => rowsOf(COLLECTOR, `\`${name}\``).length !== 1)).toEqual([]);
});

interface CollectorConfig {
  receivers: object;
  processors: { tail_sampling: { policies: { name: string }[] } };
  exporters: object;
  connectors: object;
  extensions: object;
  service: { pipelines: object };
}

const COMPOSE = /^(?:\S+=\S+ |\$env:\S+; )?docker compose -f (?<file>\S+)(?: --profile (?<profile>\S+))? (?<rest>.+)$/;

/** O que o comando nomeia e não existe. */
function missingIn(command: string): string[] {
  const { file = '', profile, rest = '' } = COMPOSE.exec(command)?.groups ?? {};
  if (!existsSync(path.join(findRepoRoot(), file))) return [command];
  const { services: known } = readCompose(path.basename(file));
  const profiles = Object.values(known).flatMap((service) => service.profiles ?? []);
  const { verb = '', words = '' } = /^(?<verb>\w+) ?(?<words>.*)$/.exec(rest)?.groups ?? {};
  // De `run`, só o primeiro nome é de um serviço: o resto é o comando dele.
  const names = words.split(' ').filter((word) => word !== '' && !word.startsWith('-'));
  const asked = verb === 'run' ? names.slice(0, 1) : names;
  return [
    ...(profile === undefined || profiles.includes(profile) ? [] : [profile]),
    ...asked.filter((name) => !Object.hasOwn(known, name)),
  ];
}

test('os comandos do Compose são de arquivos, perfis e serviços que existem', () => {
  const written = ['README.md', 'COLLECTOR.md']
    .map((name) => readGuide(name, readPlatformFile(name)))
    .flatMap(({ commands, inline }) => [...commands, ...inline])
    .filter((text) => text.includes('docker compose -f '));
  expect(written.length).toBeGreaterThan(10);
  expect(written.flatMap(missingIn)).toEqual([]);
  const wrong = ['x.yaml up', 'labs/plataforma/compose.yaml --profile tudo up', 'labs/plataforma/compose.yaml stop x'];
  expect(wrong.map((rest) => missingIn(`docker compose -f ${rest}`).length)).toEqual([1, 1, 1]);
});

test('os alertas que os guias citam existem', () => {
  const rules = parse(readPlatformFile('prometheus/rules.yaml')) as { groups: { rules: { alert?: string }[] }[] };
  const alerts = rules.groups.flatMap((group) => group.rules.flatMap(({ alert }) => alert ?? []));
  const cited = [...(README + COLLECTOR).matchAll(/`((?:Collector|Service|Telemetry|Llm)[A-Z]\w+)`/g)].map(
    ([, name]) => name,
  );
  expect(cited.length).toBeGreaterThan(0);
  expect(cited.filter((name) => !alerts.includes(name ?? ''))).toEqual([]);
});

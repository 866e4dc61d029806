// Os dados de usuário, do modelo ao que a AWS entrega à VM.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { encodeUserData, renderCloudInit, type CloudInitProps } from '../../constructs/cloud-init.ts';

interface CloudConfig {
  write_files: { path: string; content: string; permissions?: string }[];
  runcmd: string[][];
}

const PROPS: CloudInitProps = {
  repository: { url: 'https://git.example/turma/lab.git', ref: 'v1.0.0' },
  autoShutdownHours: 8,
};

const render = (props: Partial<CloudInitProps> = {}) => parse(renderCloudInit({ ...PROPS, ...props })) as CloudConfig;

function fileOf(config: CloudConfig, name: string): string {
  const file = config.write_files.find(({ path }) => path.endsWith(`/${name}`));
  if (!file) throw new Error(`${name} não está em write_files`);
  return file.content;
}

const template = (name: string) => readFileSync(new URL(`../../templates/${name}`, import.meta.url), 'utf8');

test('começa com #cloud-config, que é como a VM sabe o que recebeu', () => {
  expect(renderCloudInit(PROPS).split('\n')[0]).toBe('#cloud-config');
});

test('a configuração chega ao arquivo de variáveis do compose', () => {
  const lines = fileOf(render(), 'lab.env').split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'REPO_URL=https://git.example/turma/lab.git',
      'REPO_REF=v1.0.0',
      'BIND_ADDRESS=0.0.0.0',
      'SAMPLE_PORT=80',
      'JAEGER_UI_PORT=8080',
      'SAMPLE_IMAGE=',
      'SAMPLE_PULL_POLICY=build',
    ]),
  );
});

test('com IMAGE, a VM baixa a imagem em vez de montá-la', () => {
  const lines = fileOf(render({ image: 'turma/sample:1.0.0' }), 'lab.env').split('\n');
  expect(lines).toEqual(expect.arrayContaining(['SAMPLE_IMAGE=turma/sample:1.0.0', 'SAMPLE_PULL_POLICY=missing']));
});

test('as variáveis do compose são as que o compose.yaml da raiz lê', () => {
  const compose = readFileSync(new URL('../../../compose.yaml', import.meta.url), 'utf8');
  const known = new Set([...compose.matchAll(/\$\{(\w+):-/g)].map(([, name]) => name));
  const given = [...fileOf(render(), 'lab.env').matchAll(/^(\w+)=/gm)].map(([, name]) => name);
  const ours = given.filter((name) => !name.startsWith('REPO_'));
  expect(ours.length).toBeGreaterThan(0);
  expect(ours.filter((name) => !known.has(name))).toEqual([]);
});

test('os scripts chegam inteiros, byte por byte, ao outro lado do gzip e do base64', () => {
  const decoded = gunzipSync(Buffer.from(encodeUserData(renderCloudInit(PROPS)), 'base64')).toString('utf8');
  expect(decoded).toBe(renderCloudInit(PROPS));
  const config = parse(decoded) as CloudConfig;
  for (const name of ['lab-up.sh', 'status_page.py', 'status_page.css'])
    expect(fileOf(config, name)).toBe(template(name));
});

test('a VM se encerra sozinha: o temporizador conta de cada início e é a primeira coisa a ser ligada', () => {
  const config = render({ autoShutdownHours: 3 });
  expect(fileOf(config, 'lab-shutdown.timer')).toContain('OnBootSec=3h');
  const commands = config.runcmd.map((command) => command.join(' '));
  const timer = commands.findIndex((command) => command.includes('lab-shutdown.timer'));
  const lab = commands.findIndex((command) => command.includes('lab.service'));
  expect(timer).toBeGreaterThanOrEqual(0);
  expect(lab).toBeGreaterThan(timer);
});

test('os dados de usuário cabem no limite da AWS, com folga', () => {
  const raw = Buffer.from(encodeUserData(renderCloudInit(PROPS)), 'base64');
  expect(raw.length).toBeLessThanOrEqual(12_288);
});

test('o byte do gzip que diz em que sistema se comprimiu é sempre "desconhecido"', () => {
  expect(Buffer.from(encodeUserData(renderCloudInit(PROPS)), 'base64')[9]).toBe(255);
});

test('acima do limite, a mensagem diz quanto veio e quanto cabe', () => {
  const tooMuch = `#cloud-config\n# ${randomBytes(16_384).toString('base64')}\n`;
  expect(() => encodeUserData(tooMuch)).toThrow(/têm \d+ bytes comprimidos, e a AWS aceita 16384/);
});

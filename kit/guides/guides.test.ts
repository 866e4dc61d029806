/** Nada do que um guia cita pode faltar: arquivo, título, imagem, comando. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { labs } from '../../labs/labs.ts';
import { stepOf } from '../course/manifest.ts';
import { readLabOptions } from '../cli/lab/lab-options.ts';
import { findRepoRoot } from '../repo-root.ts';
import { readGuide, readGuides } from './guides.ts';

const ROOT = findRepoRoot();
const guides = readGuides();
const byPath = new Map(guides.map((guide) => [guide.path, guide]));

/** O que quem lê troca pelo que é seu. */
const PLACEHOLDER = /[A-ZÇÃÉ]{3,}|…|<|\.\.\./;

test('lê títulos, links, crases e comandos; saída e código não são comandos', () => {
  const guide = readGuide(
    'x.md',
    '# Um `b` e *c*\n\n## Um b e c\n\n[a](y.md#z) `npm run lab`\n\n```\nnpm ci  # uma vez\nok\n```\n\n```ts\nnode x\n```\n',
  );
  expect(guide).toEqual({
    path: 'x.md',
    links: ['y.md#z'],
    anchors: new Set(['um-b-e-c', 'um-b-e-c-1']),
    inline: ['b', 'npm run lab'],
    commands: ['npm ci'],
  });
});

describe.each(guides.map((guide) => [guide.path, guide] as const))('%s', (file, guide) => {
  test('os arquivos e os títulos a que leva existem', () => {
    const local = guide.links.filter((href) => !/^[a-z]+:/.test(href));
    const broken = local.filter((href) => {
      const [name = '', anchor] = href.split('#');
      const target = name === '' ? file : path.posix.join(path.posix.dirname(file), decodeURI(name));
      if (!existsSync(path.join(ROOT, target))) return true;
      return anchor !== undefined && !byPath.get(target)?.anchors.has(decodeURI(anchor));
    });
    expect(broken).toEqual([]);
  });

  const written = [...guide.inline, ...guide.commands];

  test('os scripts do npm e os arquivos que manda rodar existem', () => {
    const manifests = ['package.json', ...(file.startsWith('iac/') ? ['iac/package.json'] : [])];
    const scripts = manifests.flatMap((name) =>
      Object.keys(JSON.parse(readFileSync(path.join(ROOT, name), 'utf8')).scripts),
    );
    const asked = written.flatMap((text) =>
      [...text.matchAll(/\bnpm run (?:--silent )?([\w-]+)/g)].map(([, name]) => name),
    );
    expect(asked.filter((name) => !scripts.includes(name))).toEqual([]);
    const run = written.flatMap((text) => [...text.matchAll(/\b(?:npx tsx|node --import tsx) ((?!meu-lab)\S+)/g)]);
    expect(run.map(([, name = '']) => name).filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
  });

  test('todo npm run lab é um comando que o lab entende, sobre um passo que existe', () => {
    const asked = written.flatMap((text) => /\bnpm run (?:--silent )?lab\b(?: --)?([^>|;]*)/.exec(text)?.[1] ?? []);
    const read = asked
      .filter((words) => !PLACEHOLDER.test(words))
      .map((words) => readLabOptions(words.split(' ').filter(Boolean), 'verify').args);
    const steps = read.flatMap(({ step }) => (step?.includes('/') ? [step] : []));
    expect(() => steps.map((step) => stepOf(labs, step))).not.toThrow();
  });

  test('uma variável antes do comando, que só o bash entende, tem ao lado a forma do PowerShell', () => {
    const names = guide.commands.flatMap((command) => /^([A-Z_]+)=\S+ [a-z]/.exec(command)?.[1] ?? []);
    const forms = guide.commands.join('\n');
    expect(names.filter((name) => !forms.includes(`$env:${name}`))).toEqual([]);
  });
});

test('toda imagem é citada num guia, e o script que as refaz conhece todas', () => {
  const pictures = readdirSync(path.join(ROOT, 'img-src')).filter((file) => file.endsWith('.png'));
  const cited = new Set(guides.flatMap(({ links }) => links.map((href) => path.posix.basename(href))));
  expect(pictures.filter((file) => !cited.has(file))).toEqual([]);
  const script = readFileSync(path.join(ROOT, 'img-src/capture.ts'), 'utf8');
  const known = [...script.matchAll(/'([\w-]+\.png)':/g)].map(([, file]) => file);
  expect(known.toSorted()).toEqual(pictures.toSorted());
});

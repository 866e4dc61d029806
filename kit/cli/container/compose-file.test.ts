import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { findRepoRoot } from '../../repo-root.ts';
import { type ComposeFile, readCompose } from './compose-file.ts';
import { readImage } from './image.ts';
import { hostsFor } from './network-plan.ts';
import { ACCEPTED, REFUSED } from './testing/compose-cases.ts';

function read(text: string, env: NodeJS.ProcessEnv = {}): ComposeFile {
  const projectFolder = temporaryFolder();
  const file = path.join(projectFolder, 'compose.yaml');
  writeFileSync(file, text);
  return readCompose(file, { projectFolder, env });
}

test('o compose.yaml da raiz: as variáveis trocadas, e quem está em que rede', () => {
  const root = findRepoRoot();
  const { services, problems } = readCompose(path.join(root, 'compose.yaml'), {
    projectFolder: temporaryFolder(),
    env: { SAMPLE_PORT: '8000' },
  });
  expect(problems).toEqual([]);
  expect(services).toMatchObject([
    {
      name: 'sample',
      isBuilt: true,
      environment: { OTEL_EXPORTER_JAEGER_AGENT_HOST: 'jaeger' },
      ports: [{ address: '127.0.0.1', host: 8000, target: 8080, transport: 'tcp' }],
      networks: { lab: [] },
    },
    { name: 'jaeger', isBuilt: false, ports: [{ host: 8080, target: 16686 }], networks: { lab: [] } },
  ]);
  expect(readImage(root)).toEqual({
    env: { NODE_ENV: 'production', HOST: '0.0.0.0', PORT: '8080' },
    entry: 'exemplos/example_app.ts',
    port: 8080,
  });
});

test('as outras escritas: listas, por extenso, env_file, o .env da pasta, e uma variável de quem roda o compose', () => {
  const projectFolder = temporaryFolder();
  mkdirSync(path.join(projectFolder, 'conf'));
  writeFileSync(path.join(projectFolder, 'conf', 'app.env'), 'A=do arquivo\nB=do arquivo\n');
  writeFileSync(path.join(projectFolder, '.env'), 'TAG=2.20.0\nPORTA=9090\n');
  const file = path.join(projectFolder, 'compose.yaml');
  writeFileSync(
    file,
    `services:
  app:
    build: {context: .}
    container_name: meu-app
    env_file: [conf/app.env, {path: conf/app.env}]
    environment: [B=daqui, C, D=]
    ports: [3000, "127.0.0.1::8080", "90-99:1", "8000-8001:1-2", "6832:6832/udp", {target: 16686, published: "\${PORTA}"}]
    networks: {rede: {aliases: [web]}}
  backend:
    image: jaegertracing/jaeger:\${TAG}
networks: {rede: }
`,
  );
  const compose = readCompose(file, { projectFolder, env: { C: 'do terminal' } });
  const [app, backend] = compose.services;
  expect(compose.problems).toEqual([]);
  expect(app).toMatchObject({
    environment: { A: 'do arquivo', B: 'daqui', C: 'do terminal', D: '' },
    ports: [
      { target: 3000, transport: 'tcp' },
      { address: '127.0.0.1', target: 8080, transport: 'tcp' },
      { target: 1, transport: 'tcp' },
      { host: 8000, target: 1, transport: 'tcp' },
      { host: 8001, target: 2, transport: 'tcp' },
      { host: 6832, target: 6832, transport: 'udp' },
      { host: 9090, target: 16686, transport: 'tcp' },
    ],
  });
  expect(backend).toMatchObject({ image: 'jaegertracing/jaeger:2.20.0', networks: { default: [] } });
  // Cada um na sua rede: o app só acha a si mesmo, por qualquer dos nomes.
  expect(Object.keys(hostsFor(compose, app!, () => ({}))).toSorted()).toEqual(['app', 'meu-app', 'web']);
});

test.each(REFUSED)('o que o compose recusaria: $title', ({ text, problem }) => {
  const { problems } = read(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
});

test.each(ACCEPTED)('o que ele aceita: $title', ({ text, services }) => {
  expect(read(text)).toMatchObject({ problems: [], services });
});

test('um serviço de um perfil: só com quem o pede', () => {
  const text = 'services:\n  a: {image: x, ports: ["80:1"]}\n  b: {image: x, ports: ["80:2"], profiles: [extra]}\n';
  const asked = read(text, { COMPOSE_PROFILES: 'outro, extra' });
  expect(asked.services.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(asked.problems).toEqual([expect.stringMatching(/a e b querem os dois a porta 80/)]);
});

test('um arquivo que não está lá é dito, e não lançado', () => {
  expect(readCompose('/nao/existe.yaml', { projectFolder: '/', env: {} }).problems).toEqual([
    expect.stringMatching(/^o arquivo não se lê/),
  ]);
});

test.each([
  ['um env_file fora da pasta', 'env_file: ../segredo.env', /fora da pasta do projeto/],
  ['um env_file que é uma pasta', 'env_file: .', /não é um arquivo de variáveis/],
  ['outro comando', 'command: ["sh"]', /"command", do serviço "app" está além da prova/],
  ['outro serviço por base', 'extends: {file: outro.yaml, service: x}', /"extends", do serviço "app"/],
])('%s: a prova diz que não vai até lá', (_, line, problem) => {
  expect(read(`services:\n  app:\n    image: x\n    ${line}\n`).problems).toEqual([expect.stringMatching(problem)]);
});

test('outros arquivos incluídos: a prova diz que não vai até lá', () => {
  const { problems } = read('include: [outro.yaml]\nservices:\n  app: {image: x}\n');
  expect(problems).toEqual([expect.stringMatching(/^linha 1: "include" está além da prova/)]);
});

test.runIf(process.platform !== 'win32')('o que nunca acaba de se ler não é lido', () => {
  const projectFolder = temporaryFolder();
  expect(readCompose('/dev/zero', { projectFolder, env: {} }).problems).toEqual([
    expect.stringContaining('não é um arquivo'),
  ]);
  symlinkSync('/dev/zero', path.join(projectFolder, 'zero.env'));
  const file = path.join(projectFolder, 'compose.yaml');
  writeFileSync(file, 'services:\n  app: {image: x, env_file: zero.env}\n');
  expect(readCompose(file, { projectFolder, env: {} }).problems).toEqual([expect.stringContaining('zero.env')]);
});

import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROGRESS_FILE, type Progress, readProgress, updateProgress } from './progress.ts';
import { courseErrorOf } from './testing/course-error-of.ts';
import { runProgram } from './testing/run-program.ts';
import { temporaryFolder, writeIn } from './testing/temporary-folder.ts';

const now = new Date('2026-03-04T05:06:07.000Z');
const empty: Progress = { version: 1, steps: {}, files: {} };
const withProgress = (text: string): string => temporaryFolder({ [PROGRESS_FILE]: text });
const textIn = (root: string): string => readFileSync(path.join(root, PROGRESS_FILE), 'utf8');

test('ainda sem progresso, é vazio, e ler não cria nada', () => {
  const root = temporaryFolder();
  expect(readProgress(root, now)).toEqual({ progress: empty });
  expect(readdirSync(root)).toEqual([]);
});

test('o que se anota volta na leitura, e nada temporário fica', () => {
  const root = temporaryFolder();
  updateProgress(root, now, ({ steps, files }) => {
    steps['01/1'] = { passedAt: now.toISOString(), hints: { no_span: 2 } };
    files['01-tracing/x.ts'] = { sha256: 'ab', step: '1' };
  });
  updateProgress(root, now, ({ steps }) => {
    steps['01/2'] = {};
  });
  expect(readProgress(root, now)).toEqual({
    progress: {
      version: 1,
      steps: { '01/1': { passedAt: now.toISOString(), hints: { no_span: 2 } }, '01/2': {} },
      files: { '01-tracing/x.ts': { sha256: 'ab', step: '1' } },
    },
  });
  expect(readdirSync(path.join(root, 'meu-lab'))).toEqual(['.progresso.json']);
});

test('um campo que esta versão não conhece não se perde', () => {
  const root = withProgress('{"version":1,"steps":{"01/1":{"note":"x"}},"files":{},"theme":"dark"}');
  updateProgress(root, now, () => {});
  expect(JSON.parse(textIn(root))).toEqual({ ...empty, steps: { '01/1': { note: 'x' } }, theme: 'dark' });
});

test('os mistérios resolvidos ficam no campo deles, e um progresso de antes deles serve', () => {
  const root = withProgress('{"version":1,"steps":{},"files":{}}');
  updateProgress(root, now, (progress) => {
    progress.mysteries = { m1: { answeredAt: now.toISOString() } };
  });
  expect(readProgress(root, now).progress).toEqual({ ...empty, mysteries: { m1: { answeredAt: now.toISOString() } } });
  expect(readProgress(withProgress('{"version":1,"steps":{},"files":{},"mysteries":[1]}'), now).warning).toBeDefined();
});

test('um BOM na frente, como há editores que põem: lê-se do mesmo jeito, e nada vai para o lado', () => {
  const root = withProgress('\uFEFF{"version":1,"steps":{"01/1":{}},"files":{}}');
  expect(readProgress(root, now)).toEqual({ progress: { ...empty, steps: { '01/1': {} } } });
  expect(readdirSync(path.join(root, 'meu-lab'))).toEqual(['.progresso.json']);
});

test('de uma versão mais nova: erro, e o arquivo fica como está', () => {
  const text = '{"version":2,"estado":{}}';
  const root = withProgress(text);
  for (const action of [() => readProgress(root, now), () => updateProgress(root, now, () => {})]) {
    const error = courseErrorOf(action);
    expect(error.code).toBe('newer_progress');
    expect(error.message).toContain('é da versão 2, e este curso só conhece a 1. Atualize o curso');
  }
  expect(textIn(root)).toBe(text);
  expect(readdirSync(path.join(root, 'meu-lab'))).toEqual(['.progresso.json']);
});

test.each([
  '',
  '{"version":1,"steps":{',
  'null',
  '[]',
  '{}',
  '{"version":0,"steps":{},"files":{}}',
  '{"version":"1","steps":{},"files":{}}',
  '{"version":1,"steps":[],"files":{}}',
  '{"version":1,"steps":{"01/1":true},"files":{}}',
  '{"version":1,"steps":{"01/1":{"passedAt":3}},"files":{}}',
  '{"version":1,"steps":{"01/1":{"hints":{"a":"b"}}},"files":{}}',
  '{"version":1,"steps":{},"files":{"x":"ab"}}',
])('ilegível (%s): vai para o lado, com um aviso, e um novo começa', (text) => {
  const root = withProgress(text);
  const { progress, warning } = readProgress(root, now);
  const aside = `${PROGRESS_FILE}.ilegivel-2026-03-04T05-06-07.000Z`;
  expect(progress).toEqual(empty);
  expect(warning).toContain(`guardei-o como ${aside}`);
  expect(readFileSync(path.join(root, aside), 'utf8')).toBe(text);
  expect(readProgress(root, now)).toEqual({ progress: empty });
});

test('dois ilegíveis na mesma hora: o segundo não apaga o primeiro', () => {
  const root = withProgress('um');
  readProgress(root, now);
  writeIn(root, PROGRESS_FILE, 'dois');
  const { warning } = updateProgress(root, now, () => {});
  expect(warning).toContain('.000Z-2');
  expect(readFileSync(path.join(root, `${PROGRESS_FILE}.ilegivel-2026-03-04T05-06-07.000Z`), 'utf8')).toBe('um');
});

test('se a mudança falha, nada é escrito e a trava é solta', () => {
  const root = temporaryFolder();
  expect(() =>
    updateProgress(root, now, () => {
      throw new Error('não deu');
    }),
  ).toThrow('não deu');
  expect(readdirSync(path.join(root, 'meu-lab'))).toEqual([]);
});

test('dois processos anotando ao mesmo tempo: nenhum passo se perde', async () => {
  const root = temporaryFolder();
  const count = 60;
  await Promise.all(['01', '02'].map((lab) => runProgram('progress-writer.ts', [root, lab, String(count)])));
  const { progress, warning } = readProgress(root, now);
  const expected = ['01', '02'].flatMap((lab) => Array.from({ length: count }, (_, index) => `${lab}/${index}`));
  expect(warning).toBeUndefined();
  expect(Object.keys(progress.steps).toSorted()).toEqual(expected.toSorted());
  expect(readdirSync(path.join(root, 'meu-lab'))).toEqual(['.progresso.json']);
});

test('meu-lab ou o progresso como link simbólico: recusa, sem escrever do outro lado', () => {
  const outside = temporaryFolder({ 'p.json': JSON.stringify(empty) });
  const linkedFolder = temporaryFolder();
  symlinkSync(outside, path.join(linkedFolder, 'meu-lab'), 'junction');
  const linkedFile = temporaryFolder();
  mkdirSync(path.join(linkedFile, 'meu-lab'));
  symlinkSync(path.join(outside, 'p.json'), path.join(linkedFile, PROGRESS_FILE));
  for (const root of [linkedFolder, linkedFile]) {
    expect(courseErrorOf(() => updateProgress(root, now, () => {})).code).toBe('linked_path');
    expect(courseErrorOf(() => readProgress(root, now)).code).toBe('linked_path');
  }
  expect(readdirSync(outside)).toEqual(['p.json']);
});

test('um arquivo no lugar da pasta, uma pasta no lugar do arquivo', () => {
  const file = temporaryFolder({ 'meu-lab': '' });
  for (const action of [() => updateProgress(file, now, () => {}), () => readProgress(file, now)]) {
    expect(courseErrorOf(action)).toMatchObject({
      code: 'wrong_kind',
      message: 'meu-lab é um arquivo, e devia ser uma pasta. Mude o nome dele e rode de novo.',
    });
  }
  const folder = temporaryFolder({ [`${PROGRESS_FILE}/x`]: '' });
  expect(courseErrorOf(() => readProgress(folder, now)).code).toBe('wrong_kind');
});

test('uma pasta em que não se escreve: uma frase com o que conferir', async () => {
  const root = temporaryFolder({ 'meu-lab/x': '' });
  chmodSync(root, 0o755);
  chmodSync(path.join(root, 'meu-lab'), 0o555);
  const answer = await runProgram('read-only-writer.ts', [root]);
  chmodSync(path.join(root, 'meu-lab'), 0o755);
  expect(JSON.parse(answer)).toEqual({
    code: 'folder_unusable',
    message: `Não consegui usar ${PROGRESS_FILE} (EACCES). Confira se a pasta é sua, aceita escrita e tem espaço no disco.`,
  });
  expect(existsSync(path.join(root, PROGRESS_FILE))).toBe(false);
});

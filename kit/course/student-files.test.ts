import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { StudentFile } from './lab-files.ts';
import type { Lab } from './manifest.ts';
import { changeFiles, type Changes } from './student-files.ts';
import { courseErrorOf } from './testing/course-error-of.ts';
import { temporaryFolder, writeIn } from './testing/temporary-folder.ts';

const FILE = '01-tracing/a.ts';
const PLACE = `meu-lab/${FILE}`;
const now = new Date(2026, 2, 4, 5, 6, 7);
const lab: Lab = {
  id: '01-tracing',
  number: '01',
  title: 'Traces',
  steps: [{ id: '01/1', title: '', minutes: 5, files: ['a.ts'], hints: {} }],
};

/** O arquivo do lab; `meanwhile` roda depois de se olhar o do aluno, e antes de se escrever no lugar dele. */
function labFile(meanwhile: () => void): StudentFile {
  return {
    path: FILE,
    isOpenAt: () => true,
    contentAt() {
      meanwhile();
      return Buffer.from('do lab\n');
    },
  };
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}

function read(root: string, file: string): string {
  return readFileSync(path.join(root, 'meu-lab', file), 'utf8');
}

function place(root: string, file: StudentFile): Changes {
  return changeFiles({ root, lab, now }, (changer) => changer.place(file, '1'));
}

test('o que se salva no meio de um recomeço vai para .antes, e não se perde', () => {
  const root = temporaryFolder({ [PLACE]: 'minha versão\n' });
  const file = labFile(once(() => writeIn(root, PLACE, 'salvo agora\n')));
  const { moved, written } = place(root, file);
  expect(moved).toHaveLength(1);
  expect(written).toEqual([FILE]);
  expect([read(root, FILE), read(root, moved[0].to)]).toEqual(['do lab\n', 'salvo agora\n']);
});

test('o que se salva num arquivo sem mudanças, enquanto ele é refeito, também', () => {
  const root = temporaryFolder();
  place(
    root,
    labFile(() => {}),
  );
  const renewed: StudentFile = { ...labFile(once(() => writeIn(root, PLACE, 'salvo agora\n'))) };
  const { contentAt } = renewed;
  renewed.contentAt = (step) => Buffer.concat([contentAt(step), Buffer.from('novo\n')]);
  const { moved, refreshed } = place(root, renewed);
  expect(refreshed).toEqual([]);
  expect([read(root, FILE), read(root, moved[0].to)]).toEqual(['do lab\nnovo\n', 'salvo agora\n']);
});

test('um arquivo criado enquanto o passo abre fica como o aluno o fez', () => {
  const root = temporaryFolder();
  const file = labFile(once(() => writeIn(root, PLACE, 'criado agora\n')));
  const changes = changeFiles({ root, lab, now }, ({ open }) => open(file, '1'));
  expect(changes).toMatchObject({ written: [], refreshed: [], kept: [FILE] });
  expect(read(root, FILE)).toBe('criado agora\n');
});

test('um arquivo apagado no meio é escrito', () => {
  const root = temporaryFolder({ [PLACE]: 'minha versão\n' });
  const { moved, written } = place(root, labFile(once(() => rmSync(path.join(root, PLACE)))));
  expect({ moved, written }).toEqual({ moved: [], written: [FILE] });
  expect(read(root, FILE)).toBe('do lab\n');
});

test('salvo sem parar por um programa: desiste, e o arquivo fica', () => {
  const root = temporaryFolder({ [PLACE]: '0' });
  let saves = 0;
  const file = labFile(() => writeIn(root, PLACE, String(++saves)));
  expect(courseErrorOf(() => place(root, file)).code).toBe('busy_file');
  expect(read(root, FILE)).toBe(String(saves));
  expect(existsSync(path.join(root, 'meu-lab/.progresso.json'))).toBe(false);
});

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { withFileLock } from './file-lock.ts';
import { courseErrorOf } from './testing/course-error-of.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const quick = { staleMs: 30, deadlineMs: 20_000 };

test('a trava existe durante o trabalho, e some depois, mesmo se ele falha', () => {
  const file = path.join(temporaryFolder(), 'x.lock');
  expect(withFileLock(file, () => existsSync(file))).toBe(true);
  expect(() =>
    withFileLock(file, () => {
      throw new Error('o trabalho falhou');
    }),
  ).toThrow('o trabalho falhou');
  expect(existsSync(file)).toBe(false);
});

test('a trava de um processo morto é desfeita', () => {
  const folder = temporaryFolder({ 'x.lock': 'de um morto' });
  const started = performance.now();
  expect(withFileLock(path.join(folder, 'x.lock'), () => 'minha vez', quick)).toBe('minha vez');
  expect(performance.now() - started).toBeGreaterThanOrEqual(quick.staleMs);
  expect(readdirSync(folder)).toEqual([]);
});

test('a vez que não chega: diz qual é o arquivo', () => {
  const file = path.join(temporaryFolder({ 'x.lock': 'de um vivo' }), 'x.lock');
  const error = courseErrorOf(() => withFileLock(file, () => 0, { staleMs: 60_000, deadlineMs: 30 }));
  expect(error.code).toBe('busy_progress');
  expect(error.message).toContain(file);
  expect(readFileSync(file, 'utf8')).toBe('de um vivo');
});

test('quem perdeu a trava enquanto estava suspenso recomeça, sem apagar a do outro', () => {
  const file = path.join(temporaryFolder(), 'x.lock');
  let attempts = 0;
  const result = withFileLock(
    file,
    (confirm) => {
      attempts++;
      if (attempts === 1) writeFileSync(file, 'de outro');
      confirm();
      return attempts;
    },
    quick,
  );
  expect(result).toBe(2);
});

test('uma trava apagada durante o trabalho também não vale', () => {
  const file = path.join(temporaryFolder(), 'x.lock');
  let attempts = 0;
  withFileLock(file, (confirm) => {
    attempts++;
    if (attempts === 1) rmSync(file);
    confirm();
  });
  expect(attempts).toBe(2);
});

test('ao soltar, não apaga a trava que já é de outro', () => {
  const file = path.join(temporaryFolder(), 'x.lock');
  withFileLock(file, () => writeFileSync(file, 'de outro'));
  expect(readFileSync(file, 'utf8')).toBe('de outro');
});

import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../course/testing/temporary-folder.ts';
import { loadedFiles } from './loaded-files.ts';

test('o que um programa carrega: imports de todo jeito, uns dentro dos outros, e nenhum pacote', () => {
  const folder = temporaryFolder({
    'a.ts': `import './telemetry';\nimport { b } from './lib/b.js';\nimport express from 'express';\n`,
    'telemetry.ts': `const later = () => import('./later');\nexport * from './a';\n`,
    'later.ts': `const data = require("./data.json");\n`,
    'data.json': '{}',
    'lib/b.ts': `import { c } from '../c';\nimport './missing';\n`,
    'c/index.ts': '',
    'other.ts': `import './telemetry';\n`,
  });
  const sorted = (entry: string): string[] => [...loadedFiles(folder, entry)].toSorted();
  const shared = ['c/index.ts', 'data.json', 'later.ts', 'lib/b.ts', 'telemetry.ts'];
  expect(sorted('a.ts')).toEqual(['a.ts', ...shared]);
  expect(sorted('other.ts')).toEqual([
    'a.ts',
    'c/index.ts',
    'data.json',
    'later.ts',
    'lib/b.ts',
    'other.ts',
    'telemetry.ts',
  ]);
  expect(sorted('missing.ts')).toEqual(['missing.ts']);
});

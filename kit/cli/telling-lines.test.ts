import { expect, test } from 'vitest';
import { tellingLines } from './telling-lines.ts';

test('o motivo e o lugar ficam; o código e a pilha dos outros saem', () => {
  const output = [
    'C:\\lab\\node_modules\\tsx\\dist\\register.cjs:22',
    'código minificado '.repeat(500),
    '   ^',
    '',
    "Error: Cannot find module 'express'",
    'Require stack:',
    '- C:\\lab\\exemplos\\example_app.ts',
    '    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15)',
    '    at Object.transformer (/lab/node_modules/tsx/dist/register.cjs:22:2188)',
    '    at Object.<anonymous> (/lab/exemplos/example_app.ts:12:1) {',
    "  code: 'MODULE_NOT_FOUND',",
    '}',
    '',
    'Node.js v20.20.2',
  ];
  expect(tellingLines(output)).toEqual([
    "Error: Cannot find module 'express'",
    'Require stack:',
    '- C:\\lab\\exemplos\\example_app.ts',
    '    at Object.<anonymous> (/lab/exemplos/example_app.ts:12:1) {',
    "  code: 'MODULE_NOT_FOUND',",
    '}',
  ]);
});

test('no máximo doze linhas, e nenhuma sem fim', () => {
  const lines = tellingLines(Array.from({ length: 50 }, (_, i) => `linha ${i} ${'x'.repeat(5000)}`));
  expect(lines).toHaveLength(12);
  expect(lines.at(-1)).toMatch(/^linha 49 x+…$/);
  expect(lines.at(-1)).toHaveLength(300);
});

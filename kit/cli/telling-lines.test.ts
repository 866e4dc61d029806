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

test('de um erro do esbuild fica o que ele diz, sem os pedaços do objeto dele', () => {
  const output = [
    'Error: Transform failed with 1 error:',
    '/lab/exemplos/example_app.ts:2:8: ERROR: Expected ")" but found ";"',
    '    at failureErrorWithLog (/lab/node_modules/esbuild/lib/main.js:1752:15)',
    '    at Pipe.onStreamRead (node:internal/stream_base_commons:191:23) {',
    "  name: 'TransformError'",
    '}',
  ];
  expect(tellingLines(output)).toEqual(['/lab/exemplos/example_app.ts:2:8: ERROR: Expected ")" but found ";"']);
});

test('no máximo doze linhas, e nenhuma sem fim', () => {
  const lines = tellingLines(Array.from({ length: 50 }, (_, i) => `linha ${i} ${'x'.repeat(5000)}`));
  expect(lines).toHaveLength(12);
  expect(lines.at(-1)).toMatch(/^linha 49 x+…$/);
  expect(lines.at(-1)).toHaveLength(300);
});

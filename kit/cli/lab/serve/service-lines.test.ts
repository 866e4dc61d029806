import { expect, test } from 'vitest';
import { ServiceLines } from './service-lines.ts';

function screen(columns: number, { color = false, isWrapped = true } = {}) {
  let shown = '';
  const lines = new ServiceLines({
    names: ['gateway', 'geo'],
    terminal: { columns, color, drawing: true, utf8: true },
    isWrapped,
    write: (text) => (shown += text),
  });
  return { lines, shown: () => shown };
}

test('cada linha tem na frente o nome de quem a escreveu, mesmo quando vem aos pedaços; a de pronto não aparece', () => {
  const { lines, shown } = screen(80);
  lines.add('geo', 'uma ', 'stdout');
  lines.add('gateway', '{"ready":true,"port":5001}\nolá\n', 'stdout');
  lines.add('geo', 'linha\nsem fim', 'stdout');
  lines.add('geo', 'erro\u001b[31m!\u001b[0m\n', 'stderr');
  expect(shown()).toBe('gateway │ olá\ngeo     │ uma linha\ngeo     │ erro!\n');
});

test('num terminal, nada passa da largura; num arquivo, cada linha fica inteira', () => {
  const long = `${'palavra '.repeat(8)}${'x'.repeat(60)}\n`;
  const narrow = screen(40);
  narrow.lines.add('geo', long, 'stdout');
  const rows = narrow.shown().trimEnd().split('\n');
  expect(rows.length).toBeGreaterThan(3);
  expect(Math.max(...rows.map((row) => row.length))).toBeLessThan(40);
  expect(rows.every((row) => row.startsWith('geo     │ '))).toBe(true);
  const file = screen(40, { isWrapped: false });
  file.lines.add('geo', long, 'stdout');
  expect(file.shown()).toBe(`geo     │ ${long}`);
});

test('com cor, cada serviço tem a sua', () => {
  const { lines, shown } = screen(80, { color: true });
  lines.add('gateway', 'a\n', 'stdout');
  lines.add('geo', 'a\n', 'stdout');
  const [one, other] = shown().split('\n');
  expect(one?.startsWith('\u001b[36mgateway │ ')).toBe(true);
  expect(other?.startsWith('\u001b[35mgeo     │ ')).toBe(true);
});

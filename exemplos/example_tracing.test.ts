import { expect, test } from 'vitest';
import { consoleSpans, lines, runExample } from './test-support';

test('imprime a mensagem e dois spans, o segundo dentro do primeiro', async () => {
  const { code, stdout, stderr } = await runExample('example_tracing.ts');

  expect(code).toBe(0);
  expect(stderr).toBe('');
  expect(lines(stdout)[0]).toBe('SRE and DevOps work together!!!');

  const spans = consoleSpans(stdout);
  expect(spans.map((span) => span.name)).toEqual(['test_span_02', 'test_span_01']);
  const [child, parent] = spans;
  expect(parent.parentSpanContext).toBeUndefined();
  expect(child.parentSpanContext?.spanId).toBe(parent.id);
  expect(child.traceId).toBe(parent.traceId);
});

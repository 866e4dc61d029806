import { expect, test } from 'vitest';
import { serve } from '../../testing/serve.ts';
import { explainNobody } from './nobody-listens.ts';

test('alguém atende: não há o que explicar', async () => {
  expect(await explainNobody(await serve((_request, response) => response.end()))).toBeUndefined();
});

test('ninguém atende: a frase diz onde, e como conferir', async () => {
  for (const endpoint of ['http://127.0.0.1:1', 'http://[::1]:1', 'https://nao.existe.invalid']) {
    const told = await explainNobody(endpoint);
    expect(told).toContain(`Ninguém atende em ${endpoint}, para onde o programa manda`);
    expect(told).toContain('OTEL_EXPORTER_OTLP_ENDPOINT');
  }
});

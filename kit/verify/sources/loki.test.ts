import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { serve } from '../../testing/serve.ts';
import { lokiSource } from './loki.ts';

const WEEK_NS = 7n * 24n * 3600n * 1_000_000_000n;

/** O que o Loki 3.7.8 respondeu, com a config da plataforma, a três logs que o SDK JavaScript lhe mandou por OTLP. */
const recorded = await readFile(new URL('fixtures/loki-3.7.8.json', import.meta.url), 'utf8');

test('o que um Loki de verdade respondeu', async () => {
  const url = await serve((_request, response) => response.end(recorded));
  const { logs, problems } = await lokiSource(url).read({ sinceUs: 0 });
  expect(problems).toEqual([]);
  expect(logs).toHaveLength(3);
  const [found, ...others] = logs!;
  expect(found).toMatchObject({
    timeUs: 1_795_364_076_539_000,
    body: 'lugar encontrado',
    severity: 'INFO',
    service: 'loja',
    traceId: 'b5489a4bddc0475b0f50decfdd4b8e1f',
    spanId: '55965085c55b406f',
    attributes: { http_route: '/', tentativas: '42', cache: 'false', rotas: '["a","b"]', distancia: '1.5' },
    resource: { lab_attempt: 'gravada', deployment_environment_name: 'aula', service_version: '1.2.0' },
  });
  // Os campos do registro, e o nível que o Loki deduziu, não são atributos.
  for (const key of ['trace_id', 'severity_text', 'detected_level', 'flags', 'scope_name', 'observed_timestamp']) {
    expect(found.attributes).not.toHaveProperty(key);
  }
  const byService = new Map(others.map((log) => [log.service, log]));
  expect(byService.get('frontend')).toMatchObject({ body: 'sem atributos', traceId: '', spanId: '' });
  expect(byService.get('frontend')).not.toHaveProperty('severity');
  expect(byService.get('loja')).toMatchObject({ body: '{"itens":["x"],"pedido":7}', severity: 'WARN' });
});

test('não pede mais de uma semana: o Loki recusa mais de um mês', async () => {
  const asked: URLSearchParams[] = [];
  const url = await serve((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://loki').searchParams);
    response.end(recorded);
  });
  const recent = Date.now() * 1000 - 3_600_000_000;
  for (const sinceUs of [0, recent + 0.5]) await lokiSource(url).read({ sinceUs });
  const [all, hour] = asked;
  expect(BigInt(all.get('end')!) - BigInt(all.get('start')!)).toBe(WEEK_NS);
  expect(hour.get('start')).toBe(`${recent}000`);
});

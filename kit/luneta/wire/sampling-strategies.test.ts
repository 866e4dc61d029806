import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_STRATEGIES,
  parseSamplingStrategies,
  strategyFor,
  type SamplingStrategy,
} from './sampling-strategies.ts';
import { WireError } from './wire-error.ts';

/** Gravado de um Jaeger de verdade (v2.13), que diz o tipo por número. */
interface Recorded {
  strategies: unknown;
  answers: Record<string, Omit<SamplingStrategy, 'strategyType'> & { strategyType: 0 | 1 }>;
}

const RECORDED: Recorded[] = JSON.parse(
  readFileSync(new URL('fixtures/jaeger-sampling.json', import.meta.url), 'utf8'),
);
const TYPES = ['PROBABILISTIC', 'RATE_LIMITING'];

describe('como o Jaeger', () => {
  test.each(
    RECORDED.flatMap(({ strategies, answers }, file) =>
      Object.entries(answers).map(([service, answer]) => ({ file, service, strategies, answer })),
    ),
  )('arquivo $file, serviço "$service"', ({ service, strategies, answer }) => {
    const parsed = parseSamplingStrategies(JSON.stringify(strategies));
    expect(strategyFor(parsed, service)).toEqual({ ...answer, strategyType: TYPES[answer.strategyType] });
  });

  test('sem arquivo, com arquivo vazio de regras e com listas null: amostrar tudo', () => {
    const all = { strategyType: 'PROBABILISTIC', probabilisticSampling: { samplingRate: 1 } };
    expect(strategyFor(DEFAULT_STRATEGIES, 'x')).toEqual(all);
    for (const text of ['{}', '{"default_strategy": null, "service_strategies": null}']) {
      expect(strategyFor(parseSamplingStrategies(text), 'x')).toEqual(all);
    }
  });

  test('um serviço com nome de propriedade de objeto não é achado por engano', () => {
    expect(strategyFor(parseSamplingStrategies('{}'), '__proto__')).toEqual(DEFAULT_STRATEGIES.default);
  });
});

test('"ratelimiting" por operação: a regra é deixada de lado, com um aviso', () => {
  const operations = [
    { operation: 'op1', type: 'probabilistic', param: 0.2 },
    { operation: 'op2', type: 'ratelimiting', param: 10 },
  ];
  const warnings: string[] = [];
  const strategies = parseSamplingStrategies(
    JSON.stringify({
      default_strategy: { type: 'probabilistic', param: 0.5, operation_strategies: operations.slice(1) },
      service_strategies: [{ service: 'a', type: 'probabilistic', param: 0.8, operation_strategies: operations }],
    }),
    (message) => warnings.push(message),
  );
  expect(strategyFor(strategies, 'a').operationSampling).toEqual({
    defaultSamplingProbability: 0.8,
    defaultLowerBoundTracesPerSecond: 0,
    perOperationStrategies: [{ operation: 'op1', probabilisticSampling: { samplingRate: 0.2 } }],
    defaultUpperBoundTracesPerSecond: 0,
  });
  expect(strategies.default.operationSampling?.perOperationStrategies).toEqual([]);
  expect(warnings).toEqual([
    expect.stringMatching(/^default_strategy\.operation_strategies\[0\]: .* de "op2" .* padrão ali é 0\.5\.$/),
    expect.stringMatching(/^service_strategies\[0\]\.operation_strategies\[1\]: .* de "op2" .* padrão ali é 0\.8\.$/),
  ]);
});

test('o exemplo do guia é válido', () => {
  const guide = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, example = ''] = /```json\n(\{\n {2}"default_strategy"[^`]*)```/.exec(guide) ?? [];
  const strategies = parseSamplingStrategies(example);
  expect([...strategies.byService.keys()]).toEqual(['loja', 'estoque']);
  expect(strategyFor(strategies, 'loja').rateLimitingSampling).toEqual({ maxTracesPerSecond: 10 });
});

const service = (fields: string) => `{"service_strategies": [{"service": "a", ${fields}}]}`;

describe('arquivo errado: a mensagem diz onde e o que se esperava', () => {
  test.each([
    ['', /linha 1, coluna 1: o arquivo acaba no meio/],
    ['{\n  "default_strategy": {,}\n}', /linha 2, coluna 24: perto de ",}/],
    ['[]', /o arquivo deve ser um objeto; veio \[\]/],
    ['"nonsense"', /o arquivo deve ser um objeto; veio "nonsense"/],
    ['{"default_stategy": {}}', /campo desconhecido "default_stategy" em o arquivo.*default_strategy/],
    ['{"service_strategies": {}}', /service_strategies deve ser uma lista; veio \{\}/],
    ['{"service_strategies": [1]}', /service_strategies\[0\] deve ser um objeto; veio 1/],
    ['{"service_strategies": [{"type": "probabilistic", "param": 1}]}', /\[0\]\.service deve ser um texto; veio nada/],
    [service('"type": "magic", "param": 1'), /\[0\]\.type deve ser "probabilistic" ou "ratelimiting"; veio "magic"/],
    [service('"type": "probabilistic"'), /\[0\]\.param deve ser um número de 0 a 1; veio nada/],
    [service('"type": "probabilistic", "param": 1.01'), /\[0\]\.param deve ser um número de 0 a 1; veio 1.01/],
    [service('"type": "probabilistic", "param": -0.1'), /de 0 a 1; veio -0.1/],
    [service('"type": "probabilistic", "param": "1"'), /de 0 a 1; veio "1"/],
    [service('"type": "ratelimiting", "param": 40000'), /de 0 a 32767; veio 40000/],
    [service('"type": "probabilistic", "param": 1, "operations": []'), /campo desconhecido "operations"/],
    [
      service('"operation_strategies": [{"operation": "x", "type": "magic", "param": 1}]'),
      /operation_strategies\[0\]\.type deve ser "probabilistic", o único que vale por operação; veio "magic"/,
    ],
    [service('"operation_strategies": [{"type": "probabilistic", "param": 1}]'), /\[0\]\.operation deve ser um texto/],
  ])('%s', (text, message) => {
    const parse = () => parseSamplingStrategies(text);
    expect(parse).toThrow(WireError);
    expect(parse).toThrow(expect.objectContaining({ code: 'malformed' }));
    expect(parse).toThrow(message);
  });
});

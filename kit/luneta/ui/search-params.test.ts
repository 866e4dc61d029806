import { describe, expect, test } from 'vitest';
import { parseSearch } from './search-params.ts';

const NOW = 1_795_176_000_000_000_000n;
const HOUR = 3_600_000_000_000n;
const parse = (query: string): ReturnType<typeof parseSearch> => parseSearch(new URLSearchParams(query), NOW);

describe('parseSearch', () => {
  test('sem parâmetros: todos os serviços na última hora', () => {
    expect(parse('').query).toEqual({ limit: 20, startTimeMin: NOW - HOUR });
    expect(parse('').form).toMatchObject({
      service: '',
      lookback: '1h',
      limit: '20',
      sort: 'recent',
      scale: 'linear',
      live: '1',
    });
  });

  test('todos os parâmetros do Jaeger', () => {
    const query =
      'service=orders&operation=GET+%2Fx&tags=%7B%22error%22%3A%22true%22%7D&lookback=2d&minDuration=1.5ms&maxDuration=2s&limit=5';
    expect(parse(query).query).toEqual({
      serviceName: 'orders',
      operationName: 'GET /x',
      attributes: [['error', 'true']],
      startTimeMin: NOW - 48n * HOUR,
      durationMin: 1_500_000n,
      durationMax: 2_000_000_000n,
      limit: 5,
    });
    expect(parse(query).form.tags).toBe('error=true');
  });

  test('o Jaeger escreve `operation=all` quando nenhuma foi escolhida', () => {
    expect(parse('operation=all').query?.operationName).toBeUndefined();
  });

  test('período fixo: `custom`, ou um link do Jaeger com início e fim em microssegundos', () => {
    const expected = { limit: 20, startTimeMin: 1_795_000_000_000_000_000n, startTimeMax: 1_795_100_000_123_456_000n };
    const times = 'start=1795000000000000&end=1795100000123456';
    expect(parse(`lookback=custom&${times}`).query).toEqual(expected);
    expect(parse(`lookback=1h&${times}`)).toMatchObject({ query: expected, form: { lookback: 'custom' } });
  });

  test('data e hora do formulário, no fuso desta máquina, e de volta ao formulário', () => {
    const { query, form } = parse('lookback=custom&start=2026-11-20T12:00&end=');
    expect(query?.startTimeMin).toBe(BigInt(new Date('2026-11-20T12:00').getTime()) * 1_000_000n);
    expect(query?.startTimeMax).toBeUndefined();
    expect(form.start).toBe('2026-11-20T12:00:00.000');
  });

  test('campos de período esquecidos no formulário não valem sem `custom`', () => {
    expect(parse('lookback=1h&start=2026-11-20T12:00').query).toEqual({ limit: 20, startTimeMin: NOW - HOUR });
  });

  test.each<[string, RegExp]>([
    ['lookback=muito', /período “muito”/],
    ['lookback=0h', /período/],
    ['lookback=custom&start=ontem', /campo “De”/],
    ['lookback=custom&start=99999999999999999999', /campo “De”/],
    ['lookback=custom&start=2&end=1', /começa depois/],
    ['minDuration=fast', /“Duração mínima” não é uma duração: “fast”/],
    ['minDuration=100', /Falta a unidade.*100ms/],
    ['maxDuration=1x', /unidade do campo “Duração máxima” não existe/],
    ['minDuration=-1s', /negativo/],
    ['minDuration=2s&maxDuration=1s', /mínima \(2s\) é maior/],
    ['limit=0', /de 1 a 1\.500/],
    ['limit=1501', /de 1 a 1\.500/],
    ['limit=abc', /“abc”/],
    ['limit=1e3', /“1e3”/],
    ['tags=error', /não é um par/],
    ['tags=%7B%22a%22%3A1%7D', /JSON/],
  ])('%s: uma frase, nunca um erro', (query, problem) => {
    const request = parse(query);
    expect(request.query).toBeUndefined();
    expect(request.problem).toMatch(problem);
  });

  test('um valor enorme não volta inteiro na frase', () => {
    expect(parse(`minDuration=${'x'.repeat(100_000)}`).problem?.length).toBeLessThan(300);
    expect(parse(`tags=${'x'.repeat(100_000)}`).problem?.length).toBeLessThan(300);
  });
});

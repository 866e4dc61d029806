import { describe, expect, test } from 'vitest';
import { parseSearch } from './search-params.ts';
import { NO_RANGE } from './trace-range.ts';
import { searchUrl } from './urls.ts';

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
    ['tags=erro', /não é um par/],
    ['start=abc', /campo “De”/],
    ['end=2026-13-45T00:00', /campo “Até”/],
    ['minTraceStart=x', /“Início do trace, a partir de” não é um instante/],
    ['maxTraceDuration=-1s', /“Duração máxima do trace” é negativo/],
    ['tags=%7B%22a%22%3A1%7D', /JSON/],
  ])('%s: uma frase, nunca um erro', (query, problem) => {
    const request = parse(query);
    expect(request.query).toBeUndefined();
    expect(request.problem).toMatch(problem);
  });

  test('um campo errado não desfaz os outros: consertá-lo não muda o período', () => {
    const { form, problem } = parse('lookback=1h&start=1795000000000000&end=1795100000000000&limit=5000&tags=error');
    expect(problem).toMatch(/1\.500/);
    expect(form).toMatchObject({ lookback: 'custom', limit: '5000', tags: 'error=true' });
    const again = parse(`lookback=custom&start=${form.start}&end=${form.end}&tags=error`);
    expect(again.query).toMatchObject({
      startTimeMin: 1_795_000_000_000_000_000n,
      startTimeMax: 1_795_100_000_000_000_000n,
    });
    expect(parse('lookback=custom&start=ontem&end=1795100000000000').form.end).toBe(form.end);
  });

  test('só as datas, sem `lookback`, são um período', () => {
    expect(parse('start=1795000000000000').query).toEqual({ limit: 20, startTimeMin: 1_795_000_000_000_000_000n });
  });

  test.each([
    ['1,5s', 1_500_000_000n],
    ['100 ms', 100_000_000n],
    ['1,25\u00a0s', 1_250_000_000n],
    ['2\u00a0min\u00a03\u00a0s', 123_000_000_000n],
    ['900 µs', 900_000n],
    ['1m30s', 90_000_000_000n],
  ])('a duração como a página a mostra: %s', (text, ns) => {
    const { query, form } = parse(`minDuration=${encodeURIComponent(text)}`);
    expect(query?.durationMin).toBe(ns);
    expect(form.minDuration).toBe(text.trim());
  });

  test('o trecho do gráfico vale para o trace, e não entra na consulta por spans', () => {
    const request = parse(
      'lookback=custom&minTraceStart=1000&maxTraceStart=2000&minTraceDuration=1ms&maxTraceDuration=2s',
    );
    expect(request.query).toEqual({ limit: 20 });
    const range = { startMin: 1_000_000n, startMax: 2_000_000n, durationMin: 1_000_000n, durationMax: 2_000_000_000n };
    expect(request.range).toEqual(range);
    expect(parse('lookback=1h').range).toBeUndefined();
    // Os links da página o levam adiante, e tirá-lo o tira.
    expect(parse(searchUrl(request.form).split('?')[1]).range).toEqual(range);
    expect(searchUrl({ ...request.form, ...NO_RANGE })).toBe('/search?lookback=custom');
  });

  test('um valor enorme não volta inteiro na frase', () => {
    expect(parse(`minDuration=${'x'.repeat(100_000)}`).problem?.length).toBeLessThan(300);
    expect(parse(`tags=${'x'.repeat(100_000)}`).problem?.length).toBeLessThan(300);
  });
});

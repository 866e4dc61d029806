/** A página da conversa, sem navegador: o que sai do pacote, o que ela lê da rede, e o que diz de cada falha. */
import { expect, test } from 'vitest';
import { buildPage } from './app/page-bundle.ts';
import { AskError } from './app/page/api.ts';
import { readConfig } from './app/page/config.ts';
import { eventsOf } from './app/page/events.ts';
import { askFailure } from './app/page/failures.ts';
import { formatCount, formatSeconds, formatUsage, formatUsd } from './app/page/format.ts';

async function textOf(name: string): Promise<string> {
  const { files } = await buildPage();
  return String(files.get(name)?.body);
}

test('o pacote tem tudo o que o HTML pede, e monta uma vez só', async () => {
  const { files } = await buildPage();
  expect([...files.keys()].toSorted()).toEqual(['favicon.svg', 'index.html', 'main.js', 'style.css']);
  const wanted = Array.from((await textOf('index.html')).matchAll(/(?:src|href)="\/([^"]+)"/g), ([, name]) => name);
  expect(new Set(wanted)).toEqual(new Set(['style.css', 'main.js', 'favicon.svg']));
  expect(await buildPage()).toBe(await buildPage());
});

test('o HTML aguenta uma política de segurança estrita, e cada id citado existe', async () => {
  const html = await textOf('index.html');
  expect(html).not.toMatch(/\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)/);
  const ids = Array.from(html.matchAll(/\sid="([^"]+)"/g), ([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const cited = Array.from(html.matchAll(/\s(?:for|aria-\w+by)="([^"]+)"/g), ([, list]) => list!.split(' ')).flat();
  expect(cited.length).toBeGreaterThan(4);
  expect(cited.filter((id) => !ids.includes(id))).toEqual([]);
});

test('nada vem de fora', async () => {
  for (const name of ['index.html', 'style.css', 'main.js']) {
    expect(await textOf(name), `${name}`).not.toMatch(/https?:\/\/|url\(|@import/);
  }
});

/** Um corpo que chega nestes pedaços de bytes. */
function bodyOf(...pieces: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}

async function eventsIn(body: ReadableStream<Uint8Array>): Promise<(string | undefined)[][]> {
  const found = [];
  for await (const { event, data } of eventsOf(body)) found.push([event, data]);
  return found;
}

test('os eventos, cortados em qualquer lugar: no meio de uma letra, de uma linha ou de um evento', async () => {
  const bytes = new TextEncoder().encode(
    ': só um comentário\n\nevent: partial\ndata: {"text":"opiniões"}\n\nevent: answer\r\ndata: {"a":\r\ndata: 1}\r\n\r\n',
  );
  const expected = [
    ['partial', '{"text":"opiniões"}'],
    ['answer', '{"a":\n1}'],
  ];
  for (let at = 0; at <= bytes.length; at++) {
    expect(await eventsIn(bodyOf(bytes.slice(0, at), bytes.slice(at))), `cortado em ${at}`).toEqual(expected);
  }
});

test('um evento que a conexão cortou no meio não conta; e quem não quer mais fecha a conexão', async () => {
  const half = new TextEncoder().encode('event: partial\ndata: 1\n\nevent: answer\ndata: {"te');
  expect(await eventsIn(bodyOf(half))).toEqual([['partial', '1']]);
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(half),
    cancel: () => void (cancelled = true),
  });
  for await (const { event } of eventsOf(endless)) if (event === 'partial') break;
  expect(cancelled).toBe(true);
});

test('a configuração: o que vier, ou o que der', () => {
  const models = [{ id: 'lab-1', label: 'o de sempre' }];
  expect(readConfig({ models, model: 'lab-1', backendUrl: 'http://localhost:16686' })).toEqual({
    models,
    model: 'lab-1',
    backendUrl: 'http://localhost:16686',
  });
  expect(readConfig({ models: [...models, { id: 3 }, null] })).toMatchObject({ models, model: 'lab-1' });
  // O de um provedor, que não é um dos da aula.
  expect(readConfig({ models, model: 'gpt-x' })).toMatchObject({
    models: [{ id: 'gpt-x', label: 'gpt-x' }, ...models],
    model: 'gpt-x',
  });
  for (const broken of [null, undefined, 'x', {}, { models: 'x', backendUrl: 'javascript:alert(1)' }]) {
    expect(readConfig(broken)).toEqual({ models: [], model: undefined, backendUrl: undefined });
  }
});

test('em português: dólares, tokens, segundos', () => {
  expect(formatUsd(0.0000729)).toBe('US$\u00a00,000073');
  expect(formatUsd(0.0099)).toBe('US$\u00a00,0099');
  expect(formatUsd(0)).toBe('US$\u00a00,00');
  expect(formatUsd(1.254)).toBe('US$\u00a01,25');
  expect(formatUsage({ inputTokens: 1180, outputTokens: 92 })).toBe('1.180 tokens de entrada, 92 de saída');
  expect(formatUsage({ inputTokens: 1, outputTokens: 0 })).toBe('1 token de entrada, 0 de saída');
  expect(formatSeconds(1_949)).toBe('1,9\u00a0s');
  expect(formatCount(1, 'chamada', 'chamadas')).toBe('1 chamada');
  expect(formatCount(2, 'chamada', 'chamadas')).toBe('2 chamadas');
});

test('cada falha diz o que fazer; só a que é da pergunta a devolve', () => {
  const seen = (status: number, body?: object) => askFailure(new AskError(status, body));
  const theirs = ['model_failed', 'model_busy', 'model_slow', 'bad_answer', 'dependency_failed'];
  const mine = ['question_required', 'question_too_long', 'not_allowed', 'unknown_model'];
  const texts = [...theirs, ...mine].map((error) => seen(200, { error, message: 'Dito por quem respondeu.' }));
  expect(texts.map(({ yours }) => yours)).toEqual([...theirs.map(() => false), ...mine.map(() => true)]);
  expect(new Set(texts.map(({ title }) => title)).size).toBe(texts.length);
  expect(seen(200, { error: 'model_failed', message: 'Confira OPENAI_API_KEY.' }).advice).toContain('OPENAI_API_KEY');
  expect(seen(413, { error: 'bad_request', message: 'x' })).toMatchObject({
    title: 'A pergunta é longa demais',
    yours: true,
  });
  expect(seen(0)).toMatchObject({ title: 'A resposta não chegou inteira', yours: false });
  expect(seen(500, { error: 'internal', message: 'Erro interno.' }).advice).toBe(
    'Erro interno. O trace mostra onde (internal).',
  );
  expect(seen(418).advice).toContain('(http_418)');
});

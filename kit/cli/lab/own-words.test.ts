/** O que vem depois do nome, em quem o lê por conta própria; o npm pode ter ficado com as opções. */
import { expect, test } from 'vitest';
import { readLabOptions } from './lab-options.ts';

test.each([
  [['investigar'], {}, { seed: undefined, words: [] }],
  [['investigar', '42'], {}, { seed: 42, words: [] }],
  [['investigar', '42', 'loja', '10:05'], {}, { seed: 42, words: ['loja', '10:05'] }],
  [['investigar', '--semente', '42', 'loja'], {}, { seed: 42, words: ['loja'] }],
  [['investigar', '42', 'loja'], { npm_config_semente: 'true' }, { seed: 42, words: ['loja'] }],
  [['investigar', 'loja'], { npm_config_semente: '42' }, { seed: 42, words: ['loja'] }],
  // O endereço da evidência não é o de um backend.
  [['investigar', '0', 'http://localhost:16686/trace/a'], {}, { seed: 0, words: ['http://localhost:16686/trace/a'] }],
  [
    ['investigar', '1', 'http://a:1', 'loja'],
    { npm_config_backend: 'true' },
    { seed: 1, backend: 'http://a:1', words: ['loja'] },
  ],
  [['investigar', '1', '--backend', 'http://a:1'], {}, { seed: 1, backend: 'http://a:1', words: [] }],
  [['responder', 'm2', 'POST', '/dados'], {}, { seed: undefined, words: ['m2', 'POST', '/dados'] }],
  [['responder', 'm1', 'json'], {}, { json: false, words: ['m1', 'json'] }],
  [['pacote', 'E:/lab-otel'], {}, { words: ['E:/lab-otel'] }],
  // Vários endereços, de um jeito ou de outro: o PowerShell troca a vírgula por um espaço.
  [['verify', '1', 'http://a:1', 'http://b:2'], {}, { step: '1', backend: 'http://a:1,http://b:2' }],
  [['verify', '1', '--backend', 'http://a:1', 'http://b:2'], {}, { step: '1', backend: 'http://a:1,http://b:2' }],
  [['verify', '--backend', 'http://a:1', '--backend', 'http://b:2'], {}, { backend: 'http://a:1,http://b:2' }],
  [['verify', 'http://b:2'], { npm_config_backend: 'http://a:1' }, { backend: 'http://a:1,http://b:2' }],
])('%j, com %j no ambiente', (argv, env, expected) => {
  expect(readLabOptions(argv, 'verify', env).args).toMatchObject(expected);
});

test.each([
  [['investigar', 'abc'], /recebido: "abc"/],
  [['investigar', '4294967296'], /de 0 a 4294967295; recebido/],
  [['investigar', '--semente=-1'], /recebido: "-1"/],
  [['responder', 'm1', '--json'], /^responder não tem a opção json\./],
  [['pacote', '--semente', '1'], /^pacote não tem a opção semente\./],
  [['verify', '--semente', '1'], /^verify não tem a opção semente\./],
])('%j: diz o que veio', (argv, message) => {
  expect(() => readLabOptions(argv, 'verify')).toThrow(
    expect.objectContaining({ message: expect.stringMatching(message) }),
  );
});

import { expect, test } from 'vitest';
import { readRulesFile } from './rules-file.ts';

const RULES = `groups:
  - name: llm
    interval: 30s
    rules:
      - record: llm:errors:ratio
        expr: |
          sum(rate(a[5m]))
          / sum(rate(b[5m]))
      - alert: High
        expr: llm:errors:ratio > 0.5
        for: 1m30s
        labels: { severity: page, tier: 1 }
        annotations:
          summary: "{{ $value }}"
  - name: outro
`;

test('contas e alertas, de todos os grupos', () => {
  expect(readRulesFile('rules.yaml', RULES)).toEqual({
    file: 'rules.yaml',
    rules: [
      {
        kind: 'record',
        name: 'llm:errors:ratio',
        expr: 'sum(rate(a[5m]))\n/ sum(rate(b[5m]))\n',
        labels: {},
        annotations: {},
      },
      {
        kind: 'alert',
        name: 'High',
        expr: 'llm:errors:ratio > 0.5',
        labels: { severity: 'page', tier: '1' },
        annotations: { summary: '{{ $value }}' },
      },
    ],
  });
});

test.each(['', '# só comentários\n', 'groups:\n', 'groups: []'])('um arquivo ainda sem regras se lê: %j', (text) => {
  expect(readRulesFile('rules.yaml', text)).toEqual({ file: 'rules.yaml', rules: [] });
});

const inRule = (text: string): string => `groups:\n  - name: a\n    rules:\n      - ${text}\n`;

test.each([
  ['groups: [', /linha \d: isto não é YAML \(.*Confira o recuo/],
  ['- alert: a', /linha 1: fora dos grupos, o que se espera é "nome: valor" \("groups"\)/],
  ['grupos: []', /linha 1: "grupos", fora dos grupos, não é do formato do Prometheus/],
  ['groups: { name: a }', /linha 1: "groups" devia ser uma lista/],
  ['groups:\n  - rules: []', /linha 2: o grupo não tem nome/],
  ['groups:\n  - name: a\n  - name: a', /linha 3: há dois grupos chamados "a"/],
  ['groups:\n  - name: a\n    rules: sim', /linha 3: "rules" devia ser uma lista/],
  [inRule('expr: 1'), /linha 4: uma regra tem "record" ou "alert", e só um dos dois/],
  [inRule('{ record: a, alert: b, expr: 1 }'), /só um dos dois/],
  [inRule('{ alert: [a], expr: 1 }'), /o nome, em "alert", devia ser um texto/],
  [inRule('alert: a'), /linha 4: "a" não tem expressão: falta "expr"/],
  [inRule('{ alert: a, expr: "  " }'), /falta "expr"/],
  [inRule('alert: a\n        expr: 1\n        for: um minuto'), /linha 6: "um minuto" não é uma duração/],
  [inRule('record: a b\n        expr: 1'), /"a b" não pode ser o nome de uma métrica/],
  [inRule('record: a\n        expr: 1\n        for: 1m'), /linha 6: "for" é de alertas, e "a" é uma conta/],
  [inRule('alert: a\n        expr: 1\n        labels: [a]'), /linha 6: "labels" devia ser uma lista de "nome: valor"/],
])('o que o Prometheus recusaria, com a linha: %j', (text, problem) => {
  const read = readRulesFile('rules.yaml', text);
  expect(read.rules).toEqual([]);
  expect(read.problem).toMatch(problem);
  expect(read.problem).toMatch(/^rules\.yaml, linha \d/);
});

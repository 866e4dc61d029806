import { describe, expect, test } from 'vitest';
import { matchSpans } from './span-match.ts';
import { fixtureTrace } from './testing/fixture-traces.ts';
import { buildTraceTree } from './trace-tree.ts';

const tree = buildTraceTree(fixtureTrace('3fc60c'));
const find = (text: string): string[] => matchSpans(tree, text).map(({ span }) => span.name);

describe('matchSpans', () => {
  test.each<[string, string[]]>([
    ['SELECT', ['SELECT orders']],
    ['select ORD', ['SELECT orders']],
    ['http.response.status_code=502', ['POST', 'POST /orders']],
    ['error=true', ['GET /checkout', 'POST', 'POST /orders', 'POST /charge']],
    ['span.kind=producer', ['publish orders.created']],
    ['insufficient funds', ['POST /charge']],
    ['cart:7', ['GET /checkout']],
    ['maçã', ['GET /checkout']],
    ['service.version=1.4.2', ['GET /checkout', 'POST']],
    ['ccc19b7ec3c1b17c', ['retry']],
    ['CCC19B7EC3C1B17C', ['retry']],
    ['', []],
    ['   ', []],
    ['nada disso', []],
    ['.*', []],
  ])('%j', (text, names) => {
    expect(find(text)).toEqual(names);
  });

  test('pelo nome do serviço (ou por quem o cita), na ordem das linhas', () => {
    expect(find('payments')).toEqual(['POST', 'POST /charge', 'retry']);
  });
});

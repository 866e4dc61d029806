/** O que cada regra diz, e o quase igual de que ela não fala. */
import { describe, expect, test } from 'vitest';
import { text, type SpanInput } from '../testing/fixture-traces.ts';
import { failed, spanAt } from '../testing/small-trees.ts';
import { CLIENT, explainSpans, SERVER } from './testing/explain-spans.ts';

describe('origin', () => {
  test.each<[string, SpanInput, string]>([
    ['HTTP recebido', { kind: 2, attributes: [text('http.route', '/')] }, 'uma requisição HTTP que loja recebeu'],
    ['só o nome parece HTTP', { kind: 2, name: 'GET /' }, 'uma chamada que loja recebeu'],
    ['RPC recebido', { kind: 2, attributes: [text('rpc.system', 'grpc')] }, 'uma chamada RPC que loja recebeu'],
    ['HTTP feito', { kind: 3, attributes: [text('http.request.method', 'GET')] }, 'uma requisição HTTP que loja fez'],
    ['banco', { kind: 3, attributes: [text('db.system.name', 'sqlite')] }, 'uma consulta que loja fez a um banco de'],
    ['mensagem', { kind: 5 }, 'uma mensagem que loja consumiu'],
    ['envio', { kind: 4 }, 'uma mensagem que loja publicou'],
    ['interno', { kind: 1 }, 'um trabalho interno de loja'],
    ['sem tipo', { kind: 0 }, 'um span de loja'],
    ['nome que confundiria', { kind: 1, service: 'a loja' }, 'um trabalho interno de “a loja”'],
  ])('%s', (_, fields, expected) => {
    expect(explainSpans(spanAt(1, 0, [0, 10], fields)).origin).toContain(`Tudo começou com ${expected}`);
  });

  test('o trace que continua depois da raiz tem as duas durações; o de relógios que não batem, só a da raiz', () => {
    expect(explainSpans(spanAt(1, 0, [0, 10]), spanAt(2, 1, [5, 50])).origin).toContain('O trace inteiro levou 50 ms.');
    expect(explainSpans(spanAt(1, 0, [0, 10]), spanAt(2, 1, [5, 10.1])).origin).not.toContain('inteiro');
  });
});

describe('failure', () => {
  test('um 404 respondido de propósito não é falha, nem uma exceção num span que não falhou', () => {
    const notFound = { ...SERVER, attributes: [text('http.response.status_code', '404')] };
    expect(explainSpans(spanAt(1, 0, [0, 10], notFound))).not.toHaveProperty('failure');
    const events = [{ timeUnixNano: 1n, name: 'exception', attributes: [], droppedAttributesCount: 0 }];
    expect(explainSpans(spanAt(1, 0, [0, 10], { events }))).not.toHaveProperty('failure');
  });

  test('o mais profundo, e entre os mais profundos o que falhou antes', () => {
    const { failure } = explainSpans(
      spanAt(1, 0, [0, 100], failed),
      spanAt(2, 1, [5, 90], failed),
      spanAt(3, 1, [10, 50], failed),
      spanAt(4, 3, [20, 40], failed),
    );
    expect(failure).toBe(
      'O primeiro erro foi em “s4”, de loja. Acima dele, 2 spans também terminaram com erro, até a raiz, “s1”. ' +
        'Fora desse caminho, mais 1 span terminou com erro.',
    );
  });

  test('o mais profundo que falhou depois dos de cima não é chamado de primeiro', () => {
    const { failure } = explainSpans(spanAt(1, 0, [0, 10], failed), spanAt(2, 1, [5, 30], failed));
    expect(failure).toBe(
      'O erro mais profundo foi em “s2”, de loja. Acima dele, a raiz, “s1”, também terminou com erro.',
    );
  });

  test('a mensagem que já termina a frase não ganha outro ponto', () => {
    const { failure } = explainSpans(spanAt(1, 0, [0, 10], { status: { code: 2, message: 'sem saldo!' } }));
    expect(failure).toBe('O erro foi em “s1”, de loja: sem saldo!');
  });

  test('vale a hora da exceção, e não a do fim do span', () => {
    const early = spanAt(2, 1, [5, 90], failed);
    early.events = [
      {
        timeUnixNano: early.startTimeUnixNano,
        name: 'exception',
        attributes: [text('exception.type', 'Erro'), text('exception.message', 'Erro: cedo demais.')],
        droppedAttributesCount: 0,
      },
    ];
    const { failure } = explainSpans(spanAt(1, 0, [0, 100]), early, spanAt(3, 1, [10, 50], failed));
    expect(failure).toContain('O primeiro erro foi em “s2”, de loja: Erro: cedo demais. Ele não subiu');
  });

  test.each<[string, [boolean, boolean, boolean], string]>([
    ['não subiu', [false, false, true], ' Ele não subiu: o pai, “s2”, terminou sem erro'],
    ['parou no meio', [false, true, true], ' Acima dele, “s2” também terminou com erro, mas a raiz, “s1”, não:'],
    ['pulou um e chegou à raiz', [true, false, true], ' Acima dele, a raiz, “s1”, também terminou com erro.'],
    ['só a raiz falhou', [true, false, false], 'O erro foi em “s1”, de loja.'],
  ])('até onde foi: %s', (_, fails, expected) => {
    const { failure } = explainSpans(...fails.map((fail, i) => spanAt(i + 1, i, [i, 100 - i], fail ? failed : {})));
    expect(failure).toContain(expected);
  });

  test('de um span órfão não se diz até onde o erro foi', () => {
    expect(explainSpans(spanAt(2, 9, [0, 10], failed)).failure).toContain('não dá para saber se o erro subiu');
    const { failure } = explainSpans(spanAt(2, 9, [0, 10], failed), spanAt(3, 2, [1, 5], failed));
    expect(failure).toContain('Acima dele, o primeiro span que há, “s2”, também terminou com erro.');
  });
});

describe('calls', () => {
  test('na ordem da primeira chamada, com quantas foram e o que é mensagem', () => {
    const { calls } = explainSpans(
      spanAt(1, 0, [0, 100], { service: 'site' }),
      spanAt(2, 1, [1, 10], { service: 'pedidos' }),
      spanAt(3, 2, [2, 3], { service: 'estoque' }),
      spanAt(4, 2, [4, 5], { service: 'estoque' }),
      spanAt(5, 2, [6, 7], { service: 'pedidos', kind: 4 }),
      spanAt(6, 5, [8, 9], { service: 'e-mail', kind: 5 }),
    );
    expect(calls).toBe(
      'Quem chamou quem: site chamou pedidos, que chamou estoque 2 vezes; pedidos enviou 1 mensagem a e-mail.',
    );
  });

  test('num serviço só não há quem chame quem', () => {
    expect(explainSpans(spanAt(1, 0, [0, 9]), spanAt(2, 1, [1, 2], CLIENT))).not.toHaveProperty('calls');
  });
});

describe('time_spent', () => {
  test('o tempo vai para quem o segurou, e não para o mais longo', () => {
    const { time_spent: told } = explainSpans(spanAt(1, 0, [0, 100]), spanAt(2, 1, [1, 99]), spanAt(3, 2, [5, 95]));
    expect(told).toBe(
      'No caminho crítico, 90% do tempo da raiz (90 ms de 100 ms) é tempo próprio de “s3”, de loja. ' +
        'O mais longo não é necessariamente o culpado: “s2”, de loja, durou 98 ms, quase tudo à espera dos filhos.',
    );
  });

  test('spans de mesmo nome somam; o que está fora do caminho crítico não conta', () => {
    const { time_spent: told } = explainSpans(
      spanAt(1, 0, [0, 100]),
      spanAt(2, 1, [0, 40], { name: 'item' }),
      spanAt(3, 1, [40, 90], { name: 'item' }),
      spanAt(4, 1, [0, 39], { name: 'outro' }),
    );
    expect(told).toBe(
      'No caminho crítico, 90% do tempo da raiz (90 ms de 100 ms) é tempo próprio de 2 spans “item”, de loja; depois vem o da raiz (10 ms).',
    );
  });

  test('com os filhos todos fora do pai não há o que dizer', () => {
    expect(explainSpans(spanAt(1, 0, [0, 10]), spanAt(2, 1, [20, 30]))).not.toHaveProperty('time_spent');
  });
});

describe('repetition', () => {
  const calls = (times: [number, number][], fields: SpanInput[] = []): Record<string, string> =>
    explainSpans(
      spanAt(1, 0, [0, 100]),
      ...times.map((time, i) => spanAt(i + 2, 1, time, { name: 'SELECT item', ...CLIENT, ...fields[i] })),
    );

  test('três chamadas iguais, uma depois da outra: N+1', () => {
    const { repetition } = calls([
      [0, 10],
      [10, 20],
      [30, 40],
    ]);
    expect(repetition).toMatch(
      /^“s1”, de loja, chamou “SELECT item” 3 vezes, uma depois da outra: 30 ms ao todo, 30% do trace\. Parece o padrão N\+1/u,
    );
  });

  test.each<[string, [number, number][], SpanInput[]]>([
    [
      'duas só',
      [
        [0, 10],
        [10, 20],
      ],
      [],
    ],
    [
      'em paralelo',
      [
        [0, 30],
        [1, 31],
        [2, 32],
      ],
      [],
    ],
    [
      'duas delas se sobrepõem',
      [
        [0, 10],
        [9, 20],
        [30, 40],
      ],
      [],
    ],
    [
      'rápidas demais para pesar',
      [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
      [],
    ],
    [
      'nomes diferentes',
      [
        [0, 10],
        [10, 20],
        [30, 40],
      ],
      [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
    ],
    [
      'destinos diferentes',
      [
        [0, 10],
        [10, 20],
        [30, 40],
      ],
      ['a', 'b', 'c'].map((to) => ({ attributes: [text('server.address', to)] })),
    ],
  ])('não é repetição: %s', (_, times, fields) => {
    expect(calls(times, fields)).not.toHaveProperty('repetition');
  });

  test('as que falham até a última são novas tentativas, e não N+1', () => {
    const { repetition } = calls(
      [
        [0, 10],
        [10, 20],
        [30, 40],
      ],
      [failed, failed],
    );
    expect(repetition).toContain('parecem novas tentativas');
    expect(repetition).not.toContain('N+1');
  });

  test('trabalho interno repetido é só um laço', () => {
    const { repetition } = calls(
      [
        [0, 10],
        [10, 20],
        [30, 40],
      ],
      [{ kind: 1 }, { kind: 1 }, { kind: 1 }],
    );
    expect(repetition).toBe(
      '“s1”, de loja, executou “SELECT item” 3 vezes, uma depois da outra: 30 ms ao todo, 30% do trace.',
    );
  });
});

describe('parallel', () => {
  test('os filhos que andaram juntos, o quanto somam e o quanto ocuparam', () => {
    const spans = [spanAt(1, 0, [0, 100]), spanAt(2, 1, [10, 60]), spanAt(3, 1, [20, 70]), spanAt(4, 1, [80, 90])];
    expect(explainSpans(...spans).parallel).toBe(
      '“s1”, de loja, trabalhou em paralelo: 2 filhos que somam 100 ms ocuparam só 60 ms do relógio.',
    );
  });

  test('um depois do outro, ou quase sem sobreposição, não é paralelo', () => {
    expect(explainSpans(spanAt(1, 0, [0, 100]), spanAt(2, 1, [0, 50]), spanAt(3, 1, [50, 100]))).not.toHaveProperty(
      'parallel',
    );
    expect(explainSpans(spanAt(1, 0, [0, 100]), spanAt(2, 1, [0, 50]), spanAt(3, 1, [45, 90]))).not.toHaveProperty(
      'parallel',
    );
  });
});

describe('longest_gap', () => {
  test('com relógios que não batem, o vão pode ser do desvio: não se fala dele', () => {
    const skewed = [
      spanAt(1, 0, [0, 100]),
      spanAt(2, 1, [50, 90], CLIENT),
      spanAt(3, 2, [30, 40], { ...SERVER, service: 'estoque' }),
    ];
    expect(explainSpans(...skewed)).toHaveProperty('clock_skew');
    expect(explainSpans(...skewed)).not.toHaveProperty('longest_gap');
  });

  test('o caminho de uma chamada pode ser rede ou fila; o vão de outro span, não', () => {
    const answered = { ...SERVER, service: 'estoque' };
    expect(explainSpans(spanAt(1, 0, [0, 100], CLIENT), spanAt(2, 1, [40, 99], answered)).longest_gap).toBe(
      'O maior vão sem explicação tem 40 ms (40% do trace): entre o início da chamada “s1”, de loja, e o início do ' +
        'trabalho em estoque. Pode ser rede, fila ou uma pequena diferença entre os relógios.',
    );
    expect(explainSpans(spanAt(1, 0, [0, 100]), spanAt(2, 1, [40, 99])).longest_gap).toContain(
      'em “s1”, de loja, antes do primeiro filho, nenhum filho estava em andamento',
    );
  });
});

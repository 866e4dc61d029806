import { describe, expect, test } from 'vitest';
import { type Attribute, SpanKind } from '../../../store/model.ts';
import {
  attribute,
  spanId,
  type TestSpan,
  text,
  TRACE_A,
  TRACE_B,
  TRACE_C,
  traceId,
} from '../../../store/testing/spans.ts';
import { MAX_SPANS_PER_TRACE } from '../snapshot.ts';
import { findingOf, snapshotOf, timed } from '../testing/snapshot-of.ts';
import { rule } from './job-context-lost.ts';
import { rule as propagationBroken } from './propagation-broken.ts';

const runId = (value: bigint): Attribute => attribute('databricks.run.id', { type: 'int', value });
const RUN = runId(759_600n);

/** Quem pede o job, e espera por ele. */
const asked = (fields: Partial<TestSpan> = {}, time: [number, number] = [0, 1000], n = 1): TestSpan =>
  timed(n, time, {
    name: 'run_notebook',
    kind: SpanKind.CLIENT,
    service: 'orchestration-api',
    attributes: [attribute('databricks.job.id', { type: 'int', value: 1001n }), RUN],
    ...fields,
  });
/** Quem o faz, noutro trace. */
const done = (fields: Partial<TestSpan> = {}, time: [number, number] = [300, 900], n = 9): TestSpan =>
  timed(n, time, {
    traceId: TRACE_B,
    name: 'Notebook Invoked',
    kind: SpanKind.SERVER,
    service: 'notebook',
    attributes: [RUN],
    ...fields,
  });
const linkTo = (to: string): TestSpan['links'] => [
  { traceId: to, spanId: spanId(1), traceState: '', attributes: [], droppedAttributesCount: 0, flags: 0 },
];

describe('um trabalho, dois traces', () => {
  test('o achado diz o id que os une, e os dois traces', async () => {
    expect(await findingOf(rule, [asked(), done()])).toMatchObject({
      severity: 'error',
      count: 1,
      examples: [
        {
          traceId: TRACE_A,
          service: 'orchestration-api',
          detail: `databricks.run.id 759600: orchestration-api pediu no trace ${TRACE_A}, notebook fez no ${TRACE_B}`,
        },
      ],
    });
  });

  test('diz respeito aos dois serviços', async () => {
    const [sighting] = [...rule.find(await snapshotOf([asked(), done()]))].filter((each) => each !== undefined);
    expect(sighting).toMatchObject({ service: 'orchestration-api', otherService: 'notebook' });
  });

  const message = (name: string): Attribute[] => [text(name, '7f3a-11'), text('messaging.destination.name', 'pedidos')];
  const published = (attributes: Attribute[]): TestSpan => asked({ kind: SpanKind.PRODUCER, attributes }, [0, 5]);
  const consumed = (attributes: Attribute[], time: [number, number] = [90_000, 90_100]): TestSpan =>
    done({ kind: SpanKind.CONSUMER, attributes }, time);
  test.each<[string, TestSpan[]]>([
    [
      'o id em texto de um lado, e em número do outro',
      [asked(), done({ attributes: [text('databricks.run.id', '759600')] })],
    ],
    [
      'um job que ninguém espera: quem o pediu já acabou',
      [asked({ kind: SpanKind.PRODUCER }, [0, 5]), done({}, [60_000, 61_000])],
    ],
    [
      'uma função, pelo id do pedido à AWS',
      [
        asked({ attributes: [text('aws.request_id', 'af9d5aa4-a685')] }),
        done({ attributes: [text('faas.invocation_id', 'af9d5aa4-a685')] }),
      ],
    ],
    [
      'o mesmo id como a instrumentação de JavaScript o escreve',
      [
        asked({ attributes: [text('aws.request.id', 'af9d5aa4-a685')] }),
        done({ attributes: [text('faas.invocation_id', 'af9d5aa4-a685')] }),
      ],
    ],
    [
      'uma mensagem, muito depois',
      [published(message('messaging.message.id')), consumed(message('messaging.message.id'))],
    ],
    [
      'uma mensagem com a chave antiga',
      [published(message('messaging.message_id')), consumed(message('messaging.message.id'))],
    ],
    [
      'o agendador também conta o seu lado: não foi ele que fez o trabalho',
      [
        asked(),
        timed(2, [5, 20], { parent: 1, kind: SpanKind.SERVER, service: 'scheduler', attributes: [RUN] }),
        done(),
      ],
    ],
    ['o pedido está em dois spans do mesmo trace', [asked(), asked({ parentSpanId: spanId(1) }, [1, 999], 2), done()]],
  ])('%s', async (_name, spans) => {
    expect(await findingOf(rule, spans)).toMatchObject({ count: 1 });
  });

  test('as tarefas de um job contam cada uma; um trabalho com dois ids conta uma vez', async () => {
    const tasks = [done(), done({ traceId: TRACE_C, service: 'report' }, [400, 800], 10)];
    expect(await findingOf(rule, [asked(), ...tasks])).toMatchObject({ count: 2 });
    const both = [RUN, text('faas.invocation_id', 'af9d5aa4-a685')];
    expect(await findingOf(rule, [asked({ attributes: both }), done({ attributes: both })])).toMatchObject({
      count: 1,
    });
  });

  test('o id que recomeçou com o servidor: cada execução com o seu pedido', async () => {
    const again = [asked({ traceId: TRACE_C }, [5000, 6000], 3), done({ traceId: traceId(7) }, [5300, 5900], 4)];
    expect(await findingOf(rule, [asked(), done(), ...again])).toMatchObject({ count: 2 });
  });

  describe('sem certeza, silêncio', () => {
    const child = timed(3, [300, 900], { parent: 1, kind: SpanKind.SERVER, service: 'notebook', attributes: [RUN] });
    const id = (key: string, value: string): Attribute[] => [text(key, value)];
    const trivial = (value: string): TestSpan[] => [
      asked({ attributes: id('databricks.run.id', value) }),
      done({ attributes: id('databricks.run.id', value) }),
    ];
    const here = message('messaging.message.id');
    test.each<[string, TestSpan[]]>([
      ['o contexto chegou', [asked(), child]],
      ['o mesmo serviço já fez o trabalho no trace do pedido: este é outra tentativa', [asked(), child, done()]],
      ['outro id', [asked(), done({ attributes: [runId(759_601n)] })]],
      ['sem id de um lado', [asked(), done({ attributes: [text('notebook.dataset', 'orders')] })]],
      ['sem id do outro', [asked({ attributes: [text('databricks.job.id', '759600')] }), done()]],
      [
        'o mesmo valor em ids de trabalhos diferentes',
        [asked(), done({ attributes: id('faas.invocation_id', '759600') })],
      ],
      ['uma contagem pequena', trivial('12345')],
      ['um valor em branco', trivial('00000000-0000-0000')],
      ['uma palavra', trivial('undefined')],
      ['um texto enorme', trivial('759600'.repeat(30))],
      ['começou antes do pedido', [asked(), done({}, [-1, 500])]],
      ['começou depois do pedido', [asked(), done({}, [1001, 1010])]],
      ['começou dentro do pedido, e acabou bem depois: quem só pergunta não o pediu', [asked({}, [300, 350]), done()]],
      ['a mensagem foi lida antes de mandada', [published(here), consumed(here, [-10, 50])]],
      [
        'a mensagem é de outro destino',
        [published(here), consumed([here[0], text('messaging.destination.name', 'b')])],
      ],
      ['não se sabe o destino da mensagem', [published([here[0]]), consumed([here[0]])]],
      ['um CLIENT com o id da mensagem a confirma', [asked({ attributes: here }), done({ attributes: here })]],
      ['tem pai', [asked(), done({ parentSpanId: spanId(50) })]],
      ['é do mesmo trace', [asked(), done({ traceId: TRACE_A })]],
      ['é do mesmo serviço', [asked(), done({ service: 'orchestration-api' })]],
      ['quem fez não é SERVER nem CONSUMER', [asked(), done({ kind: SpanKind.INTERNAL })]],
      ['quem pediu não é CLIENT nem PRODUCER', [asked({ kind: SpanKind.INTERNAL }), done()]],
      ['um link para o pedido', [asked(), done({ links: linkTo(TRACE_A) })]],
      [
        'um link para o pedido, num filho',
        [
          asked(),
          done(),
          timed(10, [400, 500], { traceId: TRACE_B, parent: 9, service: 'notebook', links: linkTo(TRACE_A) }),
        ],
      ],
      ['um link do pedido para o trabalho', [asked({ links: linkTo(TRACE_B) }), done()]],
      ['dois pedidos do mesmo id em traces diferentes', [asked(), asked({ traceId: TRACE_C }), done()]],
    ])('%s', async (_name, spans) => {
      expect(await findingOf(rule, spans)).toBeUndefined();
    });

    test('um pedido HTTP tem cabeçalhos: é da propagation_broken, e só dela', async () => {
      const method = text('http.request.method', 'POST');
      const call = asked({ attributes: [RUN, method, text('url.full', 'http://localhost/run')] });
      const answer = done({ attributes: [RUN, method, text('url.path', '/run'), text('server.address', 'localhost')] });
      expect(await findingOf(rule, [call, answer])).toBeUndefined();
      expect(await findingOf(propagationBroken, [call, answer])).toMatchObject({ count: 1 });
    });

    test('acabaram agora mesmo: o filho pode estar a caminho', async () => {
      expect(await findingOf(rule, [asked(), done()], { nowMs: 2_000 + 9_000 })).toBeUndefined();
      expect(await findingOf(rule, [asked(), done()], { nowMs: 2_000 + 11_000 })).toBeDefined();
    });

    test('um trace lido em parte: o que falta pode ser o link, ou quem o fez', async () => {
      for (const of of [TRACE_A, TRACE_B]) {
        const many = Array.from({ length: MAX_SPANS_PER_TRACE }, (_, i) => timed(100 + i, [310, 320], { traceId: of }));
        expect(await findingOf(rule, [asked(), done(), ...many])).toBeUndefined();
        expect(await findingOf(rule, [asked(), done(), ...many.slice(10)])).toBeDefined();
      }
    });
  });
});

describe('o trabalho do doutor é limitado', () => {
  /** Quantas vezes a regra olha o tempo de um span: é o que ela faz para cada par. */
  async function looks(spans: readonly TestSpan[]): Promise<{ looked: number; pauses: number; found: number }> {
    const snapshot = await snapshotOf(spans);
    // O armazenamento recusa um lote grande demais: sem spans, nada se provaria.
    expect(snapshot.stats.spans).toBe(spans.length);
    let looked = 0;
    for (const { nodes } of snapshot.traces) {
      for (const { span } of nodes) {
        const start = span.startTimeUnixNano;
        Object.defineProperty(span, 'startTimeUnixNano', { get: () => (looked++, start) });
      }
    }
    const parts = [...rule.find(snapshot)];
    const found = parts.filter((part) => part !== undefined).length;
    return { looked, found, pauses: parts.length - found };
  }

  /** Tantos pedidos e tantos trabalhos, todos com o mesmo id e nenhum no tempo do outro. */
  const sameId = (requests: number, works: number): TestSpan[] => [
    ...Array.from({ length: requests }, (_, i) => asked({}, [5000, 5001], i)),
    ...Array.from({ length: works }, (_, i) => done({}, [300, 900], 5000 + i)),
  ];

  test('um id que está em tudo não é de um trabalho só, e não se compara', async () => {
    expect(await looks(sameId(101, 1000))).toMatchObject({ looked: 0, found: 0 });
    // No limite, cada trabalho se compara com cem pedidos, e não mais.
    const { looked } = await looks(sameId(100, 500));
    expect(looked).toBeGreaterThan(0);
    expect(looked).toBeLessThanOrEqual(2 * 100 * 500);
  });

  test('cada id só se compara com os seus; e há onde parar', async () => {
    const pairs = Array.from({ length: 250 }, (_, i) => {
      const attributes = [runId(BigInt(1_000_000 + i))];
      return [asked({ traceId: traceId(i), attributes }), done({ traceId: traceId(1000 + i), attributes })];
    });
    const { looked, found, pauses } = await looks(pairs.flat());
    expect(found).toBe(250);
    expect(looked).toBeLessThanOrEqual(4 * 250);
    expect(pauses).toBeGreaterThanOrEqual(2);
  });
});

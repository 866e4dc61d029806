/** Os enganos da entrega: responder antes de ter, confirmar antes de gravar, e gravar a mesma coisa duas vezes. */
import type { Trades } from '../../trades.ts';

const GATEWAY = 'gateway.yaml';
const INGESTER = 'ingester.ts';
const STORE = 'store.ts';

const NO_QUEUE = `    sending_queue:
      enabled: false
`;
const PIPELINE = '      processors: [memory_limiter]\n';
const SAVE = '  const refused = await saveForSure(spans, heartbeat);\n';
const COMMIT = '  await consumer.commitOffsets([next]);\n';

export const deliveryTrades: Trades = {
  '06/6': [
    // a fila junta um lote grande, que o Kafka ainda não viu
    [
      NO_QUEUE,
      `    sending_queue:
      enabled: true
      batch: { flush_timeout: 5m, min_size: 100000 }
`,
      'attribute_differs:experiment:scale.lost_spans',
      GATEWAY,
    ],
    // a fila saiu da frente do Kafka, e o que o gateway manda ninguém lê
    ['encoding: zipkin_json', 'encoding: otlp_proto', 'attribute_differs:experiment:scale.lost_spans', GATEWAY],
    // sem memória nenhuma, nada se perde: nada entra
    ['limit_mib: 200', 'limit_mib: 2', 'program_failed', GATEWAY],
    // o lote ficou, e só a fila saiu
    [PIPELINE, '      processors: [memory_limiter, batch]\n', 'attribute_differs:experiment:scale.lost_spans', GATEWAY],
    // outro tópico: alguém o lê?
    [
      'topic: ${env:KAFKA_TOPIC}',
      'topic: zipkin-de-outra-turma',
      'attribute_differs:experiment:scale.lost_spans',
      GATEWAY,
    ],
  ],
  '06/7': [
    // confirmar antes, e insistir depois: quem morre no meio já disse que leu
    [
      SAVE + '  await sendAway([...rejected, ...refused]);\n' + COMMIT,
      '  const refused = await store.save(spans).catch(() => []);\n  await sendAway([...rejected, ...refused]);\n' +
        COMMIT,
      'attribute_differs:experiment:scale.lost_spans',
      INGESTER,
    ],
    // o que o store não quis agora vai para o fim da linha, e ele nem estava de pé
    [
      SAVE,
      '  const toLetter = (error: unknown) => spans.map((span) => ({ value: JSON.stringify(span), reason: String(error) }));\n' +
        '  const refused = await store.save(spans).catch(toLetter);\n',
      'attribute_differs:experiment:scale.lost_spans',
      INGESTER,
    ],
    // cada gravação é outra
    [
      ", _id: [span.traceId, span.id, span.kind ?? ''].join('-')",
      '',
      'attribute_differs:experiment:scale.repeated_spans',
      STORE,
    ],
    // o trace inteiro num documento só: os spans se cobrem uns aos outros
    [
      "[span.traceId, span.id, span.kind ?? ''].join('-')",
      'span.traceId',
      'attribute_differs:experiment:scale.lost_spans',
      STORE,
    ],
  ],
};

/** Os enganos dos passos 4.1 a 5: o laço que não se vê, a falha engolida, o link para ninguém, spans a mais, contas sem unidade. */
import type { Trade, Trades } from '../../trades.ts';

const OBSERVE = "telescopeResource(tracer, SERVICE, positions, 'positions', { count: true })";
const WORK = 'return await averageSpeed(session, batch, attempt);';
const RETRIES = 'retries: 2,';
const PUBLISH = "'publish_positions',";
const LINKS = 'partitionLinks: linksOf,';
const SUMMARY =
  "trace.getActiveSpan()?.setAttributes({ 'fleet.vessels': speeds.length, 'fleet.records': batch.records });";
const USAGE = '{ usage: PRICE }';
const SHUFFLE = 'Buffer.byteLength(JSON.stringify(speeds))';

const POSITIONS_SPAN = 'local_computer.rdd.positions';
const SPEED_SPAN = 'local_computer.rdd.average_speed';
const PARTITION_SPAN = 'local_computer.partition.average_speed';
const PUBLISH_SPAN = 'local_computer.job.publish_positions';

function trade(from: string, to: string, code: string): Trade {
  return [from, to, code, 'job.ts'];
}

export const partitionTrades: Trades = {
  '04/4.1': [
    // os lotes são uma lista, e uma lista também se observa
    trade(OBSERVE, OBSERVE.replace('positions,', 'batches,'), `span_missing:${POSITIONS_SPAN}`),
    // dois milhões de linhas: contar há de custar
    trade(OBSERVE, OBSERVE.replace(', { count: true }', ''), `attribute_missing:${POSITIONS_SPAN}:telescope.rdd.count`),
    // os lotes, outra vez, no lugar de positions
    trade(
      "'average_speed',\n    positions,",
      "'average_speed',\n    partitioned(batches),",
      `attribute_missing:${SPEED_SPAN}:telescope.rdd1.name`,
    ),
    // o nome é o da função
    trade("'average_speed',", "'averageSpeed',", `span_missing:${SPEED_SPAN}`),
  ],
  '04/4.2': [
    // tentar de novo é com retries; o catch é só por garantia
    trade(WORK, `try {\n        ${WORK}\n      } catch {\n        return [];\n      }`, 'stdout_missing'),
    // a falha passa: alguém há de tratar dela
    trade(RETRIES, '', 'program_failed'),
    // tenta-se de novo ali mesmo, que é onde falhou
    trade(
      WORK,
      'return await averageSpeed(session, batch, attempt).catch(() => averageSpeed(session, batch, attempt + 1));',
      `attribute_differs:${SPEED_SPAN}:telescope.partitions.attempts`,
    ),
    // um erro com um texto que se entende
    trade(
      WORK,
      `try {
        ${WORK}
      } catch {
        throw new Error(\`falha ao ler o lote \${batch.index}\`);
      }`,
      `attribute_differs:${PARTITION_SPAN}:error.type`,
    ),
  ],
  '04/4.3': [
    // o contexto é o que está ativo: o link vai para o próprio pai, e o Jaeger guarda uma referência só
    trade(
      LINKS,
      `partitionLinks: () => {
        const active = trace.getActiveSpan();
        return active ? [{ context: active.spanContext() }] : [];
      },`,
      `span_not_child:${PARTITION_SPAN}`,
    ),
    // o trabalho tem as suas ligações: ficam nas opções da operação
    trade(LINKS, 'links: batches.flatMap(linksOf),', `link_missing:${PARTITION_SPAN}`),
    // que lote é, diz-se no nome
    trade(
      PUBLISH,
      PUBLISH.replaceAll("'", '`').replace('positions', 'positions_${index}'),
      `span_missing:${PUBLISH_SPAN}`,
    ),
    // o nome já diz que publica
    trade('{ kind: SpanKind.PRODUCER },', '', `kind_differs:${PUBLISH_SPAN}`),
  ],
  '04/4.4': [
    // o resumo é bom, e os navios também
    trade(
      SUMMARY,
      `${SUMMARY}
  for (const { vessel, records } of speeds) {
    tracer.startActiveSpan(\`navio \${vessel}\`, (span) => {
      span.setAttribute('fleet.records', records);
      span.end();
    });
  }`,
      'trace_span_count_differs',
    ),
    // um span só, para o resumo
    trade(
      SUMMARY,
      `tracer.startActiveSpan('resumo', (span) => {
    ${SUMMARY}
    span.end();
  });`,
      `attribute_missing:${PARTITION_SPAN}:fleet.vessels`,
    ),
    // assim se sabe quais são
    trade(
      SUMMARY,
      SUMMARY.replace('speeds.length', 'speeds.map(({ vessel }) => vessel)'),
      `attribute_differs:${PARTITION_SPAN}:fleet.vessels`,
    ),
    // os mesmos números do laço, no span que já existe
    trade(
      SUMMARY,
      `for (const { records } of speeds) {
    trace.getActiveSpan()?.setAttributes({ 'fleet.vessels': speeds.length, 'fleet.records': Number(records) });
  }`,
      `attribute_differs:${PARTITION_SPAN}:fleet.records`,
    ),
  ],
  '04/5': [
    // recordUsage já diz tudo
    trade(`, ${USAGE}`, '', `attribute_missing:${SPEED_SPAN}:telescope.usage.bytes_read`),
    // medir é ligar a medição
    trade(USAGE, '{ usage: true }', `attribute_missing:${SPEED_SPAN}:telescope.billing.cost`),
    // o que passa adiante são as linhas do resumo
    trade(SHUFFLE, 'speeds.length', `attribute_differs:${SPEED_SPAN}:telescope.usage.shuffle_bytes`),
    // a moeda como se lê na fatura
    trade(
      USAGE,
      "{ usage: { ...PRICE, currency: 'US$' } }",
      `attribute_differs:${SPEED_SPAN}:telescope.billing.currency`,
    ),
  ],
};

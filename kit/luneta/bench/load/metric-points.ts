/** A carga de métricas: um contador com muitas séries, exportado de tempos em tempos como um SDK exporta. */
import { ProtobufWriter } from '../../wire/protobuf-writer.ts';
import { writeAttributes, writeResourceGroup } from './otlp-attributes.ts';
import { addBody, type Payload } from './payloads.ts';

/** Um lote comum: uma métrica inteira de um serviço. */
const POINTS_PER_REQUEST = 1000;
const CUMULATIVE = 2;

export interface MetricLoad {
  /** Séries, de `bench_requests_total`. */
  series: number;
  /** Quantas vezes cada uma é exportada. */
  exports: number;
  /** De quanto em quanto tempo; a última exportação é agora. */
  everyMs: number;
  nowMs?: number;
}

export const BENCH_METRIC = 'bench_requests_total';
/** Rótulo com poucos valores, o das consultas; outro, com um por série, faz as séries. */
export const GROUP_LABEL = 'http_route';
export const SERIES_LABEL = 'bench_series';

const ROUTES = 10;

/** Na ordem do tempo: todas as séries, e de novo todas as séries. */
export function makeMetricLoad({ series, exports, everyMs, nowMs = Date.now() }: MetricLoad): Payload {
  const payload: Payload = { bodies: [], counts: [], spans: 0, traceIds: [] };
  const startNs = BigInt(nowMs - exports * everyMs) * 1_000_000n;
  for (let round = 1; round <= exports; round++) {
    const timeNs = startNs + BigInt(round * everyMs) * 1_000_000n;
    for (let from = 0; from < series; from += POINTS_PER_REQUEST) {
      const count = Math.min(POINTS_PER_REQUEST, series - from);
      addBody(payload, encodeExport(from, count, round, startNs, timeNs), count);
    }
  }
  return payload;
}

function encodeExport(from: number, count: number, round: number, startNs: bigint, timeNs: bigint): Uint8Array {
  const writer = new ProtobufWriter();
  writeResourceGroup(writer, 'bench', () => {
    const metric = writer.length;
    const sum = writer.length;
    writer.varintField(3, 1);
    writer.varintField(2, CUMULATIVE);
    for (let i = from + count - 1; i >= from; i--) {
      const point = writer.length;
      writeAttributes(writer, 7, [
        ['http.request.method', i % 2 ? 'POST' : 'GET'],
        ['http.route', `/rota/${i % ROUTES}`],
        ['http.response.status_code', i % 7 ? 200 : 500],
        ['url.scheme', 'http'],
        ['bench.series', `s${i}`],
      ]);
      writer.doubleField(4, round * (1 + (i % 13)));
      writer.fixed64Field(3, timeNs);
      writer.fixed64Field(2, startNs);
      writer.endMessage(1, point);
    }
    writer.endMessage(7, sum);
    writer.stringField(3, '{request}');
    writer.stringField(1, 'bench.requests');
    writer.endMessage(2, metric);
  });
  return writer.finish();
}

/** As respostas do Loki: linhas, séries e as estatísticas que as acompanham. */
import type { ServerResponse } from 'node:http';
import type { LogSeries } from '../query/logql/collect-series.ts';
import type { LogStream, StreamEntry } from '../query/logql/collect-streams.ts';
import { numberText } from '../store/number-text.ts';
import { sendJsonBytes } from './jaeger-error.ts';
import { borrowJsonBuffer, type JsonBuffer } from './json-buffer.ts';
import { writeItems } from './long-answer.ts';
import { CATEGORIZE_LABELS } from './loki-params.ts';
import type { ScanStats } from './loki-scan.ts';

/** O que se conta de uma consulta, além do que ela leu. */
export interface QueryStats extends ScanStats {
  returned: number;
  elapsedMs: number;
}

/** As linhas de `streams`; com `categorize`, cada uma traz os metadados num terceiro elemento. */
export async function sendStreams(
  res: ServerResponse,
  streams: readonly LogStream[],
  categorize: boolean,
  stats: QueryStats,
): Promise<void> {
  const flags = categorize ? `"encodingFlags":["${CATEGORIZE_LABELS}"],` : '';
  await sendResult(res, `"resultType":"streams",${flags}`, streams, writeStream, stats);
}

/** A resposta de `query_range` a uma métrica. Um instante sem valor não aparece. */
export async function sendMatrix(
  res: ServerResponse,
  series: readonly LogSeries[],
  timeOf: (step: number) => bigint,
  stats: QueryStats,
): Promise<void> {
  const write = ({ labels, values }: LogSeries, out: JsonBuffer): void => {
    out.text(`{"metric":${JSON.stringify(Object.fromEntries(labels))},"values":[`);
    const start = out.length;
    values.forEach((value, step) => {
      if (Number.isNaN(value)) return;
      if (out.length > start) out.ascii(',');
      out.ascii(sampleJson(timeOf(step), value));
    });
    out.ascii(']}');
  };
  await sendResult(res, '"resultType":"matrix",', series.filter(hasValues), write, stats);
}

/** A resposta de `query`: um valor por série. */
export async function sendVector(
  res: ServerResponse,
  series: readonly LogSeries[],
  timeNs: bigint,
  stats: QueryStats,
): Promise<void> {
  const write = ({ labels, values }: LogSeries, out: JsonBuffer): void => {
    out.text(`{"metric":${JSON.stringify(Object.fromEntries(labels))},"value":${sampleJson(timeNs, values[0])}}`);
  };
  await sendResult(res, '"resultType":"vector",', series.filter(hasValues), write, stats);
}

async function sendResult<T>(
  res: ServerResponse,
  header: string,
  items: readonly T[],
  write: (item: T, out: JsonBuffer) => void,
  stats: QueryStats,
): Promise<void> {
  const out = borrowJsonBuffer(res);
  out.ascii(`{"status":"success","data":{${header}"result":[`);
  if (!(await writeItems(res, out, items, write))) return;
  out.ascii(`],"stats":${JSON.stringify(statsJson(stats))}}}`);
  sendJsonBytes(res, 200, out.bytes);
}

function writeStream({ labels, entries }: LogStream, out: JsonBuffer): void {
  out.text(`{"stream":${JSON.stringify(Object.fromEntries(labels))},"values":[`);
  entries.forEach((entry, i) => {
    if (i > 0) out.ascii(',');
    writeEntry(entry, out);
  });
  out.ascii(']}');
}

function writeEntry({ timeUnixNano, line, metadata, parsed }: StreamEntry, out: JsonBuffer): void {
  out.ascii(`["${timeUnixNano}",`);
  out.text(JSON.stringify(line));
  if (metadata && parsed) {
    const categories = {
      ...(metadata.size > 0 && { structuredMetadata: Object.fromEntries(metadata) }),
      ...(parsed.size > 0 && { parsed: Object.fromEntries(parsed) }),
    };
    out.text(`,${JSON.stringify(categories)}`);
  }
  out.ascii(']');
}

function hasValues({ values }: LogSeries): boolean {
  return values.some((value) => !Number.isNaN(value));
}

/** Segundos com até três casas, e o valor num texto sem expoente, como o Go os escreve. */
export function sampleJson(timeNs: bigint, value: number): string {
  return `[${Number(timeNs / 1_000_000n) / 1000},"${numberText(value)}"]`;
}

/** As contas que o Grafana mostra ao lado de uma consulta. */
function statsJson({ records, bytes, returned, elapsedMs }: QueryStats): unknown {
  const seconds = elapsedMs / 1000;
  const perSecond = (count: number): number => (seconds > 0 ? Math.round(count / seconds) : 0);
  return {
    summary: {
      bytesProcessedPerSecond: perSecond(bytes),
      linesProcessedPerSecond: perSecond(records),
      totalBytesProcessed: bytes,
      totalLinesProcessed: records,
      execTime: seconds,
      queueTime: 0,
      subqueries: 0,
      totalEntriesReturned: returned,
      splits: 0,
      shards: 0,
      totalPostFilterLines: returned,
      totalStructuredMetadataBytesProcessed: 0,
    },
  };
}

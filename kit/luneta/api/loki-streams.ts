/**
 * As rotas do Loki que descrevem o que há guardado: rótulos, séries, volumes e campos. Importado no primeiro pedido, como
 * `loki-queries.ts`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LogSelector } from '../query/logql/ast.ts';
import { streamKey } from '../query/logql/collect-streams.ts';
import { streamLabels } from '../query/logql/log-labels.ts';
import { parseMatchers } from '../query/logql/parse.ts';
import { acceptsStream } from '../query/logql/run-pipeline.ts';
import { compareText } from '../store/attribute-text.ts';
import type { StoredLog } from '../store/logs/log-store.ts';
import type { Resource } from '../store/model.ts';
import { requestParams } from './form-params.ts';
import { ApiError, sendJson } from './jaeger-error.ts';
import { sampleJson } from './loki-json.ts';
import { limitParam, stepParam, type TimeRange, timeRange } from './loki-params.ts';
import { type LokiDeps, nowNs } from './loki-queries.ts';
import { scanLogs, type ScanStats } from './loki-scan.ts';

type Labels = ReadonlyMap<string, string>;

/** Rótulos e séries, quando o pedido não diz de quando: as últimas seis horas. */
const DEFAULT_SINCE_NS = 6n * 3600n * 1_000_000_000n;
/** Streams numa resposta, no máximo. */
const MAX_STREAMS = 10_000;
/** Condições num pedido. */
const MAX_GROUPS = 32;

interface Stream {
  labels: Labels;
  records: number;
  bytes: number;
}

/** `labels`: os nomes dos rótulos. Sem nenhum, o Loki não escreve `data`. */
export async function sendLabels(deps: LokiDeps, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const params = await requestParams(req);
  const streams = await findStreams(deps, res, params, params.getAll('query'));
  if (!streams) return;
  const names = new Set(streams.flatMap(({ labels }) => [...labels.keys()]));
  sendNames(res, names);
}

/** `label/{name}/values`: os valores de um rótulo. */
export async function sendLabelValues(
  deps: LokiDeps,
  req: IncomingMessage,
  res: ServerResponse,
  name: string,
): Promise<void> {
  const params = await requestParams(req);
  const streams = await findStreams(deps, res, params, params.getAll('query'));
  if (!streams) return;
  sendNames(res, new Set(streams.flatMap(({ labels }) => labels.get(name) ?? [])));
}

function sendNames(res: ServerResponse, names: ReadonlySet<string>): void {
  const data = [...names].toSorted(compareText);
  sendJson(res, 200, data.length > 0 ? { status: 'success', data } : { status: 'success' });
}

/** `series`: os streams que servem a algum `match[]`. */
export async function sendSeries(deps: LokiDeps, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const params = await requestParams(req);
  const streams = await findStreams(deps, res, params, [...params.getAll('match'), ...params.getAll('match[]')]);
  if (streams) sendJson(res, 200, { status: 'success', data: streams.map(({ labels }) => Object.fromEntries(labels)) });
}

/** `index/stats`: o tamanho do que uma consulta leria. Não há pedaços (chunks) aqui: cada stream conta como um. */
export async function sendIndexStats(deps: LokiDeps, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const params = await requestParams(req);
  const streams = await findStreams(deps, res, params, params.getAll('query'), true);
  if (!streams) return;
  const sum = (count: (stream: Stream) => number): number => streams.reduce((total, each) => total + count(each), 0);
  sendJson(res, 200, {
    streams: streams.length,
    chunks: streams.length,
    entries: sum(({ records }) => records),
    bytes: sum(({ bytes }) => bytes),
  });
}

/** `detected_labels`: os rótulos, e quantos valores tem cada um. */
export async function sendDetectedLabels(deps: LokiDeps, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const params = await requestParams(req);
  const streams = await findStreams(deps, res, params, params.getAll('query'));
  if (!streams) return;
  const values = new Map<string, Set<string>>();
  for (const { labels } of streams) {
    for (const [name, value] of labels) values.set(name, (values.get(name) ?? new Set<string>()).add(value));
  }
  const detectedLabels = [...values]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([label, { size }]) => ({ label, cardinality: size }));
  sendJson(res, 200, { detectedLabels });
}

/** `index/volume`: quantos bytes há em cada grupo de streams, os maiores primeiro. */
export async function sendVolume(deps: LokiDeps, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const params = await requestParams(req);
  const { endNs } = timeRange(params, nowNs(deps));
  const groups = await volumes(deps, res, params, () => 0);
  if (!groups) return;
  const result = groups.map(({ labels, bytes }) => ({
    metric: Object.fromEntries(labels),
    value: JSON.parse(sampleJson(endNs, bytes.get(0) ?? 0)) as unknown,
  }));
  sendJson(res, 200, { status: 'success', data: { resultType: 'vector', result } });
}

/** `index/volume_range`: o mesmo, de passo em passo. */
export async function sendVolumeRange(deps: LokiDeps, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const params = await requestParams(req);
  const range = timeRange(params, nowNs(deps));
  const stepNs = stepParam(params, range);
  const groups = await volumes(deps, res, params, (time) => Number((time - range.startNs) / stepNs));
  if (!groups) return;
  const result = groups.map(({ labels, bytes }) => ({
    metric: Object.fromEntries(labels),
    values: [...bytes]
      .toSorted(([a], [b]) => a - b)
      .map(([step, value]) => JSON.parse(sampleJson(range.startNs + BigInt(step) * stepNs, value)) as unknown),
  }));
  sendJson(res, 200, { status: 'success', data: { resultType: 'matrix', result } });
}

interface Volume {
  labels: Labels;
  /** Bytes em cada passo. */
  bytes: Map<number, number>;
  total: number;
}

async function volumes(
  deps: LokiDeps,
  res: ServerResponse,
  params: URLSearchParams,
  stepOf: (timeUnixNano: bigint) => number,
): Promise<Volume[] | undefined> {
  const range = timeRange(params, nowNs(deps));
  const limit = limitParam(params);
  const queries = params.getAll('query');
  const targets = (params.get('targetLabels') ?? '').split(',').filter((name) => name !== '');
  const selectors = readSelectors(queries);
  const names = targets.length > 0 ? targets : selectors.flatMap(({ matchers }) => matchers.map(({ name }) => name));
  const groups = new Map<string, Volume>();
  const byResource = new WeakMap<Resource, Volume>();
  const scanned = await scanRange(deps, res, range, selectors, (log) => {
    const { resource } = log;
    let group = byResource.get(resource);
    if (!group) {
      const all = streamLabels(resource);
      const labels = names.length > 0 ? new Map([...all].filter(([name]) => names.includes(name))) : all;
      const key = streamKey(labels);
      group = groups.get(key) ?? { labels, bytes: new Map<number, number>(), total: 0 };
      groups.set(key, group);
      byResource.set(resource, group);
      checkStreams(groups.size);
    }
    const step = stepOf(log.timeUnixNano);
    group.total += log.byteLength;
    group.bytes.set(step, (group.bytes.get(step) ?? 0) + log.byteLength);
  });
  return scanned && [...groups.values()].toSorted((a, b) => b.total - a.total).slice(0, limit);
}

/** Os streams com algum registro no intervalo pedido, em ordem de rótulos. */
async function findStreams(
  deps: LokiDeps,
  res: ServerResponse,
  params: URLSearchParams,
  queries: readonly string[],
  counted = false,
): Promise<Stream[] | undefined> {
  const range = timeRange(params, nowNs(deps), counted ? undefined : DEFAULT_SINCE_NS);
  const streams = new Map<string, Stream>();
  const byResource = new WeakMap<Resource, Stream>();
  const scanned = await scanRange(deps, res, range, readSelectors(queries), (log) => {
    const { resource } = log;
    let stream = byResource.get(resource);
    if (!stream) {
      const labels = streamLabels(resource);
      const key = streamKey(labels);
      stream = streams.get(key) ?? { labels, records: 0, bytes: 0 };
      streams.set(key, stream);
      byResource.set(resource, stream);
      checkStreams(streams.size);
    }
    stream.records++;
    stream.bytes += log.byteLength;
  });
  return scanned && [...streams].toSorted(([a], [b]) => compareText(a, b)).map(([, stream]) => stream);
}

function checkStreams(count: number): void {
  if (count <= MAX_STREAMS) return;
  throw new ApiError(400, `the answer exceeds ${MAX_STREAMS} streams; narrow the search`);
}

/** Sem condição nenhuma, tudo serve. @throws LogqlError */
export function readSelectors(queries: readonly string[]): Pick<LogSelector, 'matchers'>[] {
  if (queries.length > MAX_GROUPS)
    throw new ApiError(400, `at most ${MAX_GROUPS} selectors, received: ${queries.length}`);
  return queries.filter((query) => query !== '').map((query) => ({ matchers: parseMatchers(query) }));
}

function scanRange(
  { logs }: LokiDeps,
  res: ServerResponse,
  { startNs, endNs }: TimeRange,
  selectors: readonly Pick<LogSelector, 'matchers'>[],
  visit: (log: StoredLog) => void,
): Promise<ScanStats | undefined> {
  const accepts = selectors.map(acceptsStream);
  const acceptsResource = (resource: Resource): boolean =>
    accepts.length === 0 || accepts.some((accept) => accept(resource));
  return scanLogs(logs, { startUnixNano: startNs, endUnixNano: endNs, acceptsResource }, res, visit);
}

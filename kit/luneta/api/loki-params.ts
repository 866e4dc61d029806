/** Parâmetros das rotas do Loki, lidos como ele os lê; as mensagens de erro ficam em inglês. */
import type { IncomingMessage } from 'node:http';
import { parseGoDuration } from '../query/go-duration.ts';
import { parseRfc3339 } from '../query/go-time.ts';
import { parsePromDuration } from '../query/prom-duration.ts';
import { ApiError } from './jaeger-error.ts';

const SECOND_NS = 1_000_000_000n;
const HOUR_NS = 3600n * SECOND_NS;
const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 5000;
/** Instantes por série: o do Loki. */
const MAX_STEPS = 11_000n;
/** Quantos instantes tem uma resposta que não disse o passo. */
const DEFAULT_STEPS = 250n;

export interface TimeRange {
  startNs: bigint;
  endNs: bigint;
}

/** `start` e `end`, ou os últimos `since`. Sem nada, a última hora. */
export function timeRange(params: URLSearchParams, nowNs: bigint, defaultSinceNs = HOUR_NS): TimeRange {
  const sinceText = params.get('since') ?? '';
  const sinceNs = sinceText === '' ? defaultSinceNs : durationOf('since', sinceText);
  const endNs = timeParam(params, 'end', nowNs);
  const startNs = timeParam(params, 'start', (endNs > nowNs ? nowNs : endNs) - sinceNs);
  if (endNs < startNs) throw new ApiError(400, 'end timestamp must not be before or equal to start time');
  return { startNs, endNs };
}

/** Nanossegundos, segundos (até dez algarismos, ou com ponto) ou RFC 3339. */
export function timeParam(params: URLSearchParams, name: string, fallback: bigint): bigint {
  const text = params.get(name) ?? '';
  if (text === '') return fallback;
  const time = parseTime(text);
  if (time !== undefined && time >= 0n && time < 1n << 64n) return time;
  throw new ApiError(400, `could not parse '${name}' parameter: ${JSON.stringify(text.slice(0, 60))} is not a time`);
}

function parseTime(text: string): bigint | undefined {
  const seconds = /^(\d{1,12})\.(\d+)$/.exec(text);
  if (seconds) return BigInt(seconds[1]) * SECOND_NS + BigInt(seconds[2].slice(0, 9).padEnd(9, '0'));
  if (/^\d{1,10}$/.test(text)) return BigInt(text) * SECOND_NS;
  if (/^\d{11,20}$/.test(text)) return BigInt(text);
  return parseRfc3339(text);
}

export function limitParam(params: URLSearchParams): number {
  const text = params.get('limit') ?? '';
  if (text === '') return DEFAULT_LIMIT;
  if (!/^[+-]?\d{1,9}$/.test(text)) {
    throw new ApiError(
      400,
      `could not parse 'limit' parameter: ${JSON.stringify(text.slice(0, 60))} is not an integer`,
    );
  }
  const limit = Number(text);
  if (limit <= 0) throw new ApiError(400, 'limit must be a positive value');
  return limit;
}

/** @throws ApiError se pede mais linhas do que se devolvem de uma vez. */
export function checkLineLimit(limit: number): void {
  if (limit <= MAX_LIMIT) return;
  throw new ApiError(
    400,
    `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${MAX_LIMIT})`,
  );
}

/** `backward`, o padrão: as mais novas primeiro. */
export function newestFirstParam(params: URLSearchParams): boolean {
  const text = params.get('direction') ?? '';
  if (text === '' || /^backward$/i.test(text)) return true;
  if (/^forward$/i.test(text)) return false;
  throw new ApiError(400, `invalid direction '${text.slice(0, 60)}'`);
}

/** Nanossegundos entre dois instantes. */
export function stepParam(params: URLSearchParams, { startNs, endNs }: TimeRange): bigint {
  const text = params.get('step') ?? '';
  const wholeSeconds = (endNs - startNs) / SECOND_NS / DEFAULT_STEPS;
  const stepNs = text === '' ? (wholeSeconds > 0n ? wholeSeconds : 1n) * SECOND_NS : durationOf('step', text);
  if (stepNs <= 0n) {
    throw new ApiError(400, 'zero or negative query resolution step widths are not accepted. Try a positive integer');
  }
  if ((endNs - startNs) / stepNs > MAX_STEPS) {
    throw new ApiError(
      400,
      'exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter',
    );
  }
  return stepNs;
}

/** Só para linhas: distância mínima entre duas; 0 se não veio. */
export function intervalParam(params: URLSearchParams): bigint {
  const text = params.get('interval') ?? '';
  const interval = text === '' ? 0n : durationOf('interval', text);
  if (interval < 0n) throw new ApiError(400, 'interval must be >= 0');
  return interval;
}

/** Segundos, com fração ou sem, ou uma duração (`250ms`, `1h30m`, `7d`). */
function durationOf(name: string, text: string): bigint {
  if (/^-?\d+(\.\d+)?$/.test(text) && Number(text) < 1e9) return BigInt(Math.round(Number(text) * 1e9));
  const parsed = parseGoDuration(text);
  if (parsed.ok) return parsed.ns;
  const ms = parsePromDuration(text);
  if (ms !== undefined) return BigInt(ms) * 1_000_000n;
  throw new ApiError(
    400,
    `could not parse '${name}' parameter: cannot parse ${JSON.stringify(text.slice(0, 60))} to a valid duration`,
  );
}

/** O cabeçalho com que o Grafana pede os rótulos de cada linha separados por origem. */
export function wantsCategories({ headers }: IncomingMessage): boolean {
  const flags = headers['x-loki-response-encoding-flags'];
  return String(flags ?? '')
    .split(',')
    .some((flag) => flag.trim() === CATEGORIZE_LABELS);
}

export const CATEGORIZE_LABELS = 'categorize-labels';

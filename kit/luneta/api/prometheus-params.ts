/** Parâmetros de um pedido ao Prometheus, do endereço ou de um formulário, lidos como ele os lê. */
import { parseRfc3339 } from '../query/go-time.ts';
import { parsePromDuration } from '../query/prom-duration.ts';
import { invalidParam, PrometheusError } from './prometheus-error.ts';

/** Pontos por série, menos um: o limite do Prometheus. */
export const MAX_STEPS = 11_000;

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** O último instante de um `Date`; nenhum relógio chega lá. */
const MAX_TIME_MS = 8_640_000_000_000_000;
/** Como o cliente do Go escreve o primeiro e o último instante que conhece. */
const CLIENT_MIN_TIME = '-292273086-05-16T16:47:06Z';
const CLIENT_MAX_TIME = '292277025-08-18T07:12:54.999999999Z';
const MAX_DURATION_SECONDS = 2 ** 63 / 1e9;

/** Um instante, em milissegundos Unix, ou `fallback` se não veio. @throws PrometheusError */
export function timeParam(params: URLSearchParams, name: string, fallback: number): number {
  const text = params.get(name) ?? '';
  if (text === '') return fallback;
  return parseTime(text) ?? fail(name, `Invalid time value for '${name}': ${badTime(text)}`);
}

/** Um instante obrigatório. @throws PrometheusError */
export function requiredTime(params: URLSearchParams, name: string): number {
  const text = params.get(name) ?? '';
  return parseTime(text) ?? fail(name, badTime(text));
}

/** O intervalo de `/series` e dos rótulos: sem pontas, todo o tempo. @throws PrometheusError */
export function timeBounds(params: URLSearchParams): { minMs: number; maxMs: number } {
  return { minMs: timeParam(params, 'start', -MAX_TIME_MS), maxMs: timeParam(params, 'end', MAX_TIME_MS) };
}

/** Os passos de `query_range`. @throws PrometheusError */
export function rangeParams(params: URLSearchParams): { startMs: number; endMs: number; stepMs: number } {
  const startMs = requiredTime(params, 'start');
  const endMs = requiredTime(params, 'end');
  if (endMs < startMs) fail('end', 'end timestamp must not be before start time');
  const stepMs = Math.floor(durationParam(params, 'step') ?? fail('step', badDuration('')));
  if (stepMs <= 0) {
    fail('step', 'zero or negative query resolution step widths are not accepted. Try a positive integer');
  }
  if (Math.floor((endMs - startMs) / stepMs) > MAX_STEPS) {
    const limit = 'exceeded maximum resolution of 11,000 points per timeseries.';
    throw new PrometheusError('bad_data', `${limit} Try decreasing the query resolution (?step=XX)`);
  }
  return { startMs, endMs, stepMs };
}

/** Uma duração (`15s`, ou segundos), em milissegundos, ou `undefined` se não veio. @throws PrometheusError */
export function durationParam(params: URLSearchParams, name: string): number | undefined {
  const text = params.get(name) ?? '';
  if (text === '') return undefined;
  if (DECIMAL.test(text)) {
    const seconds = Number(text);
    if (Math.abs(seconds) <= MAX_DURATION_SECONDS) return seconds * 1000;
    return fail(name, `${badDuration(text)}. It overflows int64`);
  }
  return parsePromDuration(text) ?? fail(name, badDuration(text));
}

/** Um limite de itens; `undefined` se não veio ou é zero, que não limita. @throws PrometheusError */
export function limitParam(params: URLSearchParams): number | undefined {
  const text = params.get('limit') ?? '';
  if (text === '') return undefined;
  const limit = /^\+?\d{1,9}$/.test(text) ? Number(text) : fail('limit', `cannot parse ${JSON.stringify(text)}`);
  return limit === 0 ? undefined : limit;
}

/** Segundos Unix com casas, ou RFC 3339. */
function parseTime(text: string): number | undefined {
  if (text === CLIENT_MIN_TIME) return -MAX_TIME_MS;
  if (text === CLIENT_MAX_TIME) return MAX_TIME_MS;
  const instantNs = parseRfc3339(text);
  if (instantNs !== undefined) return Number(instantNs / 1_000_000n);
  if (!DECIMAL.test(text)) return undefined;
  const seconds = Number(text);
  const whole = Math.trunc(seconds);
  const ms = whole * 1000 + Math.round((seconds - whole) * 1000);
  return Math.abs(ms) <= MAX_TIME_MS ? ms : undefined;
}

function badTime(text: string): string {
  return `cannot parse ${JSON.stringify(text)} to a valid timestamp`;
}

function badDuration(text: string): string {
  return `cannot parse ${JSON.stringify(text)} to a valid duration`;
}

function fail(name: string, reason: string): never {
  throw invalidParam(name, reason);
}

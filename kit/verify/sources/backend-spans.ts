/** O que é igual em toda API que mostra spans: os limites do que se lê, serviço por serviço, e o que dizer quando passam. */
import type { ObservedSpan } from '../span.ts';
import { BackendClient, type BackendSourceOptions, SourceError } from './backend-client.ts';
import { MAX_SPANS, type Problem, type Reading, type SourceQuery, tooManySpans } from './source.ts';

/** Quantos traces de cada serviço se pedem, dos mais novos. */
export const MAX_TRACES = 1000;
const MAX_SERVICES = 100;
const MAX_TRACE_IDS = 50;
const TOO_MUCH = 'Há traces demais desde o começo da tentativa: há um laço criando spans sem fim?';

export interface SpansSourceOptions extends BackendSourceOptions {
  /** Só estes serviços; padrão: todos. */
  services?: readonly string[];
}

/** Uma leitura que nunca rejeita e que não passa de `MAX_SPANS`. @param read Pode lançar `SourceError`. */
export async function readBackendSpans(
  base: string,
  options: BackendSourceOptions,
  read: (client: BackendClient, problems: Problem[]) => Promise<ObservedSpan[]>,
): Promise<Reading> {
  const problems: Problem[] = [];
  let spans: ObservedSpan[] = [];
  try {
    spans = await read(new BackendClient(base, { signal: 'spans', tooMuch: TOO_MUCH }, options), problems);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    problems.push(error.problem);
  }
  if (spans.length <= MAX_SPANS) return { spans, problems };
  return { spans: spans.slice(0, MAX_SPANS), problems: [...problems, tooManySpans()] };
}

export interface EachService<T> {
  /** Os que o backend conhece, como ele os disse. */
  known: readonly unknown[];
  /** O backend conta a si mesmo, e cada consulta nossa seria telemetria nova. De um destes só se lê o que se espera. */
  own: RegExp;
  /** Aqueles de que se espera algo: se não der para ler todos, estes vêm antes. */
  isAwaited: (service: string) => boolean;
  /** No máximo `MAX_TRACES`. */
  tracesOf: (service: string) => Promise<T[]>;
}

/** Os traces de cada serviço, um item por trace; o que ficou de fora é dito em `problems`. @throws SourceError */
export async function readEachService<T>(
  { known, own, isAwaited, tracesOf }: EachService<T>,
  problems: Problem[],
): Promise<T[]> {
  const names = known
    .filter((name): name is string => typeof name === 'string' && (!own.test(name) || isAwaited(name)))
    .toSorted((a, b) => Number(isAwaited(b)) - Number(isAwaited(a)));
  if (names.length > MAX_SERVICES) problems.push(tooManyServices(names.length));
  const answers = await Promise.all(
    names.slice(0, MAX_SERVICES).map(async (service) => {
      const traces = await tracesOf(service);
      if (traces.length >= MAX_TRACES) problems.push(tooManyTraces(service));
      return traces;
    }),
  );
  return answers.flat();
}

/** Os traces pedidos, tantos ids por vez: o endereço de um pedido tem um tamanho máximo. */
export async function readByIds<T>(
  traceIds: NonNullable<SourceQuery['traceIds']>,
  tracesOf: (ids: readonly string[]) => Promise<T[]>,
): Promise<T[]> {
  const ids = [...new Set(traceIds)];
  const answers: T[][] = [];
  for (let i = 0; i < ids.length; i += MAX_TRACE_IDS) answers.push(await tracesOf(ids.slice(i, i + MAX_TRACE_IDS)));
  return answers.flat();
}

function tooManyServices(known: number): Problem {
  return {
    code: 'too_many_services',
    message:
      `O backend conhece ${known} serviços, e só os spans de ${MAX_SERVICES} foram lidos. O do seu programa pode ` +
      'ter ficado de fora: confira nele o service.name, ou use um backend só seu.',
  };
}

function tooManyTraces(service: string): Problem {
  return {
    code: 'too_many_traces',
    message:
      `O serviço "${service}" tem mais de ${MAX_TRACES} traces desde o começo da tentativa, e só os mais novos ` +
      'foram lidos. Use um backend só seu, ou dê ao seu programa outro service.name.',
  };
}

/**
 * O arquivo de estratégias de amostragem do Jaeger (`default_strategy`, `service_strategies`,
 * `operation_strategies`) e a resposta que cada serviço recebe. Função pura.
 *
 * As regras de composição são as do Jaeger: as operações da estratégia padrão valem também nos outros serviços, e as do
 * serviço vencem; uma operação com `ratelimiting` é deixada de lado com um aviso. Diferença de propósito: o mais que o
 * Jaeger ignora (tipo desconhecido, campo com o nome errado, taxa fora de 0 a 1) aqui é erro, porque quem escreve o
 * arquivo não lê o log dele.
 */
import { findJsonError } from './json-error.ts';
import { WireError } from './wire-error.ts';

/** A resposta da API de amostragem, com os nomes e a ordem do Jaeger. */
export interface SamplingStrategy {
  strategyType: 'PROBABILISTIC' | 'RATE_LIMITING';
  probabilisticSampling?: { samplingRate: number };
  rateLimitingSampling?: { maxTracesPerSecond: number };
  operationSampling?: OperationSampling;
}

interface OperationSampling {
  defaultSamplingProbability: number;
  defaultLowerBoundTracesPerSecond: number;
  perOperationStrategies: { operation: string; probabilisticSampling: { samplingRate: number } }[];
  defaultUpperBoundTracesPerSecond: number;
}

/** O arquivo inteiro, já com o que cada serviço herda da estratégia padrão. */
export interface SamplingStrategies {
  default: SamplingStrategy;
  byService: ReadonlyMap<string, SamplingStrategy>;
}

type Warn = (message: string) => void;

/** O que vale onde o arquivo não diz nada: amostrar tudo, como o Jaeger de um processo só (all-in-one). */
const DEFAULT_RATE = 1;

/** O limite vai num inteiro de 16 bits do Thrift. */
const MAX_TRACES_PER_SECOND = 32_767;

/** As de quem não tem arquivo. */
export const DEFAULT_STRATEGIES: SamplingStrategies = { default: probabilistic(DEFAULT_RATE), byService: new Map() };

/** A estratégia de um serviço; a padrão se ele não tem uma. */
export function strategyFor(strategies: SamplingStrategies, service: string): SamplingStrategy {
  return strategies.byService.get(service) ?? strategies.default;
}

/**
 * Interpreta o texto do arquivo.
 * @param warn Recebe cada regra que não vale, e o que vale no lugar dela.
 * @throws WireError `malformed`, que diz onde está o erro e o que se esperava.
 */
export function parseSamplingStrategies(text: string, warn: Warn = () => {}): SamplingStrategies {
  const root = readObject(parseJson(text), 'o arquivo', ['default_strategy', 'service_strategies']);
  const fallback =
    root.default_strategy === undefined || root.default_strategy === null
      ? DEFAULT_STRATEGIES.default
      : readStrategy(readObject(root.default_strategy, 'default_strategy', STRATEGY_FIELDS), 'default_strategy', warn);
  const byService = new Map<string, SamplingStrategy>();
  readList(root.service_strategies, 'service_strategies').forEach((item, i) => {
    const where = `service_strategies[${i}]`;
    const fields = readObject(item, where, STRATEGY_FIELDS);
    byService.set(readText(fields.service, `${where}.service`), inherit(readStrategy(fields, where, warn), fallback));
  });
  return { default: fallback, byService };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const at = findJsonError(text);
    const lines = text.slice(0, at).split('\n');
    const found = at >= text.length ? 'o arquivo acaba no meio' : `perto de ${JSON.stringify(text.slice(at, at + 20))}`;
    throw malformed(`JSON inválido na linha ${lines.length}, coluna ${lines[lines.length - 1].length + 1}: ${found}.`);
  }
}

const STRATEGY_FIELDS = ['service', 'type', 'param', 'operation_strategies'];
const OPERATION_FIELDS = ['operation', 'type', 'param'];

/** `type` pode faltar (só operações têm regra): vale a taxa padrão. */
function readStrategy(fields: Record<string, unknown>, where: string, warn: Warn): SamplingStrategy {
  const strategy = fields.type === undefined ? probabilistic(DEFAULT_RATE) : readOwnStrategy(fields, where);
  const operations = readList(fields.operation_strategies, `${where}.operation_strategies`);
  if (operations.length === 0) return strategy;
  const rate = strategy.probabilisticSampling?.samplingRate ?? DEFAULT_RATE;
  return {
    ...strategy,
    operationSampling: {
      defaultSamplingProbability: rate,
      defaultLowerBoundTracesPerSecond: 0,
      perOperationStrategies: operations.flatMap((item, i) =>
        readOperation(item, `${where}.operation_strategies[${i}]`, rate, warn),
      ),
      defaultUpperBoundTracesPerSecond: 0,
    },
  };
}

function readOwnStrategy({ type, param }: Record<string, unknown>, where: string): SamplingStrategy {
  switch (type) {
    case 'probabilistic':
      return probabilistic(readRate(param, `${where}.param`));
    case 'ratelimiting': {
      // O Jaeger corta a parte decimal: 0.9 é nenhum trace por segundo.
      const limit = Math.trunc(readNumber(param, `${where}.param`, MAX_TRACES_PER_SECOND));
      return { strategyType: 'RATE_LIMITING', rateLimitingSampling: { maxTracesPerSecond: limit } };
    }
    default:
      throw malformed(`${where}.type deve ser "probabilistic" ou "ratelimiting"; veio ${shown(type)}.`);
  }
}

/** A regra de uma operação; nenhuma se ela pede um limite, que só vale por serviço. */
function readOperation(
  item: unknown,
  where: string,
  defaultRate: number,
  warn: Warn,
): OperationSampling['perOperationStrategies'] {
  const { operation, type, param } = readObject(item, where, OPERATION_FIELDS);
  const name = readText(operation, `${where}.operation`);
  if (type === 'ratelimiting') {
    warn(
      `${where}: por operação só vale "probabilistic"; a regra "ratelimiting" de ${shown(name)} foi deixada de lado, ` +
        `como no Jaeger, e a probabilidade padrão ali é ${defaultRate}.`,
    );
    return [];
  }
  if (type !== 'probabilistic') {
    throw malformed(`${where}.type deve ser "probabilistic", o único que vale por operação; veio ${shown(type)}.`);
  }
  return [{ operation: name, probabilisticSampling: { samplingRate: readRate(param, `${where}.param`) } }];
}

/** As operações da estratégia padrão valem no serviço; as dele, e a taxa dele, vencem. */
function inherit(strategy: SamplingStrategy, fallback: SamplingStrategy): SamplingStrategy {
  const inherited = fallback.operationSampling;
  if (!inherited) return strategy;
  const own = strategy.operationSampling ?? {
    ...inherited,
    defaultSamplingProbability: strategy.probabilisticSampling?.samplingRate ?? inherited.defaultSamplingProbability,
    perOperationStrategies: [],
  };
  const known = new Set(own.perOperationStrategies.map(({ operation }) => operation));
  const added = inherited.perOperationStrategies.filter(({ operation }) => !known.has(operation));
  return {
    ...strategy,
    operationSampling: { ...own, perOperationStrategies: [...own.perOperationStrategies, ...added] },
  };
}

function probabilistic(samplingRate: number): SamplingStrategy {
  return { strategyType: 'PROBABILISTIC', probabilisticSampling: { samplingRate } };
}

function readRate(value: unknown, where: string): number {
  return readNumber(value, where, 1);
}

function readNumber(value: unknown, where: string, max: number): number {
  if (typeof value === 'number' && value >= 0 && value <= max) return value;
  throw malformed(`${where} deve ser um número de 0 a ${max}; veio ${shown(value)}.`);
}

function readText(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw malformed(`${where} deve ser um texto; veio ${shown(value)}.`);
}

/** Ausente ou `null` vale lista vazia, como no Jaeger. */
function readList(value: unknown, where: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw malformed(`${where} deve ser uma lista; veio ${shown(value)}.`);
}

function readObject(value: unknown, where: string, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed(`${where} deve ser um objeto; veio ${shown(value)}.`);
  }
  for (const field of Object.keys(value)) {
    if (known.includes(field)) continue;
    throw malformed(`campo desconhecido ${JSON.stringify(field)} em ${where}; os que existem: ${known.join(', ')}.`);
  }
  return { ...value };
}

function shown(value: unknown): string {
  return value === undefined ? 'nada' : JSON.stringify(value).slice(0, 60);
}

function malformed(message: string): WireError {
  return new WireError('malformed', message);
}

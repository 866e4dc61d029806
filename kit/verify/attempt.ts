/**
 * Uma tentativa: o que separa os spans desta execução dos de outra, ou de outro aluno, com os mesmos nomes.
 * A saída de um programa é só dele, mas ele pode repetir a de uma execução anterior: nela, o que separa é a hora.
 */
import { randomUUID } from 'node:crypto';
import { attributeOf, type AttributeValue, type ObservedSpan } from './span.ts';

/** O atributo de recurso que leva o id da tentativa. */
export const ATTEMPT_ATTRIBUTE = 'lab.attempt';
const INSTANCE_ATTRIBUTE = 'service.instance.id';

/** As condições se somam: conta o que cumpre todas as que foram dadas. */
export interface Attempt {
  /** Microssegundos Unix, no relógio desta máquina. */
  readonly startedAtUs: number;
  /** O programa o recebe em `OTEL_RESOURCE_ATTRIBUTES` (veja `attemptEnv`). */
  readonly id?: string;
  /**
   * Até quando (microssegundos Unix) conta também um span que começa sem id nenhum. É para um backend em que só este
   * programa deve mandar: o recurso de quem está aprendendo nem sempre lê o ambiente. Padrão: nunca conta.
   */
  readonly unmarkedUntilUs?: () => number;
  /**
   * Os traces que a saída do programa mostrou. A saída é só dele: um span sem id nenhum que está num destes é desta execução,
   * mesmo num backend de todos.
   */
  readonly printedTraceIds?: () => ReadonlySet<string>;
  /** Os traces desta tentativa, quando se sabe quais são. */
  readonly traceIds?: readonly string[];
}

/** `no_attempt`: o recurso não traz id nenhum. Ou é de outro programa, ou este não lê `OTEL_RESOURCE_ATTRIBUTES`. */
export type ExclusionReason = 'before_attempt' | 'no_attempt' | 'other_attempt' | 'other_trace';

/** Comece antes de iniciar o programa. */
export function beginAttempt(now: () => number = Date.now): Attempt & { readonly id: string } {
  return { startedAtUs: now() * 1000, id: randomUUID() };
}

/** O que pôr no ambiente do programa; o que o aluno já tinha na variável continua lá. */
export function attemptEnv({ id }: Attempt, env: NodeJS.ProcessEnv = {}): Record<string, string> {
  if (id === undefined) return {};
  const others = (env.OTEL_RESOURCE_ATTRIBUTES ?? '')
    .split(',')
    .filter((pair) => pair.trim() !== '' && !pair.trim().startsWith(`${ATTEMPT_ATTRIBUTE}=`));
  // Numa métrica, o recurso não está em cada medida: sem uma instância própria, a série seria a mesma de outra execução.
  const hasInstance = others.some((pair) => pair.trim().startsWith(`${INSTANCE_ATTRIBUTE}=`));
  const own = [...(hasInstance ? [] : [INSTANCE_ATTRIBUTE]), ATTEMPT_ATTRIBUTE];
  return { OTEL_RESOURCE_ATTRIBUTES: [...others, ...own.map((key) => `${key}=${encodeURIComponent(id)}`)].join(',') };
}

/** Por que o span não conta; `undefined` se conta. */
export function exclusionOf(span: ObservedSpan, attempt: Attempt): ExclusionReason | undefined {
  const { startUs: timeUs, traceId, source } = span;
  if (source === 'stdout') return timeUs < attempt.startedAtUs ? 'before_attempt' : undefined;
  // Os exporters de Jaeger e de Zipkin copiam o recurso para os atributos de cada span.
  const id = attributeOf(span.resource, ATTEMPT_ATTRIBUTE) ?? attributeOf(span.attributes, ATTEMPT_ATTRIBUTE);
  return exclusionAt({ timeUs, id, traceId }, attempt);
}

/**
 * O mesmo, do que quer que tenha um instante.
 * @param seen `id` é o valor de `lab.attempt`; `traceId` ausente, ou vazio, é de quem não está em trace nenhum.
 */
export function exclusionAt(
  { timeUs, id, traceId }: { timeUs: number; id?: AttributeValue; traceId?: string },
  attempt: Attempt,
): ExclusionReason | undefined {
  if (timeUs < attempt.startedAtUs) return 'before_attempt';
  if (attempt.id !== undefined && id !== attempt.id) {
    if (id !== undefined) return 'other_attempt';
    const isAlone = attempt.unmarkedUntilUs !== undefined && timeUs <= attempt.unmarkedUntilUs();
    const isPrinted = traceId !== undefined && attempt.printedTraceIds?.().has(traceId);
    if (!isAlone && !isPrinted) return 'no_attempt';
  }
  if (attempt.traceIds !== undefined && traceId && !attempt.traceIds.includes(traceId)) return 'other_trace';
  return undefined;
}

/** Uma execução de um trabalho: o span raiz de tudo que ele faz, seja à mão, seja por um agendador. */
import { type Attributes, type Link, SpanKind, type Tracer } from '@opentelemetry/api';
import { spanName } from './span-name';
import { traced } from './traced';
import { warnIfLost } from './warning';

export interface JobOptions {
  /** Padrão: `INTERNAL`. Quem publica dados para outros é `PRODUCER`; quem consome os de outros, `CONSUMER`. */
  readonly kind?: SpanKind;
  /** Os traces de onde vem o que este trabalho processa. */
  readonly links?: readonly Link[];
  /** Como o agendador o chamou: sem isto, alguém o rodou à mão. */
  readonly schedule?: Schedule;
  /** Manda os spans antes de devolver: numa função que congela entre uma execução e outra, os que ficam na fila se perdem. */
  readonly flush?: () => Promise<void>;
}

/** Com os nomes das convenções de FaaS. */
export interface Schedule {
  /** A expressão do agendamento: `0 3 * * *`. */
  readonly cron: string;
  /** A hora combinada. A diferença para o começo do span é o atraso. */
  readonly scheduledAt: Date;
  /** O nome desta execução, para achar o log dela. */
  readonly invocationId?: string;
  /** A primeira deste processo. */
  readonly coldStart?: boolean;
}

/**
 * Um trace novo, `{service}.job.{name}`, que contém o trabalho inteiro: o contexto ativo de quem chama não é o pai dele.
 *
 * @returns O que o trabalho devolve. O erro dele fica no span e segue para quem chamou, depois do `flush`. O do `flush` é um aviso:
 * o trabalho não falhou por causa dele.
 */
export async function telescopeJob<R>(
  tracer: Tracer,
  service: string,
  name: string,
  work: () => R,
  { kind = SpanKind.INTERNAL, links = [], schedule, flush }: JobOptions = {},
): Promise<Awaited<R>> {
  try {
    return await traced(
      tracer,
      spanName(service, 'job', name),
      (span) => {
        if (schedule) span.setAttributes(scheduleAttributes(schedule, new Date()));
        return work();
      },
      { kind, links, root: true },
    );
  } finally {
    if (flush) await warnIfLost(flush);
  }
}

function scheduleAttributes({ cron, scheduledAt, invocationId, coldStart }: Schedule, now: Date): Attributes {
  const delayMs = now.getTime() - scheduledAt.getTime();
  return {
    'faas.trigger': 'timer',
    'faas.cron': cron,
    // Uma data que não existe não vira texto, e quem observa não derruba.
    ...(Number.isNaN(delayMs)
      ? {}
      : { 'faas.time': scheduledAt.toISOString(), 'telescope.schedule.delay': Math.max(0, delayMs) / 1000 }),
    ...(invocationId === undefined ? {} : { 'faas.invocation_id': invocationId }),
    ...(coldStart === undefined ? {} : { 'faas.coldstart': coldStart }),
  };
}

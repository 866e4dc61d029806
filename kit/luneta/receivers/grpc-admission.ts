/**
 * Quantas chamadas gRPC a porta recebe ao mesmo tempo, e por quanto tempo: cada uma pode segurar até o tamanho
 * máximo de mensagem. Acima do limite a resposta é UNAVAILABLE, que os exporters entendem como "tente de novo".
 */
import type * as Grpc from '@grpc/grpc-js';

export interface AdmissionLimits {
  concurrentCalls: number;
  callTimeoutMs: number;
}

/** Chamadas que acabaram antes de chegar a um tratador. */
export interface AdmissionEvents {
  overloaded(message: string): void;
  timedOut(message: string): void;
  /** O cliente desistiu, ou o grpc-js recusou a mensagem (grande demais, mal comprimida). */
  ended(message: string): void;
}

/** Interceptador do servidor grpc-js que aplica os limites. */
export function admissionInterceptor(
  grpc: typeof Grpc,
  limits: AdmissionLimits,
  events: AdmissionEvents,
): Grpc.ServerInterceptor {
  let active = 0;
  return (_method, call) => {
    let state: 'waiting' | 'active' | 'ended' = 'waiting';
    let timer: NodeJS.Timeout | undefined;
    const release = (): boolean => {
      if (state !== 'active') return false;
      state = 'ended';
      active--;
      clearTimeout(timer);
      return true;
    };
    const listener: Grpc.ServerListener = {
      onReceiveMetadata(metadata, next) {
        if (active >= limits.concurrentCalls) {
          state = 'ended';
          const details = `A Luneta já recebe ${active} chamadas ao mesmo tempo; tente de novo.`;
          events.overloaded(details);
          call.sendStatus({ code: grpc.status.UNAVAILABLE, details });
          return;
        }
        state = 'active';
        active++;
        timer = setTimeout(() => {
          if (!release()) return;
          const details = 'A chamada demorou demais para chegar inteira.';
          events.timedOut(details);
          call.sendStatus({ code: grpc.status.DEADLINE_EXCEEDED, details });
        }, limits.callTimeoutMs);
        next(metadata);
      },
      onCancel() {
        if (release()) events.ended('Chamada gRPC cancelada, mal comprimida ou maior que o limite.');
      },
    };
    return new grpc.ServerInterceptingCall(call, {
      start: (next) => next(listener),
      sendStatus: (status, next) => {
        release();
        next(status);
      },
    });
  };
}

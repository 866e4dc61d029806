/** A conexão com `/api/events`: só enquanto a página está à vista, e refeita quando cai. */

interface TraceEvent {
  traceId: string;
  /** Só quando se acompanha um trace. */
  spanCount?: number;
}

interface Listeners {
  /** Conectou: em que versão está o armazenamento. */
  onHello?(version: string): void;
  /** Um trace chegou ou mudou: o que o evento diz dele. */
  onChange?(trace: TraceEvent): void;
  /** Com `logs=1`: o número de ordem do último log guardado, ao conectar e quando chegam outros. */
  onLogs?(lastSequence: number): void;
  onLost(): void;
  /** Conectou depois de uma queda. */
  onBack(): void;
}

/** O navegador desiste quando a resposta não é um fluxo (o servidor está cheio): daqui a isto se tenta de novo. */
const RETRY_MS = 10_000;

/** @param query O que se quer saber: `ids=1`, `trace=<id>` ou `logs=1`. Nada vem antes de `follow(true)`. */
export function followEvents(
  query: string,
  { onHello, onChange, onLogs, onLost, onBack }: Listeners,
): { follow(on: boolean): void } {
  let wanted = false;
  let source: EventSource | undefined;
  let lost = false;

  const close = (): void => {
    source?.close();
    source = undefined;
  };
  const sync = (): void => {
    if (!wanted || document.hidden) {
      close();
      return;
    }
    if (source) return;
    const opened = (source = new EventSource(`/api/events?${query}`));
    opened.addEventListener('hello', ({ data }) => {
      if (lost) onBack();
      lost = false;
      onHello?.((JSON.parse(String(data)) as { version: string }).version);
    });
    opened.addEventListener('trace', ({ data }) => onChange?.(JSON.parse(String(data)) as TraceEvent));
    opened.addEventListener('logs', ({ data }) =>
      onLogs?.((JSON.parse(String(data)) as { lastSequence: number }).lastSequence),
    );
    opened.addEventListener('error', () => {
      if (!lost) onLost();
      lost = true;
      if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
      source = undefined;
      setTimeout(sync, RETRY_MS);
    });
  };
  document.addEventListener('visibilitychange', sync);
  // A página que o navegador guarda ao sair não pode segurar uma das poucas conexões que ele abre para um servidor.
  addEventListener('pagehide', close);
  addEventListener('pageshow', sync);
  return {
    follow(on) {
      wanted = on;
      lost &&= on;
      sync();
    },
  };
}

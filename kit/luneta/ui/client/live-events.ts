/** A conexão com `/api/events`: só enquanto a página está à vista, e refeita quando cai. */

interface Listeners {
  /** Conectou: em que versão está o armazenamento. */
  onHello(version: string): void;
  /** Um trace chegou ou mudou. */
  onChange(): void;
  onLost(): void;
  /** Conectou depois de uma queda. */
  onBack(): void;
}

/** O navegador desiste quando a resposta não é um fluxo (o servidor está cheio): daqui a isto se tenta de novo. */
const RETRY_MS = 10_000;

export function followEvents({ onHello, onChange, onLost, onBack }: Listeners): { follow(on: boolean): void } {
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
    const opened = (source = new EventSource('/api/events?ids=1'));
    opened.addEventListener('hello', ({ data }) => {
      if (lost) {
        onBack();
        onChange();
      }
      lost = false;
      onHello((JSON.parse(String(data)) as { version: string }).version);
    });
    opened.addEventListener('trace', onChange);
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
      sync();
    },
  };
}

/** Elementos que a página sempre tem, sem repetir a conferência em cada lugar. */
export function find<E extends Element>(selector: string, root: ParentNode = document): E {
  const element = root.querySelector<E>(selector);
  if (!element) throw new Error(`A página não tem ${selector}.`);
  return element;
}

/** A ação pede outra aba ou janela: o link é um link. */
export function wantsNewTab(event: MouseEvent): boolean {
  return event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
}

let pending: ReturnType<typeof setTimeout> | undefined;
const changes = new Map<string, string | undefined>();

/**
 * Guarda na URL o que se vê, para que o link leve ao mesmo lugar; `undefined` tira o parâmetro. Com um respiro: o
 * navegador recusa quem muda o histórico a cada quadro.
 */
export function saveInUrl(params: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(params)) changes.set(name, value);
  clearTimeout(pending);
  pending = setTimeout(() => {
    const url = new URL(location.href);
    for (const [name, value] of changes) {
      if (value === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    changes.clear();
    history.replaceState(null, '', url);
  }, 100);
}

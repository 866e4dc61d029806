/** O elemento da página com este id. @throws Error se o HTML não o tem. */
export function byId<T extends Element = HTMLElement>(id: string): T {
  const found = document.querySelector<T>(`#${id}`);
  if (!found) throw new Error(`A página não tem #${id}.`);
  return found;
}

/** Um elemento com texto, que nunca é lido como HTML. */
export function element(name: string, className: string, ...children: (Node | string)[]): HTMLElement {
  const created = document.createElement(name);
  if (className) created.className = className;
  created.append(...children);
  return created;
}

/** Muda o texto só se ele mudou: um leitor de tela não repete o que já leu. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

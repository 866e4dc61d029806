/** Troca o resultado da busca pelo novo, mantendo o que não mudou, o foco e as escolhas. */

/** Os traces da lista, na ordem. */
export function traceIdsIn(outcome: ParentNode): string[] {
  return [...outcome.querySelectorAll('.traces > li')].map(({ id }) => id.slice('t-'.length));
}

/** @param fresh Vem de outro documento, e fica vazio. */
export function swapOutcome(outcome: HTMLElement, fresh: HTMLElement): void {
  const focus = focusedIn(outcome);
  const chosen = new Set([...outcome.querySelectorAll<HTMLInputElement>('.choice :checked')].map(({ value }) => value));
  const before = new Map([...outcome.querySelectorAll('.traces > li')].map((item) => [item.id, item]));
  const known = before.size > 0;
  for (const item of fresh.querySelectorAll('.traces > li')) {
    const old = before.get(item.id);
    if (!old) {
      if (known) item.classList.add('arrived');
    } else if (sameTrace(old, item)) {
      // O que já estava na tela continua o mesmo elemento: uma seleção de texto ou um clique em curso não se perdem.
      old.classList.remove('arrived');
      item.replaceWith(old);
    }
  }
  outcome.replaceChildren(...fresh.childNodes);
  for (const box of outcome.querySelectorAll<HTMLInputElement>('.choice input')) box.checked = chosen.has(box.value);
  if (focus) outcome.querySelector<HTMLElement>(focus)?.focus({ preventScroll: true });
}

/** Iguais menos no “há 3 min”, que muda sozinho. */
function sameTrace(old: Element, fresh: Element): boolean {
  const oldAge = old.querySelector('time b');
  const freshAge = fresh.querySelector('time b');
  if (oldAge && freshAge) oldAge.textContent = freshAge.textContent;
  old.classList.remove('arrived');
  return old.outerHTML === fresh.outerHTML;
}

/** Um seletor que acha no resultado novo o elemento que tem o foco. */
function focusedIn(outcome: HTMLElement): string | undefined {
  const { activeElement } = document;
  if (!activeElement || !outcome.contains(activeElement)) return undefined;
  const owner = activeElement.closest('[id]');
  if (!owner || owner === outcome) {
    const href = activeElement.getAttribute('href');
    return href ? `${activeElement.tagName}[href="${CSS.escape(href)}"]` : undefined;
  }
  if (owner === activeElement) return `#${CSS.escape(owner.id)}`;
  return `#${CSS.escape(owner.id)} ${activeElement.tagName}`;
}

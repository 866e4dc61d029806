/** As setas do teclado andam de exemplar em exemplar, no tempo; Home e End vão às pontas. */

export function startExemplarKeys(): void {
  document.addEventListener('keydown', (event) => {
    const current = (event.target as Element | null)?.closest?.<SVGAElement>('.exemplar');
    const plot = current?.closest('.plot');
    if (!current || !plot) return;
    const all = [...plot.querySelectorAll<SVGAElement>('.exemplar')];
    const at = all.indexOf(current);
    const steps: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: all.length - 1,
    };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const to = all[steps[event.key]];
    if (!to) return;
    current.setAttribute('tabindex', '-1');
    to.setAttribute('tabindex', '0');
    to.focus({ preventScroll: true });
  });
}

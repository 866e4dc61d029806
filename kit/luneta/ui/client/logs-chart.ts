/** O gráfico dos logs no teclado: o Tab para uma vez só nele; dali as setas andam de barra em barra. */

export function walkBars(): void {
  document.addEventListener('focusin', ({ target }) => {
    const bar = barOf(target);
    if (!bar) return;
    for (const other of barsBeside(bar)) other.tabIndex = other === bar ? 0 : -1;
  });
  document.addEventListener('keydown', (event) => {
    const bar = barOf(event.target);
    if (!bar) return;
    const bars = barsBeside(bar);
    const at = bars.indexOf(bar);
    const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: bars.length - 1 };
    const to = bars[steps[event.key]];
    if (!(event.key in steps)) return;
    event.preventDefault();
    to?.focus({ preventScroll: true });
  });
}

function barOf(target: EventTarget | null): SVGAElement | undefined {
  return (target as Element | null)?.closest<SVGAElement>('.log-bar') ?? undefined;
}

function barsBeside(bar: SVGAElement): SVGAElement[] {
  return [...(bar.ownerSVGElement?.querySelectorAll<SVGAElement>('.log-bar') ?? [])];
}

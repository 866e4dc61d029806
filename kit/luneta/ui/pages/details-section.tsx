/** Um trecho dos detalhes de um span ou de um log, que se recolhe. */
import type { ComponentChildren, JSX } from 'preact';

interface SectionProps {
  title: string;
  /** Zero esconde a seção inteira. */
  count?: number;
  hint?: string;
  folded?: boolean;
  children: ComponentChildren;
}

export function Section({ title, count, hint, folded, children }: SectionProps): JSX.Element | null {
  if (count === 0) return null;
  return (
    <details class="section" open={!folded}>
      <summary>
        {title} {count !== undefined && <b>{count}</b>} {hint && <small>{hint}</small>}
      </summary>
      {children}
    </details>
  );
}

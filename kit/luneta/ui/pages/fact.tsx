/** Um nome e o seu valor, dentro de um `<dl>`. */
import type { ComponentChildren, JSX } from 'preact';

interface FactProps {
  name: string;
  /** O que o nome quer dizer, para quem aponta para ele. */
  hint?: string;
  /** Chama a atenção: um erro. */
  bad?: boolean;
  children: ComponentChildren;
}

export function Fact({ name, hint, bad, children }: FactProps): JSX.Element {
  return (
    <div class={bad ? 'bad' : undefined}>
      <dt title={hint}>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

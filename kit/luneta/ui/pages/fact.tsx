/** Um nome e o seu valor, dentro de um `<dl>`. */
import type { ComponentChildren, JSX } from 'preact';

interface FactProps {
  name: string;
  /** Chama a atenção: um erro. */
  bad?: boolean;
  children: ComponentChildren;
}

export function Fact({ name, bad, children }: FactProps): JSX.Element {
  return (
    <div class={bad ? 'bad' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

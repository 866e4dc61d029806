/** O cabeçalho de uma página que se atualiza sozinha: o título, como vai, e parar. */
import type { ComponentChildren, JSX } from 'preact';
import { refreshTexts } from '../texts/refresh.ts';

export function LiveHead({ title, intro }: { title: ComponentChildren; intro: string }): JSX.Element {
  return (
    <header class="page-head">
      <div>
        <h1>{title}</h1>
        <p class="faint">{intro}</p>
      </div>
      <button type="button" class="quiet needs-js" data-action="pause">
        {refreshTexts.pause}
      </button>
      <p id="lost" class="lost" role="alert" />
    </header>
  );
}

/** A ajuda dos atalhos; a ilha a abre com `?`. Sem JavaScript não há atalhos, e ela continua fechada. */
import type { JSX } from 'preact';
import { texts } from '../texts.ts';

const t = texts.keyboard;

export function KeyboardHelp(): JSX.Element {
  return (
    <dialog id="help" aria-labelledby="help-title">
      <h2 id="help-title">{t.title}</h2>
      <dl class="keys">
        {t.keys.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">{t.close}</button>
      </form>
    </dialog>
  );
}

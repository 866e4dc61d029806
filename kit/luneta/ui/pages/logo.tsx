/**
 * A marca: uma luneta cujos três tubos são também três barras de uma linha do tempo, apontada para um ponto de luz.
 * O mesmo desenho serve de favicon; por isso as cores vão em atributos, e não em classes.
 */
import type { JSX } from 'preact';

const TUBES = [
  { x: 3, y: 15.5, width: 8, height: 6 },
  { x: 11.5, y: 13.5, width: 9, height: 10 },
  { x: 21, y: 11, width: 8, height: 15 },
] as const;

export function Logo({ ink = 'currentColor', light = 'var(--brass)' }: { ink?: string; light?: string }): JSX.Element {
  return (
    <svg class="logo" viewBox="0 0 36 36" width="30" height="30" aria-hidden="true" xmlns="http://www.w3.org/2000/svg">
      <g transform="rotate(-28 16 18.5)" fill={ink}>
        {TUBES.map((tube) => (
          <rect key={tube.x} {...tube} rx="1.6" />
        ))}
      </g>
      <path d="M32 1.2l.9 2.9 2.9.9-2.9.9-.9 2.9-.9-2.9-2.9-.9 2.9-.9z" fill={light} />
    </svg>
  );
}

/** Trechos entre crases viram código. */
import type { ComponentChildren } from 'preact';

export function withCode(text: string): ComponentChildren {
  return text.split('`').map((part, i) => (i % 2 ? <code key={i}>{part}</code> : part));
}

/** O que se pode observar como uma operação: uma função, ou um método com o decorator padrão do ECMAScript em cima. */
import { kindOf } from './failure';

/** @throws TypeError se não é uma função, ou se o decorator está em cima de outra coisa. */
export function requireOperation(operation: unknown, context: unknown): void {
  // O decorator antigo do TypeScript passa, no segundo argumento, o nome do método.
  if (typeof context === 'string' || typeof context === 'symbol') {
    throw new TypeError('O decorator é o padrão do ECMAScript: tire experimentalDecorators do tsconfig.json.');
  }
  const { kind = undefined } = (context ?? {}) as { kind?: unknown };
  const received = kind !== undefined && kind !== 'method' ? kind : isClass(operation) ? 'class' : undefined;
  if (typeof operation === 'function' && received === undefined) return;
  throw new TypeError(
    'Uma operação é uma função ou um método, como em dfOperation(nome)(função) e @dfOperation(nome) método() {…}; recebido: ' +
      `${String(received ?? kindOf(operation))}.`,
  );
}

function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

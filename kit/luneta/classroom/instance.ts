/**
 * Que Luneta é esta: `máquina-processo`. Dois alunos com o mesmo nome não se confundem, e quem fecha a sua e abre outra na
 * mesma máquina continua a ser um só.
 */
import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { userName } from '../user-name.ts';

const DIGITS = 8;
const INSTANCE = /^[0-9a-f]{8}-[0-9a-f]{8}$/;

/** A parte da máquina é um resumo do nome dela e do usuário, que não saem daqui. */
export function newInstance(): string {
  const machine = createHash('sha256').update(`${hostname()}\0${userName()}`).digest('hex').slice(0, DIGITS);
  return `${machine}-${randomBytes(DIGITS / 2).toString('hex')}`;
}

export function isInstance(text: string): boolean {
  return INSTANCE.test(text);
}

/** O mesmo usuário, na mesma máquina. */
export function isSameMachine(a: string, b: string): boolean {
  return a.slice(0, DIGITS) === b.slice(0, DIGITS);
}

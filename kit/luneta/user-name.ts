/** O nome de quem roda a Luneta. */
import { userInfo } from 'node:os';

/**
 * Num contêiner com `--user 1234`, ninguém tem esse número no `/etc/passwd`, e o sistema não sabe dizer um nome: vale o número.
 * @param ask Pergunta ao sistema; pode lançar.
 */
export function userName(ask: () => string = () => userInfo().username): string {
  try {
    return ask();
  } catch {
    return `uid-${process.getuid?.() ?? 'desconhecido'}`;
  }
}

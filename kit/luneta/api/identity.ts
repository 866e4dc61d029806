/**
 * O que a Luneta diz de si mesma, a quem a iniciou (a linha de prontidão do `--json`) e a quem só a encontrou
 * (`GET /api/luneta`, que um Jaeger não tem). Não importa nada: quem procura uma Luneta não precisa carregá-la.
 */
import type { Luneta } from '../start.ts';

export const IDENTITY_PATH = '/api/luneta';

export interface LunetaIdentity extends Pick<Luneta, 'ports' | 'urls'> {
  /** Todas as portas já escutam. */
  ready: boolean;
  pid: number;
  /** O primeiro endereço em que ela escuta. */
  host: string;
}

/** @param hosts Os endereços em que ela escuta. */
export function lunetaIdentity(
  ready: boolean,
  hosts: readonly string[],
  { ports, urls }: Pick<Luneta, 'ports' | 'urls'>,
): LunetaIdentity {
  return { ready, pid: process.pid, host: hosts[0], ports, urls };
}

/**
 * Vários endereços com um só número de porta, em TCP ou em UDP.
 *
 * Por que vários: `localhost` é 127.0.0.1 para uns programas e ::1 para outros; uma porta aberta só num deles
 * vira "conexão recusada" sem motivo visível. Máquinas sem IPv6 seguem só com IPv4.
 */
import { isIPv6 } from 'node:net';
import { UsageError } from '../../usage-error.ts';
import { systemErrorCode } from '../../system-error.ts';

/** Um endereço em que escutar, ou vários. */
export type Hosts = string | readonly string[];

/** Os dois lados de `localhost`; nada fica visível para a rede. */
export const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', '::1'];

/** Com porta 0, quantas vezes tentar outro número quando outro endereço já usa o que o primeiro ganhou. */
const COMMON_PORT_ATTEMPTS = 20;

/** Um socket que escuta. */
export interface Bound {
  /** O número que ganhou. */
  port: number;
  close(): Promise<void>;
}

/**
 * Abre cada endereço com `bind`, todos no mesmo número de porta (`0`: um número livre em todos). Um endereço IPv6 que a
 * máquina não tem é deixado de lado se houver outro.
 * @param bind Recebe também se o IPv6 deve deixar o IPv4 para outro socket; rejeita com o erro do sistema.
 * Um endereço repetido conta uma vez.
 * @throws UsageError se os endereços só não abrem juntos: um já inclui o outro, como `localhost` e 127.0.0.1.
 * @returns Pelo menos um. Rejeita com o erro original do sistema (`EADDRINUSE`, …), e não deixa nada aberto.
 */
export async function bindCommonPort<T extends Bound>(
  hosts: Hosts,
  port: number,
  bind: (host: string, port: number, ipv6Only: boolean) => Promise<T>,
): Promise<T[]> {
  const list = typeof hosts === 'string' ? [hosts] : [...new Set(hosts)];
  for (let attempt = 1; ; attempt++) {
    try {
      return await bindOnce(list, port, bind);
    } catch (error) {
      if (systemErrorCode(error) !== 'EADDRINUSE') throw error;
      if (port === 0 && attempt < COMMON_PORT_ATTEMPTS) continue;
      // Os dois lados de localhost nunca se sobrepõem: aí a porta é mesmo de outro, talvez de uma Luneta que está abrindo
      // ou fechando agora, e perguntar de novo daria a resposta errada.
      const mayOverlap = list.length > 1 && list.some((host) => !LOOPBACK_HOSTS.includes(host));
      if (mayOverlap && (await opensAlone(list, port, bind))) throw overlapError(list);
      throw error;
    }
  }
}

/** Cada endereço abre sozinho: se juntos não abrem, quem ocupa a porta de um é o outro. */
async function opensAlone<T extends Bound>(
  hosts: readonly string[],
  port: number,
  bind: (host: string, port: number, ipv6Only: boolean) => Promise<T>,
): Promise<boolean> {
  for (const host of hosts) {
    try {
      const bound = await bind(host, port, isIPv6(host));
      await bound.close();
    } catch (error) {
      if (!isMissingIPv6(host, error)) return false;
    }
  }
  return true;
}

function overlapError(hosts: readonly string[]): UsageError {
  return new UsageError(
    `Não dá para escutar ao mesmo tempo em ${hosts.join(' e ')}: um desses endereços já inclui outro. ` +
      'Tire um --host.',
  );
}

async function bindOnce<T extends Bound>(
  hosts: readonly string[],
  port: number,
  bind: (host: string, port: number, ipv6Only: boolean) => Promise<T>,
): Promise<T[]> {
  const bound: T[] = [];
  let skipped: unknown = new RangeError('Nenhum endereço para escutar.');
  for (const host of hosts) {
    try {
      bound.push(await bind(host, bound[0]?.port ?? port, isIPv6(host) && hosts.length > 1));
    } catch (error) {
      if (isMissingIPv6(host, error)) {
        skipped = error;
        continue;
      }
      await Promise.all(bound.map((opened) => opened.close()));
      throw error;
    }
  }
  if (bound.length === 0) throw skipped;
  return bound;
}

/** Máquinas sem IPv6, ou sem este endereço; o código varia com o sistema. */
function isMissingIPv6(host: string, error: unknown): boolean {
  return isIPv6(host) && ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(systemErrorCode(error) ?? '');
}

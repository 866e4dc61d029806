/** As portas da escala têm dono? Ao contrário das do lab, ela não procura outras: quem manda e quem confere contam com estas. */
import { isPortFree } from '../cli/app-port.ts';
import { findLuneta } from '../cli/backend/find-luneta.ts';
import type { EnvironmentCheck, Machine } from '../cli/environment/check.ts';
import { isUdpPortFree } from '../cli/environment/ports.ts';
import { whoHolds } from '../cli/environment/texts.ts';
import type { ScalePorts } from './ports.ts';
import { scaleTexts as texts } from './texts.ts';

export async function checkScalePorts(
  { env, system }: Pick<Machine, 'env' | 'system'>,
  ports: ScalePorts,
): Promise<EnvironmentCheck[]> {
  const code = 'scale_ports';
  const { jaegerBinary, ...rest } = ports;
  const tcp = Object.values(rest).flat();
  const [luneta, udpIsFree, ...areFree] = await Promise.all([
    findLuneta(undefined, { env }),
    isUdpPortFree(jaegerBinary),
    ...tcp.map(isPortFree),
  ]);
  const taken = tcp.filter((_, index) => !areFree[index]);
  if (!udpIsFree) taken.push(jaegerBinary);
  if (taken.length === 0) return [{ code, state: 'ok', found: texts.portsFree(tcp.length + 1) }];

  const ofLuneta = new Set(Object.values(luneta?.ports ?? {}));
  if (luneta && taken.every((port) => ofLuneta.has(port))) {
    return [
      { code, state: 'missing', found: texts.portsOfLuneta(luneta.pid, named(taken, ports)), fix: texts.stopLuneta },
    ];
  }
  const fix = texts.freeThem(whoHolds(system, taken));
  return [{ code, state: 'missing', found: texts.portsTaken(named(taken, ports)), fix }];
}

function named(taken: readonly number[], { jaegerBinary }: ScalePorts): string[] {
  return taken.map((port) => (port === jaegerBinary ? `${port}/udp` : String(port)));
}

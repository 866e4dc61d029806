/** As variáveis LUNETA_* que põem cada porta num número livre: testes não disputam as padrão, nem acham a Luneta de outro. */
import { DOORS, PORT_NAMES, type PortName, variableOf } from '../../../luneta/doors.ts';

export function portEnv(numberOf: (name: PortName) => number | 'off'): Record<string, string> {
  return Object.fromEntries(PORT_NAMES.map((name) => [variableOf(DOORS[name].flag), String(numberOf(name))]));
}

export const ANY_PORT_ENV: Readonly<Record<string, string>> = portEnv(() => 0);

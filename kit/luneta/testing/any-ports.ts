/** Todas as portas em qualquer número livre: testes não disputam as padrão. */
import { DOORS, PORT_NAMES, type PortName } from '../doors.ts';

export const ANY_PORTS = Object.fromEntries(PORT_NAMES.map((name) => [name, 0])) as Record<PortName, 0>;

/** O mesmo, em opções da linha de comando. */
export const ANY_PORT_FLAGS: readonly string[] = PORT_NAMES.flatMap((name) => [`--${DOORS[name].flag}`, '0']);

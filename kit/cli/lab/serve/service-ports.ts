/** Uma porta para cada serviço, escolhida antes de qualquer um começar: assim todos se acham, até quem volta depois de cair. */
import { randomInt } from 'node:crypto';
import type { LabService } from '../../../course/manifest.ts';
import { isPortFree } from '../../app-port.ts';

/** Acima dos números que outros programas costumam querer, e abaixo dos que o sistema dá às conexões que saem da máquina. */
const FROM = 20_000;
const TO = 32_768;

/**
 * @param fixed Tenta a porta de sempre; falso, qualquer uma: para quem não pode disputar a do aluno.
 * @returns Na ordem dos serviços.
 */
export async function choosePorts(services: readonly LabService[], fixed: boolean): Promise<number[]> {
  const ports: number[] = [];
  for (const { port } of services) {
    const isOurs = fixed && port !== undefined && !ports.includes(port) && (await isPortFree(port));
    ports.push(isOurs ? port : await anyPort(ports));
  }
  return ports;
}

/** Sorteada: dois comandos ao mesmo tempo não escolhem as mesmas. */
async function anyPort(taken: readonly number[]): Promise<number> {
  for (;;) {
    const port = randomInt(FROM, TO);
    if (!taken.includes(port) && (await isPortFree(port))) return port;
  }
}

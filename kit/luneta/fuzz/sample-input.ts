/** A entrada de uma iteração depende só da semente, da porta e do número da iteração: qualquer uma se repete sozinha. */
import * as fc from 'fast-check';
import type { FuzzDoor } from './doors.ts';
import type { FuzzInput } from './input.ts';

/** Espalha as sementes: com a 1 e a 2 lado a lado, uma corrida repetiria a outra com uma iteração de atraso. */
const SPREAD = 0x9e3779b1;

export function sampleInput({ inputs }: Pick<FuzzDoor, 'inputs'>, seed: number, iteration: number): FuzzInput {
  const [input] = fc.sample(inputs, { numRuns: 1, seed: (Math.imul(seed, SPREAD) + iteration) | 0 });
  return input;
}

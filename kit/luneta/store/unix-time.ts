/** Nanossegundos Unix em duas metades de 32 bits, que é como o OTLP os traz, sem passar por um double de nanossegundos. */

/** Microssegundos inteiros; exatos até o ano 2255. */
export function wholeMicroseconds(low: number, high: number): number {
  // 2³² = 4294967 × 1000 + 296: divide cada metade e junta os restos.
  const rest = high * 296 + low;
  return high * 4_294_967 + Math.floor(rest / 1000);
}

/** Negativo, zero ou positivo, conforme `a` é antes, igual ou depois de `b`. */
export function compareTimes(lowA: number, highA: number, lowB: number, highB: number): number {
  return highA - highB || lowA - lowB;
}

/** Quanto vai de um instante a outro, em nanossegundos; exato até 104 dias. */
export function nanosecondsBetween(fromLow: number, fromHigh: number, toLow: number, toHigh: number): number {
  return (toHigh - fromHigh) * 4_294_967_296 + (toLow - fromLow);
}

/** Milissegundos inteiros do instante `durationNs` depois, arredondados para cima; exatos até o ano 2255. */
export function millisecondsAfter(low: number, high: number, durationNs: number): number {
  const restNs = (high * 296 + low) % 1000;
  return Math.ceil((wholeMicroseconds(low, high) + Math.ceil((restNs + durationNs) / 1000)) / 1000);
}

export function splitTime(ns: bigint): [low: number, high: number] {
  return [Number(ns & 0xffffffffn), Number(ns >> 32n)];
}

export function joinHalves(low: number, high: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}

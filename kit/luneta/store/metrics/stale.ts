/**
 * A marca de ausência (regra 5 do contrato): um NaN com os bits que o Prometheus usa. Um NaN não é igual a nada, nem a si
 * mesmo: quem lê compara com `isStale`.
 *
 * Os bits sobrevivem no campo de um objeto e num `Float64Array`; numa lista comum de números (`values.map(…)`), não: o V8
 * guarda ali um NaN qualquer.
 */
import { STALE_BITS } from './metric-store.ts';

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);

/** O valor de um ponto que não tem valor. */
export const STALE: number = new Float64Array(BigUint64Array.of(STALE_BITS).buffer)[0];

export function isStale(value: number): boolean {
  if (!Number.isNaN(value)) return false;
  scratch[0] = value;
  // Só a metade baixa: o processador pode ligar, ao copiar, o bit que torna o NaN silencioso, que fica na alta.
  return words[0] === Number(STALE_BITS & 0xffff_ffffn);
}

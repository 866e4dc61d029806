/** A Luneta como alvo: um processo de verdade, com pouca memória para que o despejo também seja exercitado. */
import { findRepoRoot } from '../../repo-root.ts';
import { HTTP_DOOR_LIMITS } from '../receivers/http-door.ts';
import { ANY_PORT_FLAGS } from '../testing/any-ports.ts';
import { startTarget, type FuzzTarget } from './target.ts';

const MIB = 1024 * 1024;
const MAX_MIB = 16;

/** Portas que recebem corpos: OTLP (duas), coletor do Jaeger, Zipkin e `/api/transform`. */
const BODY_DOORS = 5;
/** Lixo que o V8 ainda não recolheu: a memória sobe e desce em dentes de serra. */
const UNCOLLECTED_MIB = 256;

/**
 * O que a Luneta pode usar além do que usa parada: seis vezes a memória pedida, os corpos que cada porta aceita receber ao
 * mesmo tempo e o lixo por recolher. Um vazamento passa disto em poucos minutos.
 */
export const EXTRA_MEMORY = BODY_DOORS * HTTP_DOOR_LIMITS.inFlightBytes + (6 * MAX_MIB + UNCOLLECTED_MIB) * MIB;

export function startLunetaTarget(): Promise<FuzzTarget> {
  const args = ['kit/run.mjs', 'luneta', '--json', ...ANY_PORT_FLAGS, '--max-bytes', `${MAX_MIB}M`];
  return startTarget(args, findRepoRoot());
}

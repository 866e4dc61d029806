/** Os valores que todas as formas do Zipkin têm em comum (v1 e v2; JSON, protobuf e Thrift): ids e tempos. */
import { wrongType } from './json-fields.ts';
import { WireError } from './wire-error.ts';

const HEX = /^[0-9a-f]{1,32}$/;
const ZEROS = /^0*$/;

/** Maior tempo em microssegundos que, em nanossegundos, cabe nos 63 bits de um instante do Go. */
const MAX_MICROSECONDS = (2n ** 63n - 1n) / 1000n;

/**
 * Id em hexadecimal, completado com zeros até `digits`. O Zipkin v2 aceita ids curtos, maiúsculas e zeros à esquerda.
 * @param lengths Comprimentos aceitos; sem isto, até `digits` algarismos significativos.
 * @throws WireError se não é um id ou se é só zeros.
 */
export function readHexId(value: unknown, name: string, digits: 16 | 32, lengths?: readonly number[]): string {
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  const significant = lengths || text === '' ? text : text.replace(/^0+(?=.)/, '');
  const fits = lengths ? lengths.includes(text.length) : significant.length <= digits;
  if (!fits || !HEX.test(significant)) throw invalidId(name, lengths?.join(' ou ') ?? `de 1 a ${digits}`, value);
  return notZero(significant.padStart(digits, '0'), name);
}

/** @throws WireError se o id é só zeros, que é como dizer "sem id". */
export function notZero(id: string, name: string): string {
  if (ZEROS.test(id)) throw new WireError('invalid_id', `${name} não pode ser só zeros.`);
  return id;
}

export function isZero(id: string): boolean {
  return ZEROS.test(id);
}

function invalidId(name: string, expected: string, value: unknown): WireError {
  const received = wrongType(name, `${expected} dígitos hexadecimais`, value ?? undefined);
  return new WireError('invalid_id', received.message);
}

/**
 * Microssegundos → nanossegundos.
 * @throws WireError se não cabe: quase sempre é um tempo que já veio em nanossegundos.
 */
export function microsToNanos(micros: bigint, name: string): bigint {
  if (micros > MAX_MICROSECONDS) {
    throw new WireError(
      'malformed',
      `${name}: o Zipkin conta em microssegundos, e ${micros} não cabe (nanossegundos?).`,
    );
  }
  return micros * 1000n;
}

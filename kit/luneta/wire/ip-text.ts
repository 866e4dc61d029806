/** Endereços IP em texto, sempre na mesma forma: a que o Go (e por isso o Jaeger) escreve. */
import { isIPv4, isIPv6 } from 'node:net';

const MAPPED_IPV4 = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * Forma canônica (RFC 5952) de um endereço IPv4 ou IPv6 sem zona; `undefined` se o texto não é um endereço.
 * Um IPv4 dentro de um IPv6 (`::ffff:…`) vira o IPv4.
 */
export function canonicalIp(text: string): string | undefined {
  if (isIPv4(text)) return text;
  if (text.includes('%') || !isIPv6(text)) return undefined;
  // A URL do WHATWG comprime zeros e usa minúsculas como manda a RFC.
  const address = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const mapped = MAPPED_IPV4.exec(address);
  if (!mapped) return address;
  const [high, low] = [parseInt(mapped[1], 16), parseInt(mapped[2], 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Endereço em bytes: 4 (IPv4) ou 16 (IPv6). De outro tamanho não é endereço: `?` e os bytes em hexadecimal. */
export function ipFromBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return '';
  if (bytes.length === 4) return bytes.join('.');
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return (bytes.length === 16 && canonicalIp(hex.replace(/(.{4})(?=.)/g, '$1:'))) || `?${hex}`;
}

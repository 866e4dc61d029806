/** Os endereços que o professor dá aos alunos. */
import { networkInterfaces } from 'node:os';
import { isLoopback } from '../http/host-check.ts';

const EVERY_ADDRESS: readonly string[] = ['0.0.0.0', '::'];

/**
 * @param hosts Onde a Luneta escuta.
 * @param port A porta OTLP/HTTP; `undefined` se está fechada.
 * @returns Vazio se ninguém de fora chega a ela.
 */
export function classAddresses(hosts: readonly string[], port: number | undefined): string[] {
  if (port === undefined || isLoopback(hosts)) return [];
  const open = hosts.filter((host) => !isLoopback([host]));
  const outside = open.some((host) => EVERY_ADDRESS.includes(host)) ? ownAddresses() : open;
  return outside.map((host) => `http://${host.includes(':') ? `[${host}]` : host}:${port}`);
}

/** Os IPv4 da rede: um IPv6 local não se dita a uma turma. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address),
  );
}

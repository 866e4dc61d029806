/** Duas publicações da mesma porta da máquina: a segunda não sobe. */
import { isIPv6 } from 'node:net';
import type { ComposeService } from './compose-service.ts';
import { composeTexts as texts } from './compose-texts.ts';
import type { PublishedPort } from './published-port.ts';

interface Publication extends PublishedPort {
  service: string;
}

/** @returns Uma frase por porta disputada. */
export function portClashes(services: readonly ComposeService[]): string[] {
  const all = services.flatMap(({ name, ports }): Publication[] =>
    ports.filter(({ host }) => host !== undefined && host !== 0).map((port) => ({ ...port, service: name })),
  );
  const disputed = new Map<string, Publication[]>();
  for (const one of all) {
    const rivals = all.filter((other) => other === one || clash(one, other));
    const key = `${one.transport}/${one.host}`;
    if (rivals.length > 1 && !disputed.has(key)) disputed.set(key, rivals);
  }
  return [...disputed.values()].map((rivals) =>
    texts.samePort(
      rivals[0]!.host!,
      rivals.map(({ service }) => service),
    ),
  );
}

function clash(one: Publication, other: Publication): boolean {
  // A mesma linha, repetida no mesmo serviço, é uma publicação só.
  if (one.service === other.service && one.target === other.target && one.address === other.address) return false;
  return one.host === other.host && one.transport === other.transport && sharesAddress(one.address, other.address);
}

/** Sem endereço, é em todos; 0.0.0.0 é em todos os IPv4, e `::`, em todos os IPv6. */
function sharesAddress(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined || one === other) return true;
  const [a, b] = [one, other].map((address) => address.replace(/^\[|\]$/g, '')) as [string, string];
  const isEvery = [a, b].some((address) => address === '0.0.0.0' || address === '::');
  return a === b || (isEvery && isIPv6(a) === isIPv6(b));
}

import ipaddr from 'ipaddr.js';

/** Faixas que não existem na internet: quem as passa copiou o endereço da rede de casa ou da escola. */
const LOCAL_RANGES = new Set(['private', 'loopback', 'linkLocal', 'carrierGradeNat', 'multicast', 'broadcast']);

/** Cada faixa vira uma regra por porta, e um grupo de segurança aceita 60 regras. */
const MOST_CIDRS = 20;

/** Uma faixa mais larga que /8 já não é a rede de ninguém: duas /1 são a internet inteira. */
const WIDEST_PREFIX = 8;

/** Verdadeiro para 0.0.0.0/0 e para o que é largo demais para ser "a minha rede". */
export const isWorld = (cidr: string) => ipaddr.IPv4.parseCIDR(cidr)[1] < WIDEST_PREFIX;

/**
 * Lê faixas IPv4 separadas por vírgula ou espaço, como "203.0.113.7/32, 198.51.100.0/24".
 *
 * @returns As faixas sem repetição, na ordem em que vieram.
 * @throws {Error} Diz o que veio, o que está errado e como corrigir.
 */
export function parseCidrs(list: string): string[] {
  const cidrs = [...new Set(list.split(/[\s,]+/).filter(Boolean))];
  if (cidrs.length === 0) throw new Error(`precisa de pelo menos uma faixa; veio "${list}"`);
  if (cidrs.length > MOST_CIDRS) throw new Error(`aceita no máximo ${MOST_CIDRS} faixas; vieram ${cidrs.length}`);
  cidrs.forEach(checkCidr);
  return cidrs;
}

function checkCidr(cidr: string): void {
  if (ipaddr.IPv6.isValid(cidr.split('/')[0])) {
    throw new Error(`só aceita IPv4, que é o que a VM tem; veio "${cidr}". O seu IPv4: https://checkip.amazonaws.com`);
  }
  if (ipaddr.IPv4.isValidFourPartDecimal(cidr)) {
    throw new Error(`precisa do tamanho da faixa; veio "${cidr}". Para um endereço só: ${cidr}/32`);
  }
  const [address, prefix] = ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr) ? ipaddr.IPv4.parseCIDR(cidr) : [];
  // A comparação recusa também o que é outra escrita da mesma faixa, como /032: seriam duas regras iguais.
  if (!address || `${address}/${prefix}` !== cidr) {
    throw new Error(`deve ser uma faixa IPv4, como 203.0.113.7/32; veio "${cidr}"`);
  }
  const first = ipaddr.IPv4.networkAddressFromCIDR(cidr);
  if (address.toString() !== first.toString()) {
    throw new Error(`deve começar no início da faixa; veio "${cidr}". Use ${first}/${prefix}, ou ${address}/32`);
  }
  if (LOCAL_RANGES.has(address.range())) {
    throw new Error(
      `deve ser o endereço que a internet vê; veio "${cidr}", da rede local. O seu: https://checkip.amazonaws.com`,
    );
  }
}

// Números como quem lê em português os espera.

const integer = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('pt-BR', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const dollars = new Intl.NumberFormat('pt-BR', { style: 'currency', currency: 'USD' });
/** Uma resposta custa menos que um centavo, e quase sempre bem menos: duas casas diriam que é de graça. */
const crumbs = new Intl.NumberFormat('pt-BR', { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 });
const CENT = 0.01;

/** `US$ 0,000063`, ou `US$ 1,25`. */
export function formatUsd(usd: number): string {
  return (usd > 0 && usd < CENT ? crumbs : dollars).format(usd);
}

/** `1,9 s`. */
export function formatSeconds(ms: number): string {
  return `${tenths.format(ms / 1_000)}\u00a0s`;
}

/** `118 tokens de entrada, 1 de saída`. */
export function formatUsage({ inputTokens, outputTokens }: { inputTokens: number; outputTokens: number }): string {
  return `${formatCount(inputTokens, 'token', 'tokens')} de entrada, ${integer.format(outputTokens)} de saída`;
}

/** `1 chamada`, `2 chamadas`. */
export function formatCount(count: number, one: string, many: string): string {
  return `${integer.format(count)} ${count === 1 ? one : many}`;
}

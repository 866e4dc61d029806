/** O que se sabe de qualquer backend que fala a API do Jaeger, e o que dizer de quem não a fala. */

/** Qual é o endereço certo, para o fim de uma frase. */
export const SCREEN_ADDRESS = 'o endereço da tela, que costuma ser a porta 16686; 4317 e 4318 só recebem spans.';

/** @param got O que ele respondeu. */
export function notJaegerText(url: string, got: string): string {
  return `Quem atende em ${url} não responde como a API do Jaeger: ${got}. O certo é ${SCREEN_ADDRESS}`;
}

/** Onde se vê o trace. @param url A tela, sem barra no fim. */
export function traceUrl(url: string, traceId: string): string {
  return `${url}/trace/${traceId}`;
}

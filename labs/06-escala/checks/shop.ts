/** O que a loja faz em cada conferência: os nomes dos spans, e quantos pedidos há de cada tipo (orders.ts). */

export const ORDER = 'POST /orders';
export const CHARGE = 'charge card';
export const PUBLISH = 'publish order';

/** Os de sempre. */
export const ORDERS = 800;
/** Um em cinquenta. */
export const REFUSED = 16;
/** Um em quarenta. */
export const SLOW = 20;
/** Um pedido lento demora bem mais que isto, e os outros, bem menos; em milissegundos. */
export const SLOW_MS = 500;

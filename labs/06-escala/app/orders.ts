// Os pedidos da loja, sempre os mesmos: um em cinquenta é recusado, e um em quarenta demora. Nenhum é as duas coisas.

export interface Order {
  readonly number: number;
  /** `customer-17`: são duzentos. */
  readonly customer: string;
  readonly region: string;
  readonly durationMs: number;
  /** Por que a operadora do cartão não o aceitou, se não aceitou. */
  readonly refusal?: Error;
}

const REGIONS = ['norte', 'nordeste', 'centro-oeste', 'sudeste', 'sul'] as const;
const CUSTOMERS = 200;

/** O pedido de número `number`, a partir de 1. */
export function orderNumber(number: number): Order {
  const customer = (Math.floor(number / 3) * 7) % CUSTOMERS;
  const isRefused = number % 50 === 0;
  const isSlow = number % 40 === 7;
  return {
    number,
    customer: `customer-${customer + 1}`,
    region: REGIONS[customer % REGIONS.length] ?? REGIONS[0],
    // De 20 a 200 ms; os lentos, perto de 800.
    durationMs: isSlow ? 780 + (number % 5) * 10 : 20 + ((number * 37) % 181),
    ...(isRefused && { refusal: new Error('cartão recusado') }),
  };
}

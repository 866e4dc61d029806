/** O que deu errado com a telemetria, dito sem derrubar o pipeline: um aviso do processo, `TelescopeWarning`. */
import { failureText } from './failure';

/** Espera a entrega; se ela falha, avisa. Nunca rejeita. */
export async function warnIfLost(delivery: () => Promise<unknown>): Promise<void> {
  try {
    await delivery();
  } catch (error) {
    // O SDK rejeita às vezes com uma lista de erros.
    const errors = Array.isArray(error) ? error : [error];
    process.emitWarning(`Nem todos os spans foram entregues: ${errors.map(failureText).join('; ')}.`, {
      type: 'TelescopeWarning',
      code: 'spans_not_delivered',
      detail: 'O pipeline não depende disto. O destino está no ar, e no endereço que o exporter usa?',
    });
  }
}

/** O pedido de parar (Ctrl+C, SIGTERM, o terminal fechado), de qualquer comando: o primeiro se atende, o segundo não espera. */
import { EXIT_OF_SIGNAL, LabStop } from './exit-codes.ts';
import { texts } from './lab-texts.ts';

/** Um só Ctrl+C chega duas vezes, uma pelo terminal e outra pelo npm: o segundo é de quem insiste se vem depois disto. */
const REPEATED_MS = 300;

/** @returns Aborta com o LabStop do sinal que veio; sem motivo, se já ninguém lê a saída (`lab list | head`). */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let firstMs = 0;
  for (const [signal, code] of Object.entries(EXIT_OF_SIGNAL)) {
    process.on(signal, () => {
      if (!stop.signal.aborted) firstMs = performance.now();
      else if (performance.now() - firstMs > REPEATED_MS) process.exit(code);
      stop.abort(new LabStop(code, texts.interrupted));
    });
  }
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop.abort());
  return stop.signal;
}

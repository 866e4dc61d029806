/**
 * Quando este processo acaba, os programas que ele iniciou acabam com ele. Estão em grupos próprios (é assim que `endTree`
 * os encerra), e por isso nem o Ctrl+C do terminal chega a eles.
 */
import { killTreeNow } from '../end-tree.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const running = new Map<number, NodeJS.Platform>();

/** @returns A função a chamar quando o programa já acabou. */
export function endWithUs(pid: number, platform: NodeJS.Platform = process.platform): () => void {
  if (running.size === 0) watch();
  running.set(pid, platform);
  return () => {
    if (running.delete(pid) && running.size === 0) unwatch();
  };
}

function watch(): void {
  process.on('exit', killAll);
  // À frente dos outros: um `once` que rodasse antes já teria saído da conta que `dieWithAll` faz.
  for (const signal of SIGNALS) process.prependListener(signal, dieWithAll);
}

function unwatch(): void {
  process.off('exit', killAll);
  for (const signal of SIGNALS) process.off(signal, dieWithAll);
}

function killAll(): void {
  for (const [pid, platform] of running) killTreeNow(pid, platform);
}

/** Sem ninguém que cuide do sinal, o Node morreria sem passar por `exit`. */
function dieWithAll(signal: NodeJS.Signals): void {
  // Há quem cuide dele, e é quem decide: se este processo terminar, `exit` nos avisa.
  if (process.listenerCount(signal) > 1) return;
  killAll();
  unwatch();
  // Morrer do mesmo sinal, e não de `process.exit`: é o que o terminal espera.
  process.kill(process.pid, signal);
}

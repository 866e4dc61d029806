/** Os servidores medidos, como processos filhos que sabem dizer quanto gastaram. */
import { fileURLToPath } from 'node:url';
import type { PortName } from '../../doors.ts';
import { ANY_PORT_FLAGS } from '../../testing/any-ports.ts';
import { startProbed, type Usage } from '../../testing/probed-process.ts';
import type { BenchContext } from '../measure.ts';

export interface BenchServer {
  ports: Record<PortName, number>;
  /** @throws se o servidor já não existe, ou acaba antes de responder. */
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

const DISCARD = fileURLToPath(new URL('./discard.mjs', import.meta.url));

/** A Luneta como `npm run luneta` a inicia: do pacote pronto se ele está em dia, senão das fontes. */
export function startLunetaServer(context: BenchContext, extraArgs: readonly string[] = []): Promise<BenchServer> {
  return start(context, 'A Luneta', ['kit/run.mjs', 'luneta', '--json', ...ANY_PORT_FLAGS, ...extraArgs]);
}

export function startDiscardServer(context: BenchContext): Promise<BenchServer> {
  return start(context, 'O servidor que descarta', [DISCARD]);
}

async function start({ trees, root }: BenchContext, what: string, args: readonly string[]): Promise<BenchServer> {
  const server = await startProbed(trees, what, args, root);
  return { ...server, ports: server.ports as BenchServer['ports'] };
}

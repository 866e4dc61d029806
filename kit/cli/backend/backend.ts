/** O backend de um comando: o que o aluno pediu, uma Luneta que já roda, ou uma nova, que termina com o comando. */
import { DOORS, PORT_NAMES, type PortName, variableOf } from '../../luneta/doors.ts';
import type { Luneta, LunetaOptions } from '../../luneta/start.ts';
import { UsageError } from '../../usage-error.ts';
import { backendAddress, type BackendAddress } from './backend-address.ts';
import { BackendError } from './backend-error.ts';
import { findLuneta } from './find-luneta.ts';
import { checkBackends, readBackendUrls } from './given-backend.ts';
import { allAt, type QueryAddresses } from './query-addresses.ts';

export { BackendError };

export interface Backend extends BackendAddress {
  /** 'started': nosso, termina conosco; 'reused': uma Luneta que já rodava; 'given': o do --backend. */
  kind: 'started' | 'reused' | 'given';
  /** Mostra o que recebe assim que recebe. */
  isLuneta: boolean;
  /** Onde se lê cada sinal. */
  query: QueryAddresses;
  /** As portas de uma Luneta; de outro backend, nenhuma se sabe. */
  ports: Luneta['ports'];
  /** Encerra o que abrimos: só 'started' tem o que encerrar. */
  close(): Promise<void>;
}

export interface OpenBackendOptions {
  /** O valor de --backend: um endereço, ou vários separados por vírgula. */
  given?: string;
  /** De onde vêm as variáveis LUNETA_* e, com `given`, as OTEL_* que o aluno já tem. */
  env: NodeJS.ProcessEnv;
  /** Recebe avisos que não impedem de continuar: portas trocadas, o disco. */
  onWarning?: (message: string) => void;
  /** Desiste: rejeita com o motivo dele. */
  signal?: AbortSignal;
}

/** Sem estas portas, os programas do curso não têm para onde mandar, nem o aluno onde olhar. */
const NEEDED: readonly PortName[] = ['ui', 'otlpHttp', 'otlpGrpc', 'jaegerBinary'];

/**
 * @throws UsageError se --backend ou uma variável LUNETA_* está mal escrita.
 * @throws BackendError se o backend pedido não responde, ou a Luneta não pôde começar.
 */
export async function openBackend({ given, env, onWarning, signal }: OpenBackendOptions): Promise<Backend> {
  const close = async (): Promise<void> => {};
  if (given !== undefined) {
    const query = await checkBackends(readBackendUrls(given), { signal });
    const { url } = query.spans;
    const luneta = await findLuneta(url, { signal });
    signal?.throwIfAborted();
    const ports = luneta?.ports ?? {};
    return { kind: 'given', isLuneta: luneta !== undefined, query, ports, ...backendAddress(url, ports, env), close };
  }
  const running = await findLuneta(undefined, { env, signal });
  signal?.throwIfAborted();
  if (running && NEEDED.every((name) => running.ports[name] !== undefined)) {
    const { url, ports } = running;
    return { kind: 'reused', isLuneta: true, query: allAt(url), ports, ...backendAddress(url, ports), close };
  }
  return start(env, onWarning);
}

async function start(env: NodeJS.ProcessEnv, onWarning: OpenBackendOptions['onWarning']): Promise<Backend> {
  // Só quem inicia uma Luneta espera por ela ser carregada.
  const [{ readOptions }, { startLuneta }, { describeStartError }] = await Promise.all([
    import('../../luneta/options.ts'),
    import('../../luneta/start.ts'),
    import('../../luneta/start-error.ts'),
  ]);
  const options = readOptions(['--free-ports'], env);
  refuseClosedDoors(options.ports);
  let luneta: Luneta;
  try {
    luneta = await startLuneta({ ...options, onWarning });
  } catch (error) {
    const message = describeStartError(error);
    if (message === undefined || error instanceof UsageError) throw error;
    throw new BackendError(message, { cause: error });
  }
  const moved = describeMovedPorts(options.ports, luneta.ports);
  if (moved.length > 0) onWarning?.(movedPorts(moved));
  const url = String(luneta.urls.ui);
  return {
    kind: 'started',
    isLuneta: true,
    query: allAt(url),
    ports: luneta.ports,
    ...backendAddress(url, luneta.ports),
    close: () => luneta.close(),
  };
}

/** @throws UsageError */
function refuseClosedDoors(ports: LunetaOptions['ports']): void {
  const closed = NEEDED.find((name) => ports?.[name] === 'off');
  if (closed === undefined) return;
  const { flag, label } = DOORS[closed];
  throw new UsageError(
    `${variableOf(flag)}=off fecha a porta de ${label}, de que este comando precisa. Tire a variável, ou dê a ela um número.`,
  );
}

function movedPorts(moved: readonly string[]): string {
  return `Portas ocupadas (outra Luneta, um Jaeger, um Collector?); usei outras: ${moved.join('; ')}.`;
}

/** `16686 → 26686 (interface e API do Jaeger)`, um por porta que não é a pedida. */
function describeMovedPorts(wanted: LunetaOptions['ports'], opened: Luneta['ports']): string[] {
  return PORT_NAMES.map((name) => ({ name, from: wanted?.[name] ?? DOORS[name].defaultPort, to: opened[name] }))
    .filter(({ from, to }) => from !== 0 && to !== undefined && from !== to)
    .map(({ name, from, to }) => `${from} → ${to} (${DOORS[name].label})`);
}

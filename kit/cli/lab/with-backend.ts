/** O backend de um comando que roda o programa uma vez e termina. */
import type { LabStep } from '../../course/manifest.ts';
import { type Backend, BackendError, openBackend } from '../backend/backend.ts';
import { findLuneta, findLunetaHere } from '../backend/find-luneta.ts';
import type { AssessOptions } from './assess.ts';
import type { LabContext } from './context.ts';
import { texts } from './lab-texts.ts';

/** Vale o que foi pedido; sem nada, uma Luneta que já rode e, se o passo não pode passar sem uma, uma nova. */
export function withBackend<T>(
  context: LabContext,
  { step }: LabStep,
  given: string | undefined,
  action: (options: AssessOptions) => Promise<T>,
  { offline }: Pick<AssessOptions, 'offline'> = {},
): Promise<T> {
  if (step.deployed) return withDeployed(context, given, action, offline);
  const use = (backend?: Backend): Promise<T> => action({ backend, links: backend?.kind !== 'started' });
  return step.telemetry === 'backend' ? withOpened(context, given, use) : withRunningBackend(context, given, use);
}

/** O programa manda ao Jaeger que está ao lado dele; a prova põe uma Luneta nesse lugar. */
function withDeployed<T>(
  context: LabContext,
  deployedAt: string | undefined,
  action: (options: AssessOptions) => Promise<T>,
  offline: boolean | undefined,
): Promise<T> {
  if (!offline) return withRunningBackend(context, undefined, (backend) => action({ backend, deployedAt }));
  return withOpened(context, undefined, (backend) => action({ backend, offline, links: backend.kind !== 'started' }));
}

/** Só o que foi pedido, ou uma Luneta que já rode. */
export async function withRunningBackend<T>(
  context: LabContext,
  given: string | undefined,
  action: (backend?: Backend) => Promise<T>,
): Promise<T> {
  const { env, stop } = context;
  const isThere = given !== undefined || (await findLuneta(undefined, { env, signal: stop }));
  stop.throwIfAborted();
  return isThere ? withOpened(context, given, action) : action();
}

/**
 * Como `withRunningBackend`, para um comando que só lê, pela API do Jaeger: serve também a Luneta que `npm run lab` abriu noutra
 * porta. @throws BackendError se o backend pedido fala outra.
 */
export async function withAnyBackend<T>(
  context: LabContext,
  given: string | undefined,
  action: (backend?: Backend) => Promise<T>,
): Promise<T> {
  const { env, stop } = context;
  const found = given ?? (await findLunetaHere({ env, signal: stop }))?.url;
  stop.throwIfAborted();
  if (found === undefined) return action();
  return withOpened(context, found, (backend) => {
    const { api, url } = backend.query.spans;
    if (api !== 'jaeger') throw new BackendError(texts.wantsJaeger(url, api));
    return action(backend);
  });
}

async function withOpened<T>(
  { env, stop }: LabContext,
  given: string | undefined,
  action: (backend: Backend) => Promise<T>,
): Promise<T> {
  const backend = await openBackend({ given, env, signal: stop });
  try {
    return await action(backend);
  } finally {
    await backend.close();
  }
}

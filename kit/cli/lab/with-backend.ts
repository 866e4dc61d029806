/** O backend de um comando que roda o programa uma vez e termina. */
import type { LabStep } from '../../course/manifest.ts';
import { type Backend, openBackend } from '../backend/backend.ts';
import { findLuneta } from '../backend/find-luneta.ts';
import type { AssessOptions } from './assess.ts';
import type { LabContext } from './context.ts';

/** Vale o que foi pedido; sem nada, uma Luneta que já rode e, se o passo não pode passar sem uma, uma nova. */
export function withBackend<T>(
  context: LabContext,
  { step }: LabStep,
  given: string | undefined,
  action: (options: AssessOptions) => Promise<T>,
): Promise<T> {
  const use = (backend?: Backend): Promise<T> => action({ backend, links: backend?.kind !== 'started' });
  return step.telemetry === 'backend' ? withOpened(context, given, use) : withRunningBackend(context, given, use);
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

/** O backend de um comando que confere uma vez e termina. */
import type { LabStep } from '../../course/manifest.ts';
import { type Backend, openBackend } from '../backend/backend.ts';
import { findLuneta } from '../backend/find-luneta.ts';
import type { AssessOptions } from './assess.ts';
import type { LabContext } from './context.ts';

/** Vale o que foi pedido; sem nada, uma Luneta que já rode e, se o passo não pode passar sem uma, uma nova. */
export async function withBackend<T>(
  context: LabContext,
  target: LabStep,
  given: string | undefined,
  action: (options: AssessOptions) => Promise<T>,
): Promise<T> {
  const backend = await backendFor(context, target, given);
  try {
    return await action({ backend, links: backend?.kind !== 'started' });
  } finally {
    await backend?.close();
  }
}

async function backendFor(
  { env }: LabContext,
  { step }: LabStep,
  given: string | undefined,
): Promise<Backend | undefined> {
  const needed = given !== undefined || step.telemetry === 'backend' || (await findLuneta(undefined, { env }));
  return needed ? openBackend({ given, env }) : undefined;
}

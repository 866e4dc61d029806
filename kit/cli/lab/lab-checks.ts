/** As conferências de um lab, por passo: `labs/NN-nome/checks.ts`. */
import type { Lab } from '../../course/manifest.ts';
import type { Expectation } from '../../verify/expectations.ts';

export type LabChecks = Readonly<Record<string, readonly Expectation[]>>;

/** Só as do lab pedido são carregadas. O esbuild acha as outras pelo desenho do caminho, e as põe no pacote. */
export async function loadChecks({ id }: Lab): Promise<LabChecks> {
  const { checks }: { checks: LabChecks } = await import(`../../../labs/${id}/checks.ts`);
  return checks;
}

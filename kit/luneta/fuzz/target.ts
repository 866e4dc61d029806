/** O alvo do fuzz: um processo que diz onde escuta, quanta memória usa e do que reclamou. */
import { ChildTrees } from '../testing/child-trees.ts';
import { type ProbedProcess, startProbed, type Usage } from '../testing/probed-process.ts';

export type TargetUsage = Pick<Usage, 'rssBytes' | 'sockets'>;

export interface FuzzTarget extends Omit<ProbedProcess, 'usage'> {
  usage(): Promise<TargetUsage>;
}

/** Inicia `node <args>`, que não sobrevive a este processo. `cwd`: de onde os caminhos de `args` valem. */
export async function startTarget(args: readonly string[], cwd: string): Promise<FuzzTarget> {
  const trees = new ChildTrees();
  const killNow = (): void => trees.killAllNow();
  process.once('exit', killNow);
  const target = await startProbed(trees, 'O alvo do fuzz', args, cwd);
  return {
    ...target,
    async close() {
      process.off('exit', killNow);
      await target.close();
    },
  };
}

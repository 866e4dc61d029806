/** O Node que roda este comando é o que o `package.json` pede? */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { EnvironmentCheck, Machine } from './check.ts';
import { texts } from './texts.ts';

type NodeMachine = Pick<Machine, 'root' | 'nodeVersion' | 'system'>;

export async function checkNodeVersion({ root, nodeVersion, system }: NodeMachine): Promise<EnvironmentCheck[]> {
  const { engines }: { engines: { node: string } } = JSON.parse(
    await readFile(path.join(root, 'package.json'), 'utf8'),
  );
  const wanted = engines.node.replace(/^\D+/, '');
  const code = 'node_version';
  if (nodeVersion.localeCompare(wanted, 'en', { numeric: true }) >= 0) {
    return [{ code, state: 'ok', found: texts.node(nodeVersion) }];
  }
  return [{ code, state: 'missing', found: texts.oldNode(nodeVersion, wanted), fix: texts.oldNodeFix[system] }];
}

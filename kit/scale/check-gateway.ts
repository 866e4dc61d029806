/** Há um Collector que sirva de gateway? O programa, e com todas as peças que o gateway.yaml usa. */
import path from 'node:path';
import type { EnvironmentCheck, Machine } from '../cli/environment/check.ts';
import { checkCollector } from '../cli/environment/collector.ts';
import { findCollector } from '../cli/collector/find-collector.ts';
import { pinnedCollector } from '../cli/collector/pinned-image.ts';
import { GATEWAY_CONFIG } from './collector.ts';
import { scaleTexts as texts } from './texts.ts';

const MAX_SAID = 300;

export interface FoundGateway {
  check: EnvironmentCheck;
  /** O executável, se ele serve. */
  command?: string;
}

export async function findGateway(machine: Pick<Machine, 'root' | 'env' | 'run'>): Promise<FoundGateway> {
  const found = await findCollector(machine);
  const [check = { code: 'collector', state: 'missing', found: '' }] = await checkCollector(machine);
  if (found.kind === 'none') return { check: { ...check, fix: await howToGet(machine.root) } };
  if (found.kind === 'docker') {
    return { check: { ...check, state: 'missing', found: texts.collectorInDocker, fix: texts.useCompose } };
  }
  const judged = await machine.run(found.command, ['validate', '--config', path.join(machine.root, GATEWAY_CONFIG)]);
  if (judged.code === 0) return { check, command: found.command };
  const refused = texts.collectorRefuses(found.version, GATEWAY_CONFIG);
  const said = texts.collectorSaid(lastLine(judged.stderr || judged.stdout));
  return { check: { ...check, state: 'missing', found: refused, fix: `${said} ${await howToGet(machine.root)}` } };
}

async function howToGet(root: string): Promise<string> {
  const { version } = await pinnedCollector(root);
  return `${texts.getCollector(version)} ${texts.useCompose}`;
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').slice(0, MAX_SAID);
}

/** Há um Collector para os passos que o põem no meio? */
import { collectorTexts as texts } from '../collector/collector-texts.ts';
import { findCollector } from '../collector/find-collector.ts';
import { pinnedCollector } from '../collector/pinned-image.ts';
import type { EnvironmentCheck, Machine } from './check.ts';

export async function checkCollector(machine: Pick<Machine, 'root' | 'env' | 'run'>): Promise<EnvironmentCheck[]> {
  const found = await findCollector(machine);
  switch (found.kind) {
    case 'program':
      return [{ code: 'collector', state: 'ok', found: texts.found(found.version) }];
    case 'docker':
      return [{ code: 'collector', state: 'ok', found: texts.foundInDocker(found.image) }];
    case 'none':
      return [
        {
          code: 'collector',
          state: 'missing',
          found: found.told === undefined ? texts.none : texts.badVariable(found.told),
          fix: texts.howToGet((await pinnedCollector(machine.root)).version),
        },
      ];
  }
}

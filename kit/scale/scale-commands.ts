/** O que se digita com a escala no ar: matar um processo, ligá-lo de novo, ver como estão. */
import type { Screen } from '../cli/screen.ts';
import type { Component } from './component.ts';
import { componentTable } from './component-table.ts';
import { scaleTexts as texts } from './texts.ts';

/** Faz o que a linha manda, e diz como foi. Nunca rejeita. */
export async function obey(line: string, components: readonly Component[], screen: Screen): Promise<void> {
  const [command = '', name, ...rest] = line.trim().split(/\s+/);
  if (command === '') return;
  const names = components.map((each) => each.name);
  const say = (text: string): void => screen.text(text, 'yellow');
  if (command === 'list' && name === undefined) return screen.raw(componentTable(components, screen.terminal));
  if ((command !== 'kill' && command !== 'start') || rest.length > 0)
    return say(texts.unknownCommand(line.trim(), names));
  if (name === undefined) return say(texts.whichOne(command, names));
  const component = components.find((each) => each.name === name);
  if (!component) return say(texts.unknownCommand(line.trim(), names));

  const isUp = component.pid !== undefined;
  if (command === 'kill') return isUp ? component.kill() : say(texts.notRunning(name));
  if (isUp) return say(texts.already(name));
  const start = performance.now();
  try {
    await component.start();
    screen.text(texts.back(name, component.pid ?? 0, performance.now() - start), 'green');
  } catch (error) {
    screen.text(texts.notBack((error as Error).message), 'red');
  }
}

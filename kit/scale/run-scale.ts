/**
 * `npm run scale`, do começo ao fim: baixa o que falta, liga os processos, diz aonde mandar e onde ver, e fica até que se peça o fim.
 * Quem morre fica morto até que alguém o ligue: é com isso que se aprende o que cada um faz.
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Screen } from '../cli/screen.ts';
import type { ProgressLine } from '../cli/stick/progress-line.ts';
import type { Component, ComponentState } from './component.ts';
import { componentTable } from './component-table.ts';
import { downloadMissing } from './download-missing.ts';
import type { ScaleWords } from './read-scale-words.ts';
import { obey } from './scale-commands.ts';
import { type Stack, type StackOptions, stackSizes, startStack } from './start-stack.ts';
import { scaleTexts as texts } from './texts.ts';

const LOOK_MS = 200;

export interface ScaleSession {
  words: Pick<ScaleWords, 'small' | 'reader'>;
  /** O executável do Collector. */
  collector: string;
  env: NodeJS.ProcessEnv;
  screen: Screen;
  progress: ProgressLine;
  /** O que se digita. */
  input: Readable;
  /** Abortado quando se pede o fim (Ctrl+C). */
  stop: AbortSignal;
  /** Para os testes. */
  ports?: StackOptions['ports'];
}

/** Resolve quando já não resta nada no ar. @throws Error que diz o que não veio, ou quem não começou. */
export async function runScale(session: ScaleSession): Promise<void> {
  const { screen, stop, progress } = session;
  await downloadMissing(session);
  stop.throwIfAborted();
  const start = performance.now();
  const stack = await startShowing(session);
  try {
    screen.text(texts.ready(performance.now() - start), ['bold', 'green']);
    screen.blank();
    showWhatIsUp(stack, screen);
    await serve(stack, session);
    screen.text(texts.stopping, 'dim');
  } finally {
    progress.clear();
    await stack.close();
  }
}

async function startShowing({ words, collector, screen, progress, stop, ports }: ScaleSession): Promise<Stack> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await startStack({
      ...stackSizes(words.small, words.reader),
      collector,
      ports,
      signal: stop,
      onComponents: (components) => {
        screen.text(texts.starting(components.length), 'dim');
        timer = setInterval(() => {
          const waiting = components.filter(({ state }) => state !== 'ready').map(({ name }) => name);
          progress.show(texts.startingNow(components.length - waiting.length, components.length, waiting));
        }, LOOK_MS);
      },
    });
  } finally {
    clearInterval(timer);
    progress.clear();
  }
}

function showWhatIsUp({ components, otlpUrl, zipkinUrl, ports, store }: Stack, screen: Screen): void {
  screen.raw(componentTable(components, screen.terminal));
  screen.blank();
  screen.text(texts.sendTitle, 'bold');
  screen.links([
    { label: texts.otlp, url: otlpUrl },
    { label: texts.otlpGrpc, url: `http://127.0.0.1:${ports.otlpGrpc}` },
  ]);
  screen.text(texts.lookTitle, 'bold');
  screen.links([
    { label: texts.screen, url: `${zipkinUrl}/zipkin` },
    { label: texts.indices, url: `${store[0]}/_cat/indices?v` },
  ]);
  screen.blank();
  screen.bullet(texts.verify(zipkinUrl));
  screen.bullet(texts.howToKill(components[0]?.name ?? ''));
  screen.blank();
}

/** Até o fim pedido: obedece ao que se digita, e diz quem morre. */
async function serve({ components }: Stack, { screen, input, stop }: ScaleSession): Promise<void> {
  // Sem `terminal`, o Ctrl+C continua a ser um sinal, e não uma tecla.
  const lines = createInterface({ input, terminal: false });
  lines.on('line', (line) => void obey(line, components, screen));
  const seen = new Map<Component, ComponentState>(components.map((each) => [each, each.state]));
  try {
    while (!stop.aborted) {
      for (const component of components) {
        if (component.state === 'ended' && seen.get(component) !== 'ended') {
          screen.text(texts.died(component.name), 'red');
        }
        seen.set(component, component.state);
      }
      await delay(LOOK_MS, undefined, { signal: stop }).catch(() => {});
    }
  } finally {
    lines.close();
  }
}

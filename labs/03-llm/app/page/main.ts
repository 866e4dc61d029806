// A página: uma conversa, e o campo em que ela continua.

import { byId } from '@lab-otel/comum/page/dom.ts';
import { Composer } from './composer.ts';
import { loadConfig } from './config.ts';
import { Conversation } from './conversation.ts';

/** `empty` convida a perguntar; `talking` mostra a conversa. */
function setState(state: 'empty' | 'talking'): void {
  document.documentElement.dataset.state = state;
}

async function start(): Promise<void> {
  const config = await loadConfig();
  const conversation = new Conversation({
    backendUrl: config.backendUrl,
    onAsk: (question) => composer.ask(question),
    onDone: (rejected) => {
      composer.setBusy(false);
      if (rejected !== undefined) composer.giveBack(rejected);
    },
  });
  const composer = new Composer({
    ...config,
    onAsk: (question, model) => {
      setState('talking');
      composer.setBusy(true);
      void conversation.ask(question, model);
    },
    onStop: () => conversation.stop(),
  });
  byId('restart').addEventListener('click', () => {
    conversation.clear();
    composer.setBusy(false);
    setState('empty');
    composer.focus();
  });
  setState('empty');
}

void start();

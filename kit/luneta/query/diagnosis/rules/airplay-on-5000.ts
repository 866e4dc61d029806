import type { Rule } from '../finding.ts';
import { isEverythingSilent } from './nothing-arrived.ts';

export const rule: Rule = {
  code: 'airplay_on_5000',
  severity: 'warning',
  title: 'A porta 5000 é do AirPlay, e não do seu app',
  explanation:
    'No macOS, o receptor do AirPlay escuta na porta 5000, a mesma dos exemplos. Quem visita http://localhost:5000 ' +
    'conversa com ele, que não manda span nenhum.',
  fix: 'Rode o app com `PORT=5001`, ou desligue "Receptor do AirPlay" nos Ajustes do Sistema.',
  // Com spans chegando, o app está no ar em algum lugar, e a porta 5000 não é problema de ninguém.
  find: (snapshot) =>
    snapshot.machine.airPlay && isEverythingSilent(snapshot)
      ? [{ detail: 'quem atende na 5000 diz ser o AirTunes' }]
      : [],
};

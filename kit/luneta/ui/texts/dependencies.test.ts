/** Singular, plural e porcentagens do mapa de serviços. */
import { expect, test } from 'vitest';
import { dependenciesTexts as t } from './dependencies.ts';

test.each([
  [t.calls.sample(1, 1), 'Durações de 1 chamada do trace mais recente.'],
  [t.calls.sample(2_500, 30), 'Durações de 2.500 chamadas dos 30 traces mais recentes.'],
  [t.table.more(1), 'e mais 1 ligação, menos usada'],
  [t.table.more(2), 'e mais 2 ligações, menos usadas'],
  [t.edgeErrors(0.03), '3% com erro'],
  [t.edgeErrors(0.0004), '< 0,1% com erro'],
  [t.summary(1, 1), '1 serviço · 1 chamada entre eles'],
])('%s', (text, expected) => expect(text).toBe(expected));

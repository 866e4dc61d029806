/**
 * Segredos e dados pessoais em atributos, e nos textos livres de um span. O valor nunca aparece no achado: só onde está e o
 * que parece ser.
 */
import type { Attribute, Span } from '../../../store/model.ts';
import type { Rule, Sighting } from '../finding.ts';
import { secretIn, secretInText } from '../secrets.ts';
import { allNodes, SPANS_PER_BREATH, whereIs } from '../span-facts.ts';

export const rule: Rule = {
  code: 'secrets_in_attributes',
  severity: 'error',
  title: 'Segredos ou dados pessoais em atributos',
  explanation:
    'Telemetria é copiada, guardada e vista por muita gente. Uma senha, um token, um e-mail ou um CPF num atributo vaza ' +
    'para todos eles, e trocar o código depois não os apaga de onde já chegaram.',
  fix:
    'Não ponha o valor no span: use um id sem significado, ou corte-o no programa ou no Collector. Troque a senha ou o ' +
    'token que já foi enviado.',
  *find(snapshot): Generator<Sighting | undefined> {
    const shared = new Set<object>();
    for (const [i, { span }] of allNodes(snapshot).entries()) {
      if (i % SPANS_PER_BREATH === 0) yield undefined;
      const places: { attributes: readonly Attribute[] }[] = [span, ...span.events, ...span.links];
      // O mesmo recurso, e o mesmo escopo, vêm em muitos spans: contam uma vez.
      for (const place of [span.resource, span.scope]) {
        if (!shared.has(place)) places.push(place);
        shared.add(place);
      }
      for (const { attributes } of places) {
        for (const attribute of attributes) {
          const what = secretIn(attribute);
          if (what) yield { ...whereIs(span), detail: `${attribute.key.slice(0, 100)}: parece ${what}` };
        }
      }
      for (const [place, text] of freeTexts(span)) {
        const what = secretInText(text);
        if (what) yield { ...whereIs(span), detail: `${place}: parece ${what}` };
      }
    }
  },
};

function* freeTexts({ name, status, events }: Span): Generator<[place: string, text: string]> {
  yield ['nome do span', name];
  yield ['mensagem do status', status.message];
  for (const event of events) yield ['nome de um evento', event.name];
}

/**
 * Nomes de span com valores dentro. Um nome é um tipo de operação: é por ele que se agrupa, e cada valor vira um grupo de
 * um span só. Só com repetição se sabe: o mesmo molde com muitos valores.
 */
import { attributeOf } from '../../span-attributes.ts';
import type { Rule, Sighting } from '../finding.ts';
import { allNodes, whereIs } from '../span-facts.ts';

/** O que parece um valor, e com quantos distintos no mesmo lugar já não pode ser outra coisa. */
const VALUES = [
  { pattern: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, mark: '{uuid}', enough: 3 },
  { pattern: /(?<![0-9a-z])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{12,}(?![0-9a-z])/gi, mark: '{hex}', enough: 3 },
  // Num caminho; não em "etapa 1/3".
  { pattern: /(?<=(?<!\d)\/)\d+(?=$|[/?\s]|\.[a-z]{2,4}$)/g, mark: '{id}', enough: 5 },
  { pattern: /(?<![0-9A-Za-z.])\d+(?![0-9A-Za-z.])/g, mark: '{n}', enough: 10 },
] as const;
/** Fora de um caminho, um número pode ser uma etapa, uma tentativa ou um trabalhador de um grupo pequeno. */
const NUMBER = VALUES[3];
/** Etapas numeradas a partir de 0 ou de 1, sem faltar nenhuma. */
const MAX_STEPS = 50;
/** Um id aparece cerca de uma vez: com mais que isto por nome, são os mesmos números que voltam. */
const MAX_REPETITION = 1.5;

const MAX_NAME = 200;

interface Template {
  text: string;
  enough: number;
}

export const rule: Rule = {
  code: 'ids_in_span_names',
  severity: 'warning',
  title: 'Nomes de span com ids dentro',
  explanation:
    'O mesmo tipo de operação aparece com um nome por valor. Buscas, métricas e comparações agrupam pelo nome, e assim cada ' +
    'span vira um grupo (cardinalidade alta).',
  fix: 'Dê ao span o nome do molde, como `GET /users/:id`, e ponha o valor num atributo (`setAttribute`).',
  *find(snapshot): Generator<Sighting> {
    const groups = new Map<string, { template: Template; names: Set<string>; count: number; first: Sighting }>();
    const templates = new Map<string, Template | undefined>();
    for (const { span } of allNodes(snapshot)) {
      const name = span.name.slice(0, MAX_NAME);
      if (!templates.has(name)) templates.set(name, templateOf(name));
      const template = templates.get(name);
      if (!template) continue;
      // Uma rota declarada no código com um número dentro (/erros/404) já é o molde.
      const route = attributeOf(span, 'http.route');
      if (route !== undefined && name.includes(route)) continue;
      const key = JSON.stringify([span.resource.serviceName, span.kind, template.text]);
      let group = groups.get(key);
      if (!group) groups.set(key, (group = { template, names: new Set(), count: 0, first: whereIs(span) }));
      group.names.add(name);
      group.count++;
    }
    for (const { template, names, count, first } of groups.values()) {
      if (names.size < template.enough) continue;
      if (template.enough === NUMBER.enough && (count > names.size * MAX_REPETITION || areSteps(names))) continue;
      const [sample] = names;
      yield { ...first, count, detail: `${template.text}: ${names.size} nomes diferentes, como ${sample}` };
    }
  },
};

/** O nome com os valores trocados por marcas; `undefined` se não há nenhum. */
export function templateOf(name: string): Template | undefined {
  let text = name;
  let enough = Infinity;
  for (const value of VALUES) {
    const marked = text.replace(value.pattern, value.mark);
    if (marked !== text) enough = Math.min(enough, value.enough);
    text = marked;
  }
  return enough === Infinity ? undefined : { text, enough };
}

/** Em cada lugar do molde há um número só, ou uma contagem pequena a partir do começo. */
function areSteps(names: ReadonlySet<string>): boolean {
  const rows = [...names].map((name) => (name.match(NUMBER.pattern) ?? []).map(Number));
  return rows[0].every((_, place) => {
    const values = new Set(rows.map((row) => row[place]));
    const first = Math.min(...values);
    const isCount = first <= 1 && Math.max(...values) - first === values.size - 1;
    return values.size === 1 || (isCount && values.size <= MAX_STEPS);
  });
}

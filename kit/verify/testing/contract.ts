/** O contrato de toda fonte: o mesmo programa e as mesmas expectativas dão o mesmo veredito, venha a telemetria de onde vier. */
import { describe, expect, test } from 'vitest';
import { type Expectation, noSpan, span, stdout, trace } from '../expectations.ts';
import { failuresOf } from '../failures.ts';
import { between, contains, exists, inAnyOrder, matches, oneOf } from '../matchers.ts';
import type { FailureCode, Verdict } from '../verdict.ts';

export interface ContractCase {
  code: FailureCode;
  title: string;
  expectations: readonly Expectation[];
  /** Um programa que falha com `code`, e com ele só. */
  gives: string;
  /** Quase o mesmo programa, que passa. */
  nearMiss: string;
  /** O que a mensagem da falha diz. */
  observed: RegExp;
  field?: string;
}

const PARENT = `const a = run('a');`;
const fixed = (ms: number): string =>
  `const t = Date.now(); const s = tracer.startSpan('a', { startTime: t }, ROOT_CONTEXT); s.end(t + ${ms});`;
const attributes = (text: string): string => `run('a', { attributes: ${text} })`;
const withResource = (text: string): string =>
  `provider('lab01', { attributes: ${text} }).getTracer('x').startSpan('a').end()`;
const ofService = (name: string, rest: string): string => `const outro = provider('${name}').getTracer('x'); ${rest}`;

/** Os dos spans, que toda fonte deles cumpre. */
export const SPAN_CASES: readonly ContractCase[] = [
  {
    code: 'no_telemetry',
    title: 'nenhum span',
    expectations: [span('a'), noSpan('b'), trace()],
    gives: `console.log('SRE e DevOps'); tracer.startSpan('a');`,
    nearMiss: `console.log('SRE e DevOps'); tracer.startSpan('a').end();`,
    observed: /nenhum span; .*SRE e DevOps/,
  },
  {
    code: 'no_telemetry',
    title: 'o silêncio não prova que um span não existe',
    expectations: [noSpan('a')],
    gives: '',
    nearMiss: `run('b')`,
    observed: /não escreveu nada/,
  },
  {
    code: 'span_missing',
    title: 'o nome com um erro de digitação',
    expectations: [span('test_span_01').kind('SERVER')],
    gives: `run('test_spam_01')`,
    nearMiss: `run('test_span_01', { kind: SpanKind.SERVER })`,
    observed: /"test_spam_01": o nome difere em 1 caractere.*kind SERVER \(INTERNAL\)/,
  },
  {
    code: 'span_missing',
    title: 'nenhum nome parecido',
    expectations: [span('consultar estoque')],
    gives: `run('x'); run('y')`,
    nearMiss: `run('x'); run('consultar estoque')`,
    // Dois traces não têm ordem: cada um vai por uma conexão.
    observed: /"x", "y"|"y", "x"/,
  },
  {
    code: 'span_duplicated',
    title: 'um span criado duas vezes',
    expectations: [span('a').once()],
    gives: `run('a'); run('a')`,
    nearMiss: `run('a'); run('A')`,
    observed: /^2 spans com este nome/,
  },
  {
    code: 'span_unexpected',
    title: 'um span que não devia existir',
    expectations: [noSpan('GET /saude')],
    gives: `run('GET /'); run('GET /saude')`,
    nearMiss: `run('GET /'); run('GET /saudes')`,
    observed: /^1 span$/,
  },
  {
    code: 'span_not_root',
    title: 'a raiz tem pai',
    expectations: [span('b').root()],
    gives: `${PARENT} run('b', {}, undefined, { parent: a })`,
    nearMiss: `${PARENT} run('b')`,
    observed: /filho de "a"/,
    field: 'parent',
  },
  {
    code: 'span_not_child',
    title: 'o avô no lugar do pai',
    expectations: [span('c').childOf('a')],
    gives: `${PARENT} const b = run('b', {}, undefined, { parent: a }); run('c', {}, undefined, { parent: b })`,
    nearMiss: `${PARENT} run('b', {}, undefined, { parent: a }); run('c', {}, undefined, { parent: a })`,
    observed: /^filho de "b"$/,
    field: 'parent',
  },
  {
    code: 'span_not_child',
    title: 'o pai nunca terminou',
    expectations: [span('b').childOf('a')],
    gives: `const a = tracer.startSpan('a'); run('b', {}, undefined, { parent: a })`,
    nearMiss: `const a = tracer.startSpan('a'); run('b', {}, undefined, { parent: a }); a.end()`,
    observed: /não apareceu: ele foi terminado com end\(\)\?/,
    field: 'parent',
  },
  {
    code: 'span_other_trace',
    title: 'pai e filho em traces diferentes',
    expectations: [span('b').childOf('a')],
    gives: `${PARENT} run('b')`,
    nearMiss: `${PARENT} run('b'); run('b', {}, undefined, { parent: a })`,
    observed: /traces diferentes/,
    field: 'parent',
  },
  {
    code: 'span_other_trace',
    title: 'spans que deviam estar no mesmo trace',
    expectations: [trace().containing('a', 'b')],
    gives: `${PARENT} run('b')`,
    nearMiss: `${PARENT} run('b', {}, undefined, { parent: a })`,
    observed: /o trace tem "[ab]"/,
    field: 'spans',
  },
  {
    code: 'kind_differs',
    title: 'cliente no lugar de servidor',
    expectations: [span('a').kind('SERVER')],
    gives: `run('a', { kind: SpanKind.CLIENT })`,
    nearMiss: `run('a', { kind: SpanKind.SERVER })`,
    observed: /^CLIENT$/,
    field: 'kind',
  },
  {
    code: 'status_differs',
    title: 'um atributo error não é um status',
    expectations: [span('a').status('ERROR', contains('estoque'))],
    gives: attributes(`{ error: true }`),
    nearMiss: `run('a', {}, (s) => s.setStatus({ code: SpanStatusCode.ERROR, message: 'sem estoque' }))`,
    observed: /^UNSET$/,
    field: 'status',
  },
  {
    code: 'status_differs',
    title: 'o status certo com outra mensagem',
    expectations: [span('a').status('ERROR', contains('estoque'))],
    gives: `run('a', {}, (s) => s.setStatus({ code: SpanStatusCode.ERROR, message: 'erro' }))`,
    nearMiss: `run('a', { attributes: { error: 'x' } }, (s) => s.setStatus({ code: SpanStatusCode.ERROR, message: 'estoque' }))`,
    observed: /^ERROR, mensagem: "erro"$/,
    field: 'status',
  },
  {
    code: 'service_differs',
    title: 'o serviço sem nome',
    expectations: [span('a').service('loja')],
    gives: `run('a', {}, undefined, { of: provider().getTracer('x') })`,
    nearMiss: `run('a')`,
    observed: /^"unknown_service:/,
    field: 'service',
  },
  {
    code: 'scope_differs',
    title: 'o tracer de outro nome',
    expectations: [span('a').scope('exercicio')],
    gives: `run('a', {}, undefined, { of: provider('loja').getTracer('outro') })`,
    nearMiss: `run('a', {}, undefined, { of: provider('loja').getTracer('exercicio', '1.0') })`,
    observed: /^"outro"$/,
    field: 'scope',
  },
  {
    code: 'duration_differs',
    title: 'rápido demais',
    expectations: [span('a').durationAtLeast(50)],
    gives: fixed(49),
    nearMiss: fixed(50),
    observed: /^49 ms$/,
    field: 'duration',
  },
  {
    code: 'duration_differs',
    title: 'fora de uma faixa',
    expectations: [span('a').duration(between(10, 20))],
    gives: fixed(21),
    nearMiss: fixed(20),
    observed: /^21 ms$/,
    field: 'duration',
  },
  {
    code: 'attribute_missing',
    title: 'a chave com um erro de digitação',
    expectations: [span('a').attribute('http.route', exists)],
    gives: attributes(`{ 'http.routes': '/' }`),
    nearMiss: attributes(`{ 'http.route': '' }`),
    observed: /parecido, http\.routes/,
    field: 'http.route',
  },
  {
    code: 'attribute_missing',
    title: 'uma chave que todo objeto tem',
    expectations: [span('a').attribute('constructor', exists)],
    gives: `run('a')`,
    nearMiss: attributes(`{ constructor: 'x' }`),
    observed: /não tem nenhum/,
    field: 'constructor',
  },
  {
    code: 'attribute_differs',
    title: 'o número escrito como texto',
    expectations: [span('a').attribute('tentativas', 42)],
    gives: attributes(`{ tentativas: '42' }`),
    nearMiss: attributes(`{ tentativas: 42 }`),
    observed: /^"42"$/,
    field: 'tentativas',
  },
  {
    code: 'attribute_differs',
    title: 'um array com outro elemento',
    expectations: [span('a').attribute('tags', ['a', '<b>'])],
    gives: attributes(`{ tags: ['a', '<c>'] }`),
    nearMiss: attributes(`{ tags: ['a', '<b>'] }`),
    observed: /^\["a", "<c>"\]$/,
    field: 'tags',
  },
  {
    code: 'attribute_differs',
    title: 'uma lista escrita como um texto só',
    expectations: [span('a').attribute('tags', ['a', 'b'])],
    gives: attributes(`{ tags: 'a,b' }`),
    nearMiss: attributes(`{ tags: ['a', 'b'] }`),
    observed: /^"a,b"$/,
    field: 'tags',
  },
  {
    code: 'attribute_differs',
    title: 'em qualquer ordem, um elemento a mais',
    expectations: [span('a').attribute('tags', inAnyOrder('a', 'b', 'b'))],
    gives: attributes(`{ tags: ['b', 'a', 'b', 'c'] }`),
    nearMiss: attributes(`{ tags: ['b', 'a', 'b'] }`),
    observed: /^\["b", "a", "b", "c"\]$/,
    field: 'tags',
  },
  {
    code: 'attribute_differs',
    title: 'expressão regular, lista e trecho',
    expectations: [
      span('a').attribute('x', matches(/^\d+$/g)).attribute('y', oneOf(1.5, true)).attribute('z', contains('é')),
    ],
    gives: attributes(`{ x: '12.', y: true, z: 'até' }`),
    nearMiss: attributes(`{ x: '12', y: 1.5, z: ['é'] }`),
    observed: /^"12\."$/,
    field: 'x',
  },
  {
    code: 'attribute_unexpected',
    title: 'o que é do recurso foi posto no span',
    expectations: [span('a').withoutAttribute('service.version')],
    gives: attributes(`{ 'service.version': '1.2.3' }`),
    nearMiss: attributes(`{ 'service.versions': '1.2.3' }`),
    observed: /^service\.version: "1\.2\.3"$/,
    field: 'service.version',
  },
  {
    code: 'resource_missing',
    title: 'o que é do recurso só está no span',
    expectations: [span('a').resource('service.version', exists)],
    gives: attributes(`{ 'service.version': '1.2.3' }`),
    nearMiss: withResource(`{ 'service.version': '1.2.3' }`),
    observed: /^o recurso não tem este atributo; /,
    field: 'service.version',
  },
  {
    code: 'resource_differs',
    title: 'outra versão',
    expectations: [span('a').resource('service.version', '1.2.3')],
    gives: withResource(`{ 'service.version': '1.2.4' }`),
    nearMiss: withResource(`{ 'service.version': '1.2.3' }`),
    observed: /^"1\.2\.4"$/,
    field: 'service.version',
  },
  {
    code: 'event_missing',
    title: 'outro evento',
    expectations: [span('a').event('cache.miss')],
    gives: `run('a', {}, (s) => s.addEvent('cache.hit'))`,
    nearMiss: `run('a', {}, (s) => s.addEvent('cache.hit').addEvent('cache.miss'))`,
    observed: /tem "cache\.hit"/,
    field: 'cache.miss',
  },
  {
    code: 'event_differs',
    title: 'os atributos certos, mas em dois eventos',
    expectations: [span('a').event('pedido', { id: 7, ok: exists })],
    gives: `run('a', {}, (s) => s.addEvent('pedido', { id: 7 }).addEvent('pedido', { id: 8, ok: true }))`,
    nearMiss: `run('a', {}, (s) => s.addEvent('pedido', { id: 8 }).addEvent('pedido', { id: 7, ok: true }))`,
    observed: /^o evento não tem ok$/,
    field: 'pedido',
  },
  {
    code: 'link_missing',
    title: 'o link leva a outro span',
    expectations: [span('consumir').linkedTo('a')],
    gives: `${PARENT} const b = run('b'); run('consumir', { links: [{ context: b.spanContext() }] })`,
    nearMiss: `${PARENT} run('consumir', { links: [{ context: a.spanContext() }] })`,
    observed: /^tem link para "b"$/,
    field: 'a',
  },
  {
    code: 'link_missing',
    title: 'filho não é o mesmo que ligado',
    expectations: [span('consumir').childOf('a').linkedTo('b')],
    gives: `${PARENT} run('b'); run('consumir', {}, undefined, { parent: a })`,
    nearMiss: `${PARENT} const b = run('b'); run('consumir', { links: [{ context: b.spanContext() }] }, undefined, { parent: a })`,
    observed: /^o span não tem links$/,
    field: 'b',
  },
  {
    code: 'link_missing',
    title: 'o outro lado do link nunca terminou',
    expectations: [span('consumir').linkedTo('a')],
    gives: `const a = tracer.startSpan('a'); run('consumir', { links: [{ context: a.spanContext() }] })`,
    nearMiss: `const a = tracer.startSpan('a'); run('consumir', { links: [{ context: a.spanContext() }] }); a.end()`,
    observed: /não apareceram$/,
    field: 'a',
  },
  {
    code: 'trace_services_differ',
    title: 'cada serviço no seu trace',
    expectations: [trace().services('loja', 'estoque')],
    gives: ofService('estoque', `run('a'); run('b', {}, undefined, { of: outro })`),
    nearMiss: ofService('estoque', `${PARENT} run('b', {}, undefined, { of: outro, parent: a })`),
    observed: /o trace passa por "(?:loja|estoque)"/,
    field: 'services',
  },
  {
    code: 'trace_span_count_differs',
    title: 'um span a mais no trace',
    expectations: [trace().spanCount(2)],
    gives: `${PARENT} for (const n of ['b', 'c']) run(n, {}, undefined, { parent: a })`,
    nearMiss: `${PARENT} run('b', {}, undefined, { parent: a }); run('c')`,
    observed: /^3 spans$/,
    field: 'spanCount',
  },
  {
    code: 'stdout_missing',
    title: 'a linha que faltou',
    expectations: [span('a'), stdout(matches(/^SRE and DevOps work together!{3}$/))],
    gives: `run('a', { attributes: { x: 'SRE and DevOps work together!!!' } }); console.log('SRE and DevOps!!!')`,
    nearMiss: `console.log('oi'); run('a'); console.log('SRE and DevOps work together!!!')`,
    observed: /1 linha, terminando em "SRE and DevOps!!!"/,
  },
];

/** @param verdictOf Roda o programa e julga o que a fonte viu dele. */
export function sourceContract(
  source: string,
  cases: readonly ContractCase[],
  verdictOf: (program: string, expectations: readonly Expectation[]) => Promise<Verdict>,
): void {
  describe(`contrato das fontes: ${source}`, () => {
    test.each(cases)('$code: $title', async ({ code, expectations, gives, nearMiss, observed, field }) => {
      const failed = await verdictOf(gives, expectations);
      const wrong = failed.checks.filter(({ passed }) => !passed);
      expect(wrong.map((check) => ({ code: check.code, field: check.field }))).toEqual([{ code, field }]);
      expect(wrong[0].observed).toMatch(observed);
      expect(wrong[0].hintKeys.at(-1)).toBe(code);
      expect(expectations.flatMap(failuresOf)).toContainEqual(wrong[0].hintKeys);
      expect(failed.passed).toBe(false);

      const passed = await verdictOf(nearMiss, expectations);
      expect(passed.checks.filter((check) => !check.passed)).toEqual([]);
      expect(passed).toMatchObject({ passed: true, problems: [] });
      expect(passed.checks.length).toBeGreaterThan(0);
    });
  });
}

/** Os dashboards: os tipos que o Grafana publica, e o que nenhum tipo diz (quem aponta para quem, o que se sobrepõe). */
import { beforeAll, describe, expect, test } from 'vitest';
import { BUILTIN_VALUES, queriesOf, variablesIn } from './testing/queries.ts';
import {
  type DashboardJson,
  type GridPos,
  type PanelJson,
  readDashboards,
  visualPanels,
} from './testing/read-files.ts';
import { readDatasources } from './testing/read-provisioning.ts';
import { partsOf, typeProblems } from './testing/type-problems.ts';

const dashboards = readDashboards();
const files = [...dashboards.keys()];
const services = (): DashboardJson => structuredClone(dashboards.get('services.json')!);
const identifier = (file: string): string => file.replace('.json', '');

/** O compilador, numa máquina ocupada. */
const COMPILE_MS = 90_000;

/** Um jeito de errar, e o que o compilador tem de dizer dele. */
const MISTAKES: readonly (readonly [what: string, mistake: (dashboard: DashboardJson) => unknown, says: RegExp])[] = [
  ['um campo que não existe no dashboard', (it) => Object.assign(it, { titulo: 'x' }), /"titulo"' does not exist/],
  [
    'um campo que não existe no painel',
    (it) => Object.assign(it.panels[0], { descrição: 'x' }),
    /"descrição"' does not/,
  ],
  ['um tipo de painel que não existe', (it) => (it.panels[0].type = 'velocimetro'), /'velocimetro' does not exist/],
  [
    'uma unidade que não existe',
    (it) => (it.panels[0].fieldConfig!.defaults.unit = 'req/s'),
    /"req\/s"' is not assignable/,
  ],
  ['um número no lugar de um texto', (it) => Object.assign(it.panels[0], { title: 7 }), /'number' is not assignable/],
  [
    'uma opção com um valor que não há',
    (it) => Object.assign(optionsOf(it.panels[0]), { graphMode: 'linha' }),
    /"linha"/,
  ],
  ['uma opção que falta', (it) => delete optionsOf(it.panels[0]).graphMode, /'graphMode' is missing/],
  [
    'um campo que não existe na consulta',
    (it) => Object.assign(it.panels[0].targets![0], { exp: 'up' }),
    /"exp"' does not/,
  ],
  [
    'uma fonte de dados de outro tipo',
    (it) => (it.panels[0].targets![0].datasource.type = 'mysql'),
    /'mysql' does not/,
  ],
  ['um tipo de variável que não existe', (it) => (it.templating.list[0].type = 'lista'), /"lista"' is not assignable/],
];

function optionsOf(panel: PanelJson): Record<string, unknown> {
  return (panel as PanelJson & { options: Record<string, unknown> }).options;
}

describe('os tipos publicados', () => {
  let problems: string[];
  beforeAll(() => {
    const broken = MISTAKES.map(([, mistake], i) => {
      const dashboard = services();
      mistake(dashboard);
      return partsOf(`mistake${i}`, dashboard);
    });
    const real = files.flatMap((file) => partsOf(identifier(file), dashboards.get(file)!));
    // De uma vez: ler os tipos do Grafana é o que demora.
    problems = typeProblems([...real, ...broken.flat()]);
  }, COMPILE_MS);

  test.each(files)('%s é um dashboard do Grafana', (file) => {
    expect(problems.filter((problem) => problem.startsWith(identifier(file)))).toEqual([]);
  });

  test.each(MISTAKES.map(([what, , says], i) => ({ what, says, i })))('recusam $what', ({ says, i }) => {
    expect(problems.filter((problem) => new RegExp(`^mistake${i}[_:]`).test(problem))).toContainEqual(
      expect.stringMatching(says),
    );
  });
});

/** Os pares de painéis que ocupam o mesmo lugar. */
function overlaps(panels: readonly PanelJson[]): string[] {
  return panels.flatMap((a, i) =>
    panels
      .slice(i + 1)
      .filter((b) => overlap(a.gridPos, b.gridPos))
      .map((b) => `${a.title} e ${b.title}`),
  );
}

function overlap(a: GridPos, b: GridPos): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

const COLUMNS = 24;
/** Os que mostram números: sem unidade, ninguém sabe de quê. */
const WITH_UNIT = new Set(['timeseries', 'stat']);
const datasources = readDatasources();

describe.each(files)('%s', (file) => {
  const dashboard = dashboards.get(file)!;
  const { panels, templating, links, uid } = dashboard;
  const all = panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);

  test('o uid é o nome do arquivo, e cada painel tem um id só dele', () => {
    expect(uid).toBe(identifier(file));
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  test('nenhum painel fica sobre outro, nem sai da tela', () => {
    const rows = panels.filter(({ type }) => type === 'row').map((row) => row.panels ?? []);
    for (const group of [panels, ...rows]) expect(overlaps(group)).toEqual([]);
    for (const { gridPos } of all) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(COLUMNS);
  });

  test('todo painel tem título e descrição, e os de números dizem a unidade e o que é não haver nada', () => {
    const incomplete = visualPanels(dashboard).filter(({ type, title, description, fieldConfig }) => {
      const { unit, noValue } = fieldConfig?.defaults ?? {};
      return !title || !description || (WITH_UNIT.has(type) && (!unit || !noValue));
    });
    expect(incomplete.map(({ title }) => title)).toEqual([]);
  });

  test('as fontes de dados existem', () => {
    const used = [
      ...visualPanels(dashboard).flatMap(({ datasource, targets = [] }) => [
        datasource,
        ...targets.map((target) => target.datasource),
      ]),
      ...templating.list.map(({ datasource }) => datasource),
    ];
    for (const { type, uid: wanted } of used.filter((ref) => ref !== undefined)) {
      expect(datasources).toContainEqual(expect.objectContaining({ type, uid: wanted }));
    }
  });

  test('as variáveis das consultas existem, e todas servem para algo', () => {
    const declared = templating.list.map(({ name }) => name);
    const texts = visualPanels(dashboard).map((panel) => JSON.stringify([panel.title, panel.targets]));
    const used = new Set(texts.flatMap(variablesIn).filter((name) => !(name in BUILTIN_VALUES)));
    expect([...used].toSorted()).toEqual(declared.toSorted());
  });

  test('os links levam a dashboards que existem, e a todos os outros', () => {
    const others = files.map((other) => `/d/${identifier(other)}`).filter((url) => url !== `/d/${uid}`);
    expect(links.map(({ url }) => url).toSorted()).toEqual(others.toSorted());
    const fromPanels = Array.from(JSON.stringify(panels).matchAll(/\/d\/(\w+)/g), ([, to]) => `${to}.json`);
    for (const to of fromPanels) expect(files).toContain(to);
  });

  test('sem o Tempo, nada aparece quebrado: o que é dele fica numa faixa recolhida', () => {
    const open = panels.filter(({ type }) => type !== 'row');
    expect(open.filter(({ datasource }) => datasource?.type === 'tempo')).toEqual([]);
    for (const { collapsed } of panels.filter(({ type }) => type === 'row')) expect(collapsed).toBe(true);
  });

  test('sem o Loki, só o dashboard dos logs fica vazio', () => {
    const open = panels.filter(({ type }) => type !== 'row');
    const fromLoki = open.filter(({ datasource }) => datasource?.type === 'loki');
    expect(fromLoki).toHaveLength(file === 'logs.json' ? open.length : 0);
  });
});

test.each([
  ['services.json', 'Duração, com exemplars (A)'],
  ['llm.json', 'Duração das chamadas, com exemplars (A)'],
])('%s: um percentil desenhado tem exemplars a um clique', (file, where) => {
  const withExemplars = queriesOf(dashboards.get(file)!).filter(({ exemplar }) => exemplar);
  expect(withExemplars.map((query) => query.where)).toEqual([where]);
});

test('llm.json: toda conta diz de que job é, porque as mesmas métricas podem vir também por outro', () => {
  const metrics = queriesOf(dashboards.get('llm.json')!).flatMap(({ expr = '' }) => expr.match(/\w+\{[^}]*\}/g) ?? []);
  expect(metrics.length).toBeGreaterThan(15);
  expect(metrics.filter((metric) => !/(?:job|service_name)="backend"/.test(metric))).toEqual([]);
});

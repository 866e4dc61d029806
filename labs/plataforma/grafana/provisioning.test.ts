/** As fontes de dados, a pasta dos dashboards e os alertas: o que aponta para o quê, e só campos que o Grafana lê. */
import { beforeAll, describe, expect, test } from 'vitest';
import { readDashboards, readPlatformFile, readProvisioning, visualPanels } from './testing/read-files.ts';
import {
  type DatasourceFile,
  linkQueries,
  readDatasources,
  readNotifications,
  readRuleGroups,
} from './testing/read-provisioning.ts';
import { variablesIn } from './testing/queries.ts';
import { type TypedValue, typeProblems } from './testing/type-problems.ts';

const datasources = readDatasources();
const uids = datasources.map(({ uid }) => uid);

/** Onde cada backend atende, na rede do compose.yaml. */
const ADDRESSES: Readonly<Record<string, string>> = {
  prometheus: 'http://prometheus:9090',
  loki: 'http://loki:3100',
  tempo: 'http://tempo:3200',
  jaeger: 'http://jaeger:16686',
  zipkin: 'http://zipkin:9411',
};

const DATASOURCE_FIELDS = ['name', 'uid', 'type', 'access', 'url', 'isDefault', 'editable', 'jsonData'];
const TRACE_FIELDS = ['tracesToLogsV2', 'tracesToMetrics', 'nodeGraph'];
/** Os tipos do `jsonData` não são publicados. O Grafana ignora em silêncio um campo que não conhece: aqui ele não passa. */
const JSON_DATA_FIELDS: Readonly<Record<string, readonly string[]>> = {
  prometheus: ['httpMethod', 'prometheusType', 'timeInterval', 'exemplarTraceIdDestinations'],
  loki: ['maxLines', 'derivedFields'],
  jaeger: TRACE_FIELDS,
  tempo: [...TRACE_FIELDS, 'serviceMap'],
  zipkin: TRACE_FIELDS,
};
const NESTED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  exemplarTraceIdDestinations: ['name', 'datasourceUid', 'urlDisplayLabel'],
  derivedFields: ['name', 'matcherType', 'matcherRegex', 'datasourceUid', 'url', 'urlDisplayLabel'],
  tracesToLogsV2: ['datasourceUid', 'spanStartTimeShift', 'spanEndTimeShift', 'tags', 'customQuery', 'query'],
  tracesToMetrics: ['datasourceUid', 'spanStartTimeShift', 'spanEndTimeShift', 'tags', 'queries'],
  serviceMap: ['datasourceUid'],
  nodeGraph: ['enabled'],
};

/** Os campos que ninguém lê, com o caminho até eles. */
function unknownFields(source: DatasourceFile): string[] {
  const extra = (value: object, known: readonly string[], where: string): string[] =>
    Object.keys(value)
      .filter((key) => !known.includes(key))
      .map((key) => `${where}.${key}`);
  const nested = Object.entries(source.jsonData).flatMap(([key, value]) =>
    [value]
      .flat()
      .filter((item) => typeof item === 'object')
      .flatMap((item) => extra(item, NESTED_FIELDS[key] ?? [], `${source.uid}.jsonData.${key}`)),
  );
  return [
    ...extra(source, DATASOURCE_FIELDS, source.uid),
    ...extra(source.jsonData, JSON_DATA_FIELDS[source.type] ?? [], `${source.uid}.jsonData`),
    ...nested,
  ];
}

describe('as fontes de dados', () => {
  test('são as cinco, nos endereços da rede do compose, e uma só é a padrão', () => {
    expect(Object.fromEntries(datasources.map(({ uid, url }) => [uid, url]))).toEqual(ADDRESSES);
    expect(datasources.filter(({ isDefault }) => isDefault).map(({ uid }) => uid)).toEqual(['prometheus']);
    for (const { uid, type } of datasources) expect(type).toBe(uid);
  });

  test('só têm campos que o Grafana lê', () => {
    expect(datasources.flatMap(unknownFields)).toEqual([]);
    const [first] = structuredClone(datasources);
    Object.assign(first.jsonData, { exemplarTraceIdDestination: [] });
    Object.assign(first.jsonData.exemplarTraceIdDestinations![0], { regex: 'x' });
    expect(unknownFields(first)).toEqual([
      'prometheus.jsonData.exemplarTraceIdDestination',
      'prometheus.jsonData.exemplarTraceIdDestinations.regex',
    ]);
  });

  test('todo cifrão está dobrado: sozinho, o Grafana o trocaria por uma variável de ambiente', () => {
    expect(JSON.stringify(datasources).replaceAll('$$', '')).not.toContain('$');
  });

  test('ligam os sinais: do exemplar ao trace, do trace aos logs e às métricas, do log ao trace', () => {
    const byUid = new Map(datasources.map((source) => [source.uid, source.jsonData]));
    const targets = (links: { datasourceUid: string }[] = []): string[] =>
      links.map(({ datasourceUid }) => datasourceUid);
    expect(targets(byUid.get('prometheus')?.exemplarTraceIdDestinations)).toEqual(['jaeger', 'tempo']);
    expect(targets(byUid.get('loki')?.derivedFields)).toEqual(['jaeger', 'tempo']);
    for (const uid of ['jaeger', 'tempo', 'zipkin']) {
      const { tracesToLogsV2, tracesToMetrics } = byUid.get(uid) ?? {};
      expect([tracesToLogsV2?.datasourceUid, tracesToMetrics?.datasourceUid]).toEqual(['loki', 'prometheus']);
    }
    expect(byUid.get('tempo')?.serviceMap?.datasourceUid).toBe('prometheus');
  });

  test('as consultas dos links só usam variáveis que o Grafana dá', () => {
    const used = datasources.flatMap(linkQueries).flatMap(({ expr }) => variablesIn(expr));
    expect([...new Set(used)].toSorted()).toEqual(['__span.traceId', '__tags']);
  });
});

const DASHBOARDS_PATH = '/var/lib/grafana/dashboards';

test('os dashboards são lidos de uma pasta só, e dela o arquivo é que manda', () => {
  const { providers } = readProvisioning<{ providers: unknown[] }>('dashboards/dashboards.yaml');
  expect(providers).toEqual([
    expect.objectContaining({ type: 'file', options: { path: DASHBOARDS_PATH }, disableDeletion: true }),
  ]);
});

test('o compose monta as duas pastas onde o Grafana as procura', () => {
  const { services } = readPlatformFile<{ services: { grafana: { volumes: string[] } } }>('compose.yaml');
  expect(services.grafana.volumes).toEqual(
    expect.arrayContaining([
      './grafana/provisioning:/etc/grafana/provisioning:ro',
      `./grafana/dashboards:${DASHBOARDS_PATH}:ro`,
    ]),
  );
});

/** O compilador, numa máquina ocupada. */
const COMPILE_MS = 90_000;

const groups = readRuleGroups();
const rules = groups.flatMap((group) => group.rules);
const notifications = readNotifications();

const MODEL_TYPES = { question: 'T.AlertQuestion', threshold: 'T.AlertThreshold', math: 'T.AlertMath' };

/** Os valores do alerting, cada um com o tipo publicado: a regra, cada pergunta e cada limiar, e a rota. */
function alertingParts(prefix: string, files: { groups: typeof groups; policies: unknown[] }): TypedValue[] {
  const models = files.groups
    .flatMap((group) => group.rules)
    .flatMap(({ data }) => data)
    .map(({ model }, i) => ({
      name: `${prefix}_model${i}`,
      type: MODEL_TYPES[model.type ?? 'question'],
      value: model,
    }));
  return [
    { name: `${prefix}_groups`, type: 'T.RuleGroupFile[]', value: withoutModels(files.groups) },
    { name: `${prefix}_policies`, type: 'T.PolicyFile[]', value: files.policies },
    ...models,
  ];
}

function withoutModels(all: typeof groups): unknown {
  return all.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({ ...rule, data: rule.data.map((query) => ({ ...query, model: {} })) })),
  }));
}

describe('os alertas', () => {
  let problems: string[];
  beforeAll(() => {
    const broken = structuredClone(groups);
    Object.assign(broken[0].rules[0], { noDataState: 'Talvez' });
    Object.assign(broken[0].rules[1].data[0].model, { expression: 'up' });
    broken[0].rules[1].data[1].model.conditions![0].evaluator.type = 'maior';
    problems = typeProblems([
      ...alertingParts('real', { groups, policies: notifications.policies }),
      ...alertingParts('broken', { groups: broken, policies: [{ orgId: 1, receptor: 'x' }] }),
    ]);
  }, COMPILE_MS);

  test('são do formato que o Grafana publica', () => {
    expect(problems.filter((problem) => problem.startsWith('real'))).toEqual([]);
  });

  test.each([
    ['um estado que não existe', /^broken_groups: .*"Talvez"/],
    ['um campo que não existe na pergunta', /^broken_model2: .*"expression"' does not exist/],
    ['uma comparação que não existe', /^broken_model3: .*"maior"/],
    ['uma rota com um campo que não existe', /^broken_policies: .*"receptor"' does not exist/],
  ])('os tipos recusam %s', (_, says) => {
    expect(problems).toContainEqual(expect.stringMatching(says));
  });

  test.each(rules)('$uid: a condição, as perguntas e as fontes existem', ({ condition, data }) => {
    const refs = data.map(({ refId }) => refId);
    expect(refs).toContain(condition);
    for (const { refId, datasourceUid, model } of data) {
      expect(model.refId).toBe(refId);
      expect([...uids, '__expr__']).toContain(datasourceUid);
    }
    // Uma conta cita as respostas pela letra: `A`, num limiar; `$A`, numa expressão.
    const accounts = data.filter(({ datasourceUid }) => datasourceUid === '__expr__');
    const cited = accounts.flatMap(({ model }) => model.expression!.match(/\b[A-Z]\b/g));
    expect(cited).not.toEqual([]);
    expect(refs).toEqual(expect.arrayContaining(cited));
  });

  test.each(rules)('$uid: leva ao painel que o explica', ({ annotations }) => {
    const { __dashboardUid__: uid, __panelId__: id } = annotations;
    const dashboard = readDashboards().get(`${uid}.json`)!;
    expect(visualPanels(dashboard).map((panel) => String(panel.id))).toContain(id);
  });

  test.each(rules)('$uid: o resumo só cita o que a pergunta devolve', ({ annotations, data }) => {
    const labels = Array.from(annotations.summary.matchAll(/\$labels\.(\w+)/g), ([, label]) => label);
    const by = /sum by \((?<labels>[^)]+)\)/.exec(data[0].model.expr!)?.groups?.labels.split(/,\s*/) ?? [];
    expect(by).toEqual(expect.arrayContaining(labels));
    const values = Array.from(annotations.summary.matchAll(/\$values\.(\w+)/g), ([, ref]) => ref);
    expect(data.map(({ refId }) => refId)).toEqual(expect.arrayContaining(values));
  });

  test('o alerta do Prometheus que avisa do Collector existe', () => {
    type Rules = { groups: { rules: { alert?: string }[] }[] };
    const alerts = readPlatformFile<Rules>('prometheus/rules.yaml').groups.flatMap((group) => group.rules);
    // É com ele que conta o "Serviço calado", que não diz nada quando não há o que contar.
    expect(alerts).toContainEqual(expect.objectContaining({ alert: 'CollectorDown' }));
  });

  test('os uids não se repetem', () => {
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
  });

  test('nenhum sai da máquina: uma rota silenciada serve a todos', () => {
    const { policies, muteTimes, contactPoints } = notifications;
    const receivers = contactPoints.map(({ name }) => name);
    for (const { receiver, routes } of policies) {
      const [everything, ...others] = routes;
      expect(others).toEqual([]);
      expect(receivers).toEqual(expect.arrayContaining([receiver, everything.receiver]));
      expect(everything.object_matchers).toEqual([['alertname', '=~', '.+']]);
      expect(everything.mute_time_intervals).toEqual(muteTimes.map(({ name }) => name));
    }
  });
});

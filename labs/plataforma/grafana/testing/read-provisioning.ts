/** As fontes de dados e os alertas que os arquivos declaram. */
import { readProvisioning } from './read-files.ts';

export interface TraceLinks {
  datasourceUid: string;
  tags: { key: string; value: string }[];
  query?: string;
  queries?: { name: string; query: string }[];
}

export interface DatasourceFile {
  name: string;
  uid: string;
  type: string;
  url: string;
  isDefault?: boolean;
  editable: boolean;
  jsonData: {
    exemplarTraceIdDestinations?: { name: string; datasourceUid: string }[];
    derivedFields?: { name: string; datasourceUid: string }[];
    tracesToLogsV2?: TraceLinks;
    tracesToMetrics?: TraceLinks;
    serviceMap?: { datasourceUid: string };
  };
}

export function readDatasources(): DatasourceFile[] {
  return readProvisioning<{ datasources: DatasourceFile[] }>('datasources/datasources.yaml').datasources;
}

export interface RuleFile {
  uid: string;
  title: string;
  condition: string;
  annotations: Record<string, string>;
  data: {
    refId: string;
    datasourceUid: string;
    model: {
      refId: string;
      /** De uma conta sobre as respostas; uma pergunta não tem. */
      type?: 'math' | 'threshold';
      expr?: string;
      expression?: string;
      conditions?: { evaluator: { type: string; params: number[] } }[];
    };
  }[];
}

export interface GroupFile {
  name: string;
  folder: string;
  rules: RuleFile[];
}

export function readRuleGroups(): GroupFile[] {
  return readProvisioning<{ groups: GroupFile[] }>('alerting/rules.yaml').groups;
}

export interface NotificationsFile {
  muteTimes: { name: string }[];
  contactPoints: { name: string; receivers: { uid: string; type: string }[] }[];
  policies: {
    receiver: string;
    routes: { receiver: string; object_matchers: string[][]; mute_time_intervals: string[] }[];
  }[];
}

export function readNotifications(): NotificationsFile {
  return readProvisioning('alerting/notifications.yaml');
}

/** As consultas dos links de uma fonte, como o Grafana as recebe: `$$` é um cifrão. */
export function linkQueries({
  name,
  jsonData,
}: DatasourceFile): { where: string; datasourceUid: string; expr: string }[] {
  const { tracesToLogsV2: toLogs, tracesToMetrics: toMetrics } = jsonData;
  const logs = toLogs?.query === undefined ? [] : [{ name: 'logs', query: toLogs.query, to: toLogs }];
  const metrics = (toMetrics?.queries ?? []).map((query) => ({ ...query, to: toMetrics! }));
  return [...logs, ...metrics].map(({ name: link, query, to }) => ({
    where: `${name}: ${link}`,
    datasourceUid: to.datasourceUid,
    expr: query.replaceAll('$$', '$'),
  }));
}

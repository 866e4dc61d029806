/**
 * Os tipos que o Grafana publica, como um JSON os escreve: o texto de um `enum` no lugar do membro dele, e nenhum método.
 * Com eles, um campo que não existe, ou de outro tipo, é um erro de compilação.
 */
import type { NotificationPolicy, Rule } from '@grafana/grafana-foundation-sdk/alerting';
import type { Dashboard, FieldConfig, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { TypeMath, TypeThreshold } from '@grafana/grafana-foundation-sdk/expr';
import type { dataquery as LokiDataquery } from '@grafana/grafana-foundation-sdk/loki';
import type { Options as LogsOptions } from '@grafana/grafana-foundation-sdk/logs';
import type { Options as NodeGraphOptions } from '@grafana/grafana-foundation-sdk/nodegraph';
import type { Dataquery as PrometheusDataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import type { Options as StatOptions } from '@grafana/grafana-foundation-sdk/stat';
import type { FieldConfig as TableFieldConfig, Options as TableOptions } from '@grafana/grafana-foundation-sdk/table';
import type { Dataquery as TempoDataquery, TempoQueryType } from '@grafana/grafana-foundation-sdk/tempo';
import type { Options as TextOptions } from '@grafana/grafana-foundation-sdk/text';
import type {
  FieldConfig as TimeseriesFieldConfig,
  Options as TimeseriesOptions,
} from '@grafana/grafana-foundation-sdk/timeseries';
import type * as units from '@grafana/grafana-foundation-sdk/units';

/** Onde o tipo publicado é `any`, qualquer valor serve. */
type IsAny<T> = 0 extends 1 & T ? true : false;

/** O mesmo tipo, em JSON. */
export type Json<T> =
  IsAny<T> extends true
    ? T
    : T extends string
      ? `${T}`
      : T extends number
        ? `${T}` extends `${infer N extends number}`
          ? N
          : never
        : T extends readonly (infer Item)[]
          ? Json<Item>[]
          : T extends object
            ? { [K in keyof T as T[K] extends (...args: never[]) => unknown ? K & AnyKey<T, K> : K]: Json<T[K]> }
            : T;

/** Um campo `any` também é "uma função": este fica; os métodos, não. */
type AnyKey<T, K extends keyof T> = IsAny<T[K]> extends true ? K : never;

/** O nome de uma unidade que o Grafana conhece. */
export type Unit = (typeof units)[keyof typeof units];

type TypedFieldConfig<Custom> = Omit<Json<Panel>['fieldConfig'] & object, 'defaults'> & {
  defaults: Omit<Json<FieldConfig>, 'custom' | 'unit'> & { unit?: Unit; custom?: Json<Custom> };
};
/** As consultas se conferem uma a uma, cada qual com o tipo da fonte dela. */
type TypedPanel<Type extends string, Options, Custom = Record<string, never>> = Omit<
  Json<Panel>,
  'type' | 'options' | 'fieldConfig' | 'targets'
> & {
  type: Type;
  options: Json<Options>;
  fieldConfig: TypedFieldConfig<Custom>;
  targets?: readonly object[];
};

/** Os painéis que há aqui. Um tipo que não esteja nesta lista não passa: acrescente-o. */
export interface Panels {
  logs: TypedPanel<'logs', LogsOptions>;
  nodeGraph: TypedPanel<'nodeGraph', NodeGraphOptions>;
  stat: TypedPanel<'stat', StatOptions>;
  table: TypedPanel<'table', TableOptions, TableFieldConfig>;
  text: TypedPanel<'text', TextOptions>;
  timeseries: TypedPanel<'timeseries', TimeseriesOptions, TimeseriesFieldConfig>;
  row: Omit<Json<RowPanel>, 'panels'> & { panels: readonly object[] };
}

type From<Type extends string> = { datasource: { type: Type; uid: Type } };

/** As consultas, pelo tipo da fonte. A do Jaeger, o Grafana não publica: é a do editor de consultas dele. */
export interface Queries {
  prometheus: Omit<Json<PrometheusDataquery>, 'datasource'> & From<'prometheus'>;
  loki: Omit<Json<LokiDataquery>, 'datasource' | 'queryType'> & From<'loki'> & { queryType: 'range' | 'instant' };
  tempo: Omit<Json<TempoDataquery>, 'datasource' | 'queryType'> & From<'tempo'> & { queryType: `${TempoQueryType}` };
  jaeger: From<'jaeger'> & {
    refId: string;
    queryType?: 'search' | 'dependencyGraph';
    query?: string;
    service?: string;
    operation?: string;
    tags?: string;
    minDuration?: string;
    maxDuration?: string;
    limit?: number;
  };
}

export type PublishedDashboard = Omit<Json<Dashboard>, 'panels'> & { panels: readonly object[] };

/** A pergunta de uma regra: o que se guarda é a consulta, sem dizer a fonte outra vez. */
export type AlertQuestion = Omit<Queries['prometheus'], 'datasource'>;
/** O que se faz da resposta. */
export type AlertThreshold = Json<TypeThreshold>;
export type AlertMath = Json<TypeMath>;

/** Uma regra como um arquivo a escreve: o grupo, a pasta e a organização são do grupo. */
export interface RuleGroupFile {
  orgId: number;
  name: string;
  folder: string;
  interval: string;
  rules: (Omit<Json<Rule>, 'folderUID' | 'orgID' | 'ruleGroup' | 'data' | 'uid'> & {
    uid: string;
    data: (Omit<Json<Rule['data'][number]>, 'model'> & { model: object })[];
  })[];
}

export type PolicyFile = Json<NotificationPolicy> & { orgId: number };

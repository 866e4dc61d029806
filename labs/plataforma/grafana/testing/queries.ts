/** As consultas de um dashboard, com as variáveis trocadas pelos valores, como o Grafana faz antes de as mandar. */
import { type DashboardJson, type QueryJson, type VariableJson, visualPanels } from './read-files.ts';

/** Uma consulta, e onde ela está escrita. */
export interface PanelQuery extends QueryJson {
  /** O título do painel, e a letra da consulta: `Duração, p95 (A)`. */
  where: string;
}

export function queriesOf(dashboard: DashboardJson): PanelQuery[] {
  return visualPanels(dashboard).flatMap(({ title, targets = [] }) =>
    targets.map((target) => ({ ...target, where: `${title} (${target.refId})` })),
  );
}

export type Values = Readonly<Record<string, string>>;

/** As do próprio Grafana, para quinze minutos de gráfico com um ponto a cada quinze segundos. */
export const BUILTIN_VALUES: Values = {
  __interval: '15s',
  __rate_interval: '1m',
  __range: '15m',
  __auto: '1m',
};

/** O que cada variável vale quando alguém abre o dashboard. */
export function defaultValues({ templating }: DashboardJson): Values {
  return Object.fromEntries(templating.list.map((variable) => [variable.name, defaultOf(variable)]));
}

function defaultOf({ name, current, allValue }: VariableJson): string {
  const [value] = [current.value].flat();
  if (value !== '$__all') return value;
  if (allValue === undefined)
    throw new Error(`A variável ${name} começa em "todos", e não diz o que isso vale (allValue).`);
  return allValue;
}

const VARIABLE = /\$(?:\{(?<braced>[\w.]+)(?::\w+)?\}|(?<bare>\w+))/g;

/** Os nomes das variáveis de um texto. */
export function variablesIn(text: string): string[] {
  return Array.from(text.matchAll(VARIABLE), ({ groups }) => groups?.braced ?? groups?.bare ?? '');
}

/** @throws Error se o texto usa uma variável que não está em `values`. */
export function substitute(text: string, values: Values): string {
  return text.replaceAll(VARIABLE, (whole, braced: string | undefined, bare: string | undefined) => {
    const value = values[braced ?? bare ?? ''];
    if (value === undefined) throw new Error(`${whole} não é uma variável conhecida, em: ${text}`);
    return value;
  });
}

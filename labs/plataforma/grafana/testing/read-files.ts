/** Os arquivos do Grafana como os testes os leem: os painéis em JSON, o resto em YAML. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));

export interface GridPos {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface QueryJson {
  refId: string;
  datasource: { type: string; uid: string };
  expr?: string;
  query?: string;
  instant?: boolean;
  queryType?: string;
  exemplar?: boolean;
}

export interface PanelJson {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: GridPos;
  datasource?: { type: string; uid: string };
  targets?: QueryJson[];
  fieldConfig?: { defaults: { unit?: string; noValue?: string }; overrides: unknown[] };
  collapsed?: boolean;
  /** Só numa faixa recolhida. */
  panels?: PanelJson[];
}

export interface VariableJson {
  name: string;
  label: string;
  type: string;
  datasource?: { type: string; uid: string };
  query: string | { query?: string; label?: string; refId: string };
  current: { text: string | string[]; value: string | string[] };
  /** O que vale "todos". */
  allValue?: string;
  options?: { text: string; value: string }[];
}

export interface DashboardJson {
  uid: string;
  title: string;
  description: string;
  templating: { list: VariableJson[] };
  links: { url: string }[];
  panels: PanelJson[];
}

/** Cada dashboard, pelo nome do arquivo. */
export function readDashboards(): Map<string, DashboardJson> {
  const folder = path.join(FOLDER, 'dashboards');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(
    files.map((name) => [name, JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as DashboardJson]),
  );
}

/** @param file Dentro de `provisioning`. O tipo é o que quem lê espera: quem o confere é o teste. */
export function readProvisioning<T>(file: string): T {
  return readPlatformFile(path.join('grafana/provisioning', file));
}

/** @param file Um YAML, dentro de `labs/plataforma`. */
export function readPlatformFile<T>(file: string): T {
  // O Grafana e o compose aceitam `<<`, que o YAML 1.2 deixou de fora.
  return parse(readFileSync(path.join(FOLDER, '..', file), 'utf8'), { merge: true }) as T;
}

/** Os painéis todos, também os de uma faixa recolhida; as faixas, não. */
export function visualPanels(dashboard: DashboardJson): PanelJson[] {
  return dashboard.panels.flatMap((panel) => (panel.type === 'row' ? (panel.panels ?? []) : [panel]));
}

/** O compilador do TypeScript como juiz de um JSON: cada valor vira um literal, com o tipo publicado. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { findRepoRoot } from '../../../../kit/repo-root.ts';
import type { DashboardJson, PanelJson } from './read-files.ts';

const FOLDER = path.dirname(fileURLToPath(import.meta.url));

/** Um valor, e o tipo de `published-types.ts` (uma expressão de tipo, sobre `T`) que ele tem de ter. */
export interface TypedValue {
  /** Um identificador: é como um problema diz de quem fala. */
  name: string;
  type: string;
  value: unknown;
}

/**
 * Cada parte de um dashboard com o seu tipo: as consultas, os painéis e o dashboard. Separadas, porque um literal só é conferido
 * campo a campo quando o tipo dele não é uma união.
 */
export function partsOf(name: string, { panels, ...dashboard }: DashboardJson): TypedValue[] {
  const all = panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  return [
    { name, type: 'T.PublishedDashboard', value: { ...dashboard, panels: [] } },
    ...all.flatMap((panel) => partsOfPanel(`${name}_${panel.id}`, panel)),
  ];
}

function partsOfPanel(name: string, { targets = [], panels, ...panel }: PanelJson): TypedValue[] {
  const value = panels ? { ...panel, panels: [] } : panel;
  return [
    { name, type: `T.Panels['${panel.type}']`, value },
    ...targets.map((target) => ({
      name: `${name}_${target.refId}`,
      type: `T.Queries['${target.datasource.type}']`,
      value: target,
    })),
  ];
}

/** O que o compilador recusa, uma frase por problema; vazio, se tudo confere. Leva uns segundos: chame uma vez com tudo. */
export function typeProblems(values: readonly TypedValue[]): string[] {
  const file = path.join(FOLDER, 'generated-values.ts');
  const lines = values.map(({ name, type, value }) => `export const ${name}: ${type} = ${JSON.stringify(value)};`);
  const source = ["import type * as T from './published-types.ts';", ...lines].join('\n');
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      module: 'ESNext',
      moduleResolution: 'Bundler',
      target: 'ES2023',
      allowImportingTsExtensions: true,
      types: [],
    },
    findRepoRoot(),
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? source : readFile(name));
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2023) : getSourceFile(name, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => describe(diagnostic, values));
}

function describe({ file, start, messageText }: ts.Diagnostic, values: readonly TypedValue[]): string {
  const text = ts.flattenDiagnosticMessageText(messageText, ' ');
  // A primeira linha é o import.
  const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line - 1 : -1;
  return `${values[line]?.name ?? 'published-types.ts'}: ${text}`;
}

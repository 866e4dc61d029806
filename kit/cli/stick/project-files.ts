/** Os arquivos do projeto que vão no pacote. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore from 'ignore';
import { type ProgramOptions, runCommand } from '../environment/run-command.ts';

export interface ProjectFiles {
  /** Caminhos a partir da raiz, com `/`, em ordem. */
  files: readonly string[];
  /** Os que o git ainda não acompanha, e por isso não vão. */
  leftOut: readonly string[];
}

/**
 * Os que o git acompanha. Sem o git, ou num projeto que veio num zip: todos, menos os do `.gitignore` da raiz.
 * @param except Uma pasta que não é do projeto, mesmo que esteja dentro dele.
 */
export async function projectFiles(root: string, except: string, options: ProgramOptions): Promise<ProjectFiles> {
  const outside = `${path.relative(root, except).replaceAll(path.sep, '/')}/`;
  const clean = (files: readonly string[]): string[] =>
    files.filter((file) => !file.startsWith(outside) && isFile(path.join(root, file))).toSorted();
  const tracked = existsSync(path.join(root, '.git')) ? await gitFiles([], options) : undefined;
  if (!tracked) return { files: clean(notIgnored(root)), leftOut: [] };
  const others = await gitFiles(['--others', '--exclude-standard'], options);
  return { files: clean(tracked), leftOut: clean(others ?? []) };
}

/** `undefined` se não há git, ou ele não lê este repositório. */
async function gitFiles(flags: readonly string[], options: ProgramOptions): Promise<readonly string[] | undefined> {
  const { code, stdout } = await runCommand('git', ['ls-files', '-z', ...flags], options);
  return code === 0 ? stdout.split('\0').filter(Boolean) : undefined;
}

function notIgnored(root: string): readonly string[] {
  const rules = ignore().add(readFileSync(path.join(root, '.gitignore'), 'utf8'));
  const walk = (folder: string): string[] =>
    readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      // Com a barra, uma pasta: há regras só delas.
      const place = `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`;
      if (entry.name === '.git' || rules.ignores(place)) return [];
      return entry.isDirectory() ? walk(place) : [place];
    });
  return walk('');
}

/** O git ainda acompanha um arquivo apagado; e um submódulo não é um arquivo. */
function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

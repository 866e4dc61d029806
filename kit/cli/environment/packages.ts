/**
 * O `node_modules` é o que o `package-lock.json` pede? O npm guarda em `node_modules/.package-lock.json` o que instalou:
 * comparar os dois custa poucos milissegundos, e `npm ls`, alguns segundos.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { EnvironmentCheck, Machine } from './check.ts';
import { texts } from './texts.ts';

interface LockedPackage {
  version?: string;
  link?: boolean;
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
}

type Lock = Readonly<Record<string, LockedPackage>>;

const CODE = 'packages';
const FOLDER = 'node_modules/';

export async function checkPackages({ root }: Pick<Machine, 'root'>): Promise<EnvironmentCheck[]> {
  const wanted = readLock(root, 'package-lock.json');
  if (!wanted) return [{ code: CODE, state: 'warning', found: texts.noLock, fix: texts.noLockFix }];
  const installed = readLock(root, `${FOLDER}.package-lock.json`);
  if (!installed) return [{ code: CODE, state: 'missing', found: texts.noPackages, fix: texts.install }];

  const needed = Object.entries(wanted).filter(([place, locked]) => place.includes(FOLDER) && isForStudents(locked));
  const absent = needed.filter(([place]) => !installed[place] || !existsSync(path.join(root, place, 'package.json')));
  if (absent.length > 0) {
    const found = texts.absentPackages(absent.map(([place]) => nameOf(place)));
    return [{ code: CODE, state: 'missing', found, fix: texts.install }];
  }
  const other = needed.filter(([place, { version }]) => installed[place].version !== version);
  if (other.length > 0) {
    const described = other.map(
      ([place, { version }]) => [nameOf(place), installed[place].version ?? '?', version ?? '?'] as const,
    );
    return [{ code: CODE, state: 'warning', found: texts.otherVersions(described), fix: texts.install }];
  }
  return [{ code: CODE, state: 'ok', found: texts.packages(needed.length) }];
}

/** Os opcionais dependem do sistema; os de desenvolvimento, só quem muda o curso usa; os links são pastas do projeto. */
function isForStudents({ link, dev, optional, devOptional }: LockedPackage): boolean {
  return !link && !dev && !optional && !devOptional;
}

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf(FOLDER) + FOLDER.length);
}

function readLock(root: string, file: string): Lock | undefined {
  try {
    const { packages }: { packages?: Lock } = JSON.parse(readFileSync(path.join(root, file), 'utf8'));
    return packages;
  } catch {
    return undefined;
  }
}

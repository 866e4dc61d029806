/** O que o `package-lock.json` pede ao registro, em qualquer máquina de uma sala de aula. */

/** Uma máquina da sala: cada sistema, em cada processador. O libc não conta: há Linux dos dois. */
const SYSTEMS = ['win32', 'darwin', 'linux'];
const PROCESSORS = ['x64', 'arm64'];

export interface LockedPackage {
  name: string;
  version: string;
  /** `sha512-…`, em base64. */
  integrity: string;
}

interface LockEntry {
  name?: string;
  version?: string;
  integrity?: string;
  link?: boolean;
  inBundle?: boolean;
  os?: readonly string[];
  cpu?: readonly string[];
}

const FOLDER = 'node_modules/';

/**
 * Cada nome e versão uma vez só, também os que esta máquina não instalou.
 * @throws Error se um deles não vem do registro, ou não traz o sha512 que o confere.
 */
export function lockedPackages(lock: {
  readonly packages: Readonly<Record<string, LockEntry>>;
}): readonly LockedPackage[] {
  const found = new Map<string, LockedPackage>();
  for (const [place, entry] of Object.entries(lock.packages)) {
    // As pastas do projeto, e os links para elas; e o que já vem dentro de outro pacote.
    if (!place.includes(FOLDER) || entry.link || entry.inBundle) continue;
    if (!allows(entry.os, SYSTEMS) || !allows(entry.cpu, PROCESSORS)) continue;
    const name = entry.name ?? place.slice(place.lastIndexOf(FOLDER) + FOLDER.length);
    const { version, integrity } = entry;
    if (version === undefined || !integrity?.startsWith('sha512-')) {
      throw new Error(`O package-lock.json não traz a versão e o sha512 de ${name}: ele não cabe num pacote sem rede.`);
    }
    found.set(specOf({ name, version }), { name, version, integrity });
  }
  return [...found.values()];
}

export function specOf({ name, version }: Pick<LockedPackage, 'name' | 'version'>): string {
  return `${name}@${version}`;
}

/** Como no npm: a lista diz os que servem ou, com `!`, os que não servem. Basta um dos nossos servir. */
function allows(list: readonly string[] = [], ours: readonly string[]): boolean {
  const wanted = list.filter((value) => !value.startsWith('!'));
  return ours.some((value) => !list.includes(`!${value}`) && (wanted.length === 0 || wanted.includes(value)));
}

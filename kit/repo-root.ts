/** Onde fica a raiz do projeto: vale para as fontes (`kit`) e para o pacote pronto (`kit/dist`). */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT_PACKAGE = 'lab-otel';

/**
 * Sobe as pastas a partir de `from` até a do `package.json` raiz. Contar `..` não serviria: depois de empacotado,
 * o mesmo código está em outra pasta.
 */
export function findRepoRoot(from: string = import.meta.url): string {
  const start = path.dirname(fileURLToPath(from));
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (packageName(path.join(folder, 'package.json')) === ROOT_PACKAGE) return folder;
    if (folder === path.dirname(folder)) {
      throw new Error(`Não achei a raiz do projeto (o package.json de "${ROOT_PACKAGE}") acima de ${start}.`);
    }
  }
}

function packageName(file: string): unknown {
  if (!existsSync(file)) return undefined;
  try {
    const { name }: { name?: unknown } = JSON.parse(readFileSync(file, 'utf8'));
    return name;
  } catch {
    // Um package.json quebrado no caminho não é o nosso; o da raiz, quebrado, nem deixaria o npm rodar.
    return undefined;
  }
}

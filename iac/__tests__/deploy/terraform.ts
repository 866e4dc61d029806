import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeEach } from 'vitest';

const found = process.env.TERRAFORM_BINARY_NAME ?? ['terraform', 'tofu'].find(isOnPath);

/** O terraform desta máquina, ou o tofu. O cdktf o recebe em TERRAFORM_BINARY_NAME. */
export const terraform = found ?? 'terraform';

/** Sem terraform nem tofu, os testes do arquivo não rodam e dizem por quê; em CI, falham: lá, não rodar seria não provar. */
export function needsTerraform(): void {
  beforeEach(({ skip }) => {
    if (found) return;
    const reason = 'não há terraform nem tofu no PATH. Instale um deles, ou rode .ci/install-terraform';
    if (process.env.CI) throw new Error(`Estes testes precisam de um Terraform de verdade, e ${reason}.`);
    skip(reason);
  });
  if (!found && !process.env.CI) console.warn('O ciclo do deploy não foi testado: não há terraform nem tofu no PATH.');
}

function isOnPath(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

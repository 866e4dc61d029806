/** A ordem em que o vitest abre os arquivos. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * A de sempre (os maiores primeiro), salvo nas suítes `steps` e `mistakes`, cujos arquivos têm todos o mesmo tamanho: ali, os labs que
 * mais esperam (por um modelo lento, por um notebook, por cinco serviços) vêm antes. Quem ficasse para o fim rodaria sozinho, com o
 * processador à toa. Com `--sequence.shuffle`, embaralham-se os testes, e não os arquivos: cada um tem o seu processo.
 */
export class SlowLabsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- o método é do vitest, e não o das listas.
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => waitOf(one) - waitOf(other));
  }
}

const SLOWEST_FIRST = ['labs/03-', 'labs/02-', 'labs/05-', 'labs/04-'];

function waitOf({ moduleId, project }: TestSpecification): number {
  if (!['steps', 'mistakes'].includes(project.name)) return 0;
  const place = SLOWEST_FIRST.findIndex((folder) => moduleId.includes(folder));
  return place === -1 ? SLOWEST_FIRST.length : place;
}

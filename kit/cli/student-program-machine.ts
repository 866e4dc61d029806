/** O que parece defeito do programa do aluno, e é da máquina dele. */
import { checkPackages } from './environment/packages.ts';
import { notStartedTexts } from './student-program-texts.ts';

/**
 * Um caminho (`./x`, `/x`, `C:\x`) é um arquivo do aluno; o resto, um pacote. No começo da linha: o Node mostra também um
 * trecho do código do tsx, que tem esta frase no meio.
 */
const PACKAGE_NOT_FOUND = /^Error(?: \[\w+\])?: Cannot find (?:module|package) '(?!\w:)[^./]/m;

/**
 * O que dizer de um programa que caiu por falta de um pacote que o `npm ci` teria instalado. Só olha os pacotes se foi isso:
 * um nome que o aluno escreveu errado também não se acha, e aí o defeito é dele.
 */
export async function absentPackageText(stderr: string, entry: string, root: string): Promise<string | undefined> {
  if (!PACKAGE_NOT_FOUND.test(stderr)) return undefined;
  const [packages] = await checkPackages({ root });
  if (packages?.state !== 'missing') return undefined;
  return notStartedTexts.noPackages(entry, packages.found, packages.fix ?? '');
}

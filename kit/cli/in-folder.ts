/** Caminhos como o aluno os escreveria: a partir da pasta dele. */
import { realpathSync } from 'node:fs';
import path from 'node:path';

/** `text` sem o caminho de `folder` na frente do que está dentro dela, escrito como quer que seja. */
export function inFolder(text: string, folder: string): string {
  return [folder, realPath(folder)].reduce((shorter, long) => shorter.replaceAll(`${long}${path.sep}`, ''), text);
}

/** O Node resolve os links simbólicos do programa que roda. */
function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

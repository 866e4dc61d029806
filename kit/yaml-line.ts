/** Em que linha de um YAML está cada coisa que se lê dele. */
import { type Document, isAlias, isMap, isNode, isSeq, type LineCounter } from 'yaml';

/** As chaves e os índices que levam, da raiz, a um valor. */
export type YamlPath = readonly (string | number)[];

/** A linha do valor ou, se ele não está escrito ali (veio de um `<<`), a de quem o contém; segue os apelidos (`*nome`). */
export function lineAt(document: Document, lines: LineCounter, path: YamlPath): number | undefined {
  let line: number | undefined;
  let node: unknown = document.contents;
  const see = (found: unknown): void => {
    if (isNode(found) && found.range) line = lines.linePos(found.range[0]).line;
  };
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(key) === String(step));
      if (!pair) break;
      see(pair.key);
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      see(node);
    } else break;
  }
  return line;
}

/** Os guias do projeto, e o que cada um promete a quem o segue: endereços, comandos, imagens. Só os testes usam. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import GithubSlugger from 'github-slugger';
import { marked, type Token } from 'marked';
import { findRepoRoot } from '../repo-root.ts';

export interface Guide {
  /** A partir da raiz, com `/`. */
  path: string;
  /** Os destinos dos links e das imagens, como estão escritos. */
  links: string[];
  /** O que um `#` pode apontar, como o GitHub dá nome aos títulos. */
  anchors: Set<string>;
  /** O que está entre crases, no meio do texto. */
  inline: string[];
  /** As linhas de comando dos blocos, na ordem, sem o comentário do fim. */
  commands: string[];
}

/** Uma linha de bloco que alguém copiaria para um terminal; as outras, e as recuadas, são saída ou código. */
const COMMAND = /^(?:(?:npm|npx|node|git|docker|curl|cd|cp|sha256sum|sh|bash) |[A-Z_]+=\S+ [a-z]|\$env:)/;
const CODE = /^(?:ts|js|json|yaml|mermaid)$/;

/** O que não é do projeto: instalado, gerado, do aluno. */
const NOT_OURS = new Set(['node_modules', 'meu-lab', 'dist', 'cdktf.out']);

/** Todo arquivo Markdown do projeto é um guia. */
export function readGuides(root = findRepoRoot()): Guide[] {
  return markdownIn(root).map((file) => readGuide(file, readFileSync(path.join(root, file), 'utf8')));
}

function markdownIn(root: string, folder = ''): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (!entry.isDirectory()) return entry.name.endsWith('.md') ? [file] : [];
    return NOT_OURS.has(entry.name) || entry.name.startsWith('.') ? [] : markdownIn(root, file);
  });
}

export function readGuide(file: string, markdown: string): Guide {
  const guide: Guide = { path: file, links: [], anchors: new Set(), inline: [], commands: [] };
  const slugger = new GithubSlugger();
  const read = (token: Token): void => {
    if (token.type === 'heading') guide.anchors.add(slugger.slug(plainText(token)));
    if (token.type === 'link' || token.type === 'image') guide.links.push(token.href);
    if (token.type === 'codespan') guide.inline.push(token.text);
    if (token.type === 'code' && !CODE.test(token.lang ?? '')) guide.commands.push(...commandsIn(token.text));
  };
  marked.walkTokens(marked.lexer(markdown), read);
  return guide;
}

function commandsIn(block: string): string[] {
  const lines = block.split('\n').map((line) => line.replace(/ {2,}#.*$/, '').trimEnd());
  return lines.filter((line) => COMMAND.test(line));
}

/** O texto de um título, sem marcas: é dele que sai a âncora. */
function plainText(token: Token): string {
  if ('tokens' in token && token.tokens) return token.tokens.map(plainText).join('');
  return 'text' in token ? token.text : '';
}

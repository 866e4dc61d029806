/**
 * Um erro de sintaxe num arquivo do aluno: o tsx nem chega a rodá-lo, e o que o esbuild diz, em inglês, vem no meio de uma
 * pilha que é só dele.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inFolder } from './in-folder.ts';
import { truncate } from '../text-width.ts';

/** Com o recuo da tela, cabe em 80 colunas. */
const MAX_SOURCE_WIDTH = 60;

/** `/…/tracing.ts:45:8: ERROR: Expected ")" but found ";"`: a linha conta de 1, e a coluna, em bytes, de 0. */
const ESBUILD_ERROR = /^(.+):(\d+):(\d+): ERROR: (.+)$/m;

/** O que dizer de cada mensagem do esbuild; as que não estão aqui vão só como ele as diz. */
const MEANINGS: readonly (readonly [RegExp, (line: number, found: readonly string[], isFirst: boolean) => string])[] = [
  [
    /^Expected "([)\]}>])" but found (.+)$/,
    (line, [closer, found], isFirst) =>
      `Falta fechar um ${closer} antes ${isFirst ? `da linha ${line}` : `de ${foundText(found)}, na linha ${line}`}`,
  ],
  [
    /^Expected "(.+)" but found (.+)$/,
    (line, [wanted, found]) => `Na linha ${line}, antes de ${foundText(found)}, falta algo: um ${wanted}?`,
  ],
  [
    /^Unexpected end of file$/,
    () => 'O arquivo acaba antes da hora: um {, um ( ou um [ foi aberto, e ninguém o fechou',
  ],
  [
    /^Unterminated string literal$/,
    (line) => `Falta fechar as aspas (ou a crase) de um texto, na linha ${line} ou antes`,
  ],
  [
    /^Top-level await .*"cjs"|^"await" can only be used inside an "async" function$/,
    (line) => `Um await fora de função async, na linha ${line}: aqui ele só vale dentro de uma função async`,
  ],
  [
    /^The symbol "(.+)" has already been declared$/,
    (line, [name]) => `O nome ${name} já existe: a linha ${line} o declara de novo`,
  ],
  [/^Unexpected (.+)$/, (line, [found]) => `A linha ${line} não se entende a partir de ${foundText(found)}`],
];

/**
 * O que dizer do primeiro erro de sintaxe que o esbuild achou, na primeira linha; nas outras, onde ele está, o que o esbuild
 * diz e o trecho do arquivo. `undefined` se não é disso que se trata, ou se o arquivo não é do aluno.
 * @param cwd A pasta do aluno.
 */
export function syntaxErrorText(stderr: string, cwd: string): string | undefined {
  const [, file, lineText, columnText, message] = ESBUILD_ERROR.exec(stderr) ?? [];
  if (file === undefined || message === undefined || file.includes('node_modules')) return undefined;
  const [line, column] = [Number(lineText), Number(columnText)];
  const name = inFolder(file, cwd);
  const content = read(path.resolve(cwd, file));
  if (content && isUtf16(content)) return utf16Text(name);

  const source = content?.toString().split(/\r\n|[\n\r\u2028\u2029]/)[line - 1] ?? '';
  const before = Buffer.from(source).subarray(0, column).toString();
  const meaning = meaningOf(message, line, before.trim() === '');
  return [
    `${name} tem um erro de sintaxe. ${meaning === undefined ? `Ele está na linha ${line}` : meaning}:`,
    `${name}:${line}:${column}`,
    message,
    ...excerpt(source, before),
  ].join('\n');
}

function meaningOf(message: string, line: number, isFirst: boolean): string | undefined {
  for (const [pattern, mean] of MEANINGS) {
    const [whole, ...found] = pattern.exec(message) ?? [];
    if (whole !== undefined) return mean(line, found, isFirst);
  }
  return undefined;
}

/** O esbuild diz `"x"`, ou `end of file`. */
function foundText(found: string): string {
  return found === 'end of file' ? 'o arquivo acabar' : found;
}

/** A linha do arquivo e, debaixo, onde nela está o erro. */
function excerpt(source: string, before: string): string[] {
  if (source.trim() === '') return [];
  const [shown, indent] = [source, before].map((text) => text.replaceAll('\t', '    '));
  const arrow = `${' '.repeat(indent.length)}^`;
  return [truncate(shown, MAX_SOURCE_WIDTH), ...(arrow.length < MAX_SOURCE_WIDTH ? [arrow] : [])];
}

/** O Bloco de Notas e o `>` do PowerShell gravam assim. Sem a marca do começo, a cada letra sobra um byte zero. */
function isUtf16(content: Buffer): boolean {
  const [first, second] = content;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return content.length > 1 && (first === 0) !== (second === 0);
}

function utf16Text(name: string): string {
  return (
    `${name} está gravado em UTF-16, e o programa tem de estar em UTF-8. No VS Code, clique em "UTF-16", na barra de baixo, ` +
    'escolha "Salvar com Codificação" (Save with Encoding) e, na lista, UTF-8.'
  );
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    // Apagado ou trocado nesse meio-tempo: fica só o que o esbuild disse.
    return undefined;
  }
}

/** As linhas alinhadas das ajudas. */

/** As opções de um programa, como o `parseArgs` as recebe, cada uma com a sua explicação. */
type HelpFlags = Readonly<Record<string, { type: 'string' | 'boolean'; help: string }>>;

/** Uma linha por opção. */
export function flagRows(flags: HelpFlags): string[] {
  return alignedRows(
    Object.entries(flags).map(([flag, { type, help }]) => [`--${flag}${type === 'string' ? ' VALOR' : ''}`, help]),
  );
}

/** Duas colunas: o nome, na largura do mais longo, e a explicação. */
export function alignedRows(rows: readonly (readonly [name: string, help: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, help]) => `  ${name.padEnd(width)}  ${help}`);
}

/** Erros do sistema operacional ditos em português. */

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'o disco está cheio',
  EDQUOT: 'a cota de disco acabou',
  EFBIG: 'o sistema limita o tamanho dos arquivos',
  EROFS: 'o disco só aceita leitura',
  EACCES: 'falta permissão',
  EPERM: 'falta permissão',
  ENOENT: 'a pasta não existe mais',
  ENOTDIR: 'não é uma pasta',
  EEXIST: 'já existe um arquivo com este nome',
  EIO: 'o disco falhou',
  EMFILE: 'há arquivos demais abertos',
  ENFILE: 'há arquivos demais abertos',
};

/** `ENOENT`, `EADDRINUSE`, …; `undefined` se o erro não é do sistema (nem traz um código como os dele). */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** O motivo, com o código do sistema entre parênteses para quem for procurá-lo. */
export function systemErrorReason(error: unknown): string {
  const code = systemErrorCode(error);
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  return `${REASONS[code] ?? 'erro do sistema'} (${code})`;
}

/** O de um `fetch`: o código do sistema (ECONNREFUSED…), que ele embrulha na causa; sem um, o que o erro diz. */
export function fetchFailureReason(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return systemErrorCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
}

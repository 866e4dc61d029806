/** A porta de quem se diz pronto: uma linha `{"ready":true,"port":N}`. Qualquer outra linha não diz nada. */
export function readyPort(line: string): number | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { ready, port }: { ready?: unknown; port?: unknown } = JSON.parse(line);
    return ready === true && Number.isInteger(port) ? Number(port) : undefined;
  } catch {
    return undefined;
  }
}

/** Lê a resposta de um servidor que não se conhece: ela pode não ser o que se espera, nem ter fim. */

/** O corpo como texto; `undefined` se passa de `maxBytes`. Rejeita se a conexão cai ou o prazo do pedido acaba. */
export async function readAnswer(response: Response, maxBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    size += next.value.length;
    if (size > maxBytes) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(next.value);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Os campos de um objeto JSON; de qualquer outro texto, nenhum. */
export function jsonFields(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(text ?? ''));
  } catch {
    return {};
  }
}

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

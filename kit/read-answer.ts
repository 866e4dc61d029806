/** Lê a resposta de um servidor que não se conhece: ela pode não ser o que se espera, nem ter fim. */

/** Quantos bytes ainda se podem ler; quem lê desconta. */
export interface ByteBudget {
  left: number;
}

/**
 * O corpo como texto; `undefined` se passa do limite. Rejeita se a conexão cai ou o prazo do pedido acaba.
 * @param limit Em bytes; um `ByteBudget` vale para várias respostas somadas.
 */
export async function readAnswer(response: Response, limit: number | ByteBudget): Promise<string | undefined> {
  const budget = typeof limit === 'number' ? { left: limit } : limit;
  const chunks: Uint8Array[] = [];
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    budget.left -= next.value.length;
    if (budget.left < 0) {
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

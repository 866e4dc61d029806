/** O diário, visto pelas portas: onde um pedido válido é gravado antes de ser aceito. */
export interface RequestLog {
  /** @throws WireError `unavailable` se não dá para gravar agora. */
  append(request: Uint8Array): void;
  /** Desfaz o último `append`. */
  retract(): void;
}

/**
 * Anel de bytes: os pedidos são copiados um atrás do outro; no fim, volta-se ao começo.
 *
 *   [ pedido 4 | pedido 5 | livre … | pedido 2 | pedido 3 ]
 *                         ▲ position  ▲ o mais antigo ainda guardado
 *
 * O anel não sabe o que guarda: quem o usa diz onde está a coisa mais antiga e a despeja quando o espaço dela
 * é preciso. Um pedido nunca fica partido em dois: se não cabe até o fim, começa do zero.
 */
export class ByteRing {
  readonly bytes: Buffer;
  #position = 0;

  constructor(size: number) {
    // `ArrayBuffer` vem zerado pelo sistema operacional: as páginas só existem depois de tocadas.
    this.bytes = Buffer.from(new ArrayBuffer(size));
  }

  /**
   * Copia `request` para o anel e devolve onde ficou.
   * `oldest()` dá os limites do item mais antigo ainda guardado (`undefined` se nenhum); `evict()` o despeja.
   */
  write(request: Uint8Array, oldest: () => { start: number; end: number } | undefined, evict: () => void): number {
    const size = request.length;
    if (this.#position + size > this.bytes.length) {
      // Vai recomeçar do zero: o que está daqui até o fim é o mais antigo e precisa sair antes.
      for (let item = oldest(); item && item.start >= this.#position; item = oldest()) evict();
      this.#position = 0;
    }
    const start = this.#position;
    const end = start + size;
    for (let item = oldest(); item && item.start < end && item.end > start; item = oldest()) evict();
    this.bytes.set(request, start);
    this.#position = end;
    return start;
  }
}

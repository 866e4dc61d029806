// Os eventos de um corpo `text/event-stream`, à medida que chegam.

import { createParser, type EventSourceMessage } from 'eventsource-parser';

/**
 * O EventSource do navegador só sabe pedir com GET: a pergunta iria na URL, e a URL fica escrita em todo lugar. Daí o fetch,
 * e a leitura do corpo aqui. Quem deixa de percorrer os eventos fecha a conexão.
 */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<EventSourceMessage> {
  const arrived: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => void arrived.push(event) });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      // Um pedaço pode acabar no meio de uma letra acentuada, ou de um evento.
      parser.feed(decoder.decode(value, { stream: true }));
      yield* arrived.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

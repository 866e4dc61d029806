/** As dicas do passo 1: a fila que transborda calada. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { shopHints } from './shop.ts';

const FLUSH = '`if (number % 100 === 0) await provider.forceFlush();`';
const PROCESSOR = '`spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],`';

export const queueHints = {
  '06/1': {
    ...shopHints,
    no_telemetry: [
      'A loja rodou até o fim, e nenhum span chegou. O que sobrou entre o fim do laço e o fim do programa?',
      'Quem esvazia a fila no fim é o shutdown. Chamado antes da hora, ele também a fecha: do que vier depois, nada sai. E um processor sem exporter guarda para ninguém.',
      `Quem recebe os spans: ${PROCESSOR} E, na última linha, depois de tudo: \`.finally(() => provider.shutdown());\``,
    ],
    span_missing: [
      'Há spans da loja, e um dos quatro de cada pedido não veio nenhuma vez. Ele chega a ser criado?',
      'A fila não escolhe por nome: de cada pedido ela perde todos, ou só os do fim. Se um nome não aparece nunca, quem mudou foi o programa: ou o span não começa, ou ninguém o termina.',
      "A raiz e as partes, como estavam: `'POST /orders',` e `name: 'publish order',`, e cada parte acaba: `span.end(endedAt);`",
    ],
    span_count_differs: [
      'O programa diz quantos pedidos fez, e ao backend chegaram menos. Onde espera um span, entre o end() e a rede? E quanto cabe ali?',
      'No BatchSpanProcessor cabem 2.048 spans, e o laço cria 3.200 sem soltar o processador: enquanto ele roda, nenhum pedido de rede anda, e a fila só enche. O que não cabe é jogado fora, sem erro e sem aviso. Esperar menos entre um lote e outro não adianta, porque o relógio também só anda quando o laço para. Uma fila um pouco maior só muda o tamanho da promoção que a enche: quem produz tem de esperar por quem entrega. E esperar de verdade, até o lote chegar; uma promessa já resolvida não deixa a rede andar.',
      `Dentro do laço, depois de cada pedido: ${FLUSH} Cem pedidos são 400 spans, e na fila cabem cinco vezes isto.`,
    ],
  },
} satisfies Record<string, Readonly<Record<string, HintStages>>>;

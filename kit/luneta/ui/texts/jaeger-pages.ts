/** Páginas do Jaeger que a Luneta não tem, pelo primeiro segmento do endereço: o que há no lugar de cada uma. */
export const jaegerPages = {
  monitor: {
    title: 'A Luneta não tem a aba Monitor',
    lead: 'No Jaeger ela mostra chamadas, erros e latências de cada operação. Aqui, a vista “Estatísticas” de cada trace mostra isso por serviço e por operação; o mapa de serviços, quem chama quem. Para gráficos, `/api/metrics/calls`, `/errors` e `/latencies` respondem como as do Jaeger.',
  },
  archive: {
    title: 'A Luneta não arquiva traces',
    lead: 'Um trace fica aqui enquanto há lugar na memória. Para guardá-lo, abra-o e baixe o “OTLP JSON”: a Luneta o lê de volta em `/enviar`.',
  },
};

export type JaegerPage = keyof typeof jaegerPages;

export function isJaegerPage(name: string): name is JaegerPage {
  return Object.hasOwn(jaegerPages, name);
}

export const openTrace = 'Abrir este trace';
export const openMap = 'Abrir o mapa de serviços';

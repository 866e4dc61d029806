// O que se instrumenta sozinho: quem atende e quem pede por HTTP.
//
// Todo serviço importa este arquivo antes de qualquer outro: o que for carregado antes dele não é instrumentado.

import './telemetry';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ExpressInstrumentation, ExpressLayerType } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';

registerInstrumentations({
  instrumentations: [
    // Os pedidos dos próprios exporters não são tráfego deste serviço.
    new HttpInstrumentation({ disableOutgoingRequestInstrumentation: true }),
    // Do Express, só a rota, no span de quem atende: um span para cada middleware encheria o trace, e não diria nada.
    new ExpressInstrumentation({
      ignoreLayersType: [ExpressLayerType.MIDDLEWARE, ExpressLayerType.ROUTER, ExpressLayerType.REQUEST_HANDLER],
    }),
    // #region 6 Nenhum cabeçalho vira atributo: num deles viaja o token
    new UndiciInstrumentation(),
    // #problema
    // new UndiciInstrumentation({
    //   // Ajudou a depurar o 401 da semana passada.
    //   requestHook: (span, request) => {
    //     const headers = request.headers as string | string[];
    //     span.setAttribute('http.request.headers', Array.isArray(headers) ? headers.join(' ') : headers);
    //   },
    // }),
    // #endregion
  ],
});

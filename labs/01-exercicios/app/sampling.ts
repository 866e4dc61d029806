// Exercício 01e/3: que traces guardar.
//
// Guardar tudo custa caro, e cada serviço tem um sampler, que decide, quando um span nasce, se ele será guardado. Aqui a loja
// chama o estoque, e cada um decide sem ouvir o outro: o programa conta o que sobrou.

import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-node';
import { simulate } from './two-services';

void simulate({
  // #region 3 Faça a loja seguir quem a chamou e, se ninguém decidiu antes, sortear 10%
  loja: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.1) }),
  // #problema
  // loja: new TraceIdRatioBasedSampler(0.1),
  // #endregion
  // #region 3 Faça o estoque seguir a decisão da loja
  estoque: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.1) }),
  // #problema
  // estoque: new TraceIdRatioBasedSampler(0.5),
  // #endregion
});

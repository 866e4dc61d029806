/** A telemetria exigida no passo 8: a planilha de um milhão de spans por segundo. */
import { type Expectation, span } from '../../../kit/verify/expectations.ts';
import { between } from '../../../kit/verify/matchers.ts';

// Um pedido recusado traz a pilha da exceção, com os caminhos de cada máquina: o peso de um span varia um pouco de uma para outra, e
// com ele tudo que se calcula daí. As faixas seguem o peso; um engano de cópias, de unidades ou de dias cai longe delas.
const BYTES = { min: 140, max: 170 };

/** O que se espera de um resultado que é tantas vezes o peso de um span. */
const times = (factor: number): ReturnType<typeof between> =>
  between(Math.floor(BYTES.min * factor), Math.ceil(BYTES.max * factor));

export const planChecks = {
  '06/8': [
    span('capacity plan')
      .attribute('plan.spans_per_second', 1_000_000)
      .attribute('plan.span.bytes', between(BYTES.min, BYTES.max))
      // Um milhão de spans, oito bits.
      .attribute('plan.network.megabits_per_second', times(8))
      // 24 horas, três cópias, em TB.
      .attribute('plan.kafka.terabytes', times(0.2592))
      // Sete dias, original e réplica, índice e folga do disco, em TB.
      .attribute('plan.store.terabytes', times(1.4324))
      // 2 % deram erro; dos outros, 1 %: não são 3 %, porque ninguém conta duas vezes.
      .attribute('plan.sampled.percent', between(2.97, 2.99)),
  ],
} satisfies Record<string, readonly Expectation[]>;

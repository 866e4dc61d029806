/** A telemetria exigida nos passos 4 e 5: as contas de todos os pedidos, os traces de poucos, e quantas séries isso faz. */
import { type Expectation, metric, span } from '../../../kit/verify/expectations.ts';
import { ORDER, ORDERS, REFUSED, SLOW } from './shop.ts';

const CALLS = 'shop.calls';
const DURATION = 'shop.duration';
/** A raiz: cinco regiões, e dois status. Das partes: três nomes, e uma que também falha. */
const FEW_SERIES = 20;

const kept = span(ORDER).count(REFUSED + SLOW);
const calls = (status: string) =>
  metric(CALLS).service('shop').attribute('span.name', ORDER).attribute('status.code', `STATUS_CODE_${status}`);

export const metricsChecks = {
  '06/4': [
    kept,
    calls('ERROR').value(REFUSED),
    calls('UNSET').value(ORDERS - REFUSED),
    metric(DURATION).service('shop').attribute('span.name', ORDER).exemplar(),
  ],
  '06/5': [kept, calls('UNSET').attribute('shop.region', 'sudeste').seriesAtMost(FEW_SERIES)],
} satisfies Record<string, readonly Expectation[]>;

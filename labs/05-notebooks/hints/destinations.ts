/** As dicas dos passos 6 a 8: o que não sai da API, o que sai por dois caminhos, e o que chama alguém. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { alertsHints } from './alerts.ts';
import { azureHints } from './azure.ts';
import { secretsHints } from './secrets.ts';

export const destinationsHints = {
  '05/6': secretsHints,
  '05/7': azureHints,
  '05/8': alertsHints,
} satisfies Record<string, Readonly<Record<string, HintStages>>>;

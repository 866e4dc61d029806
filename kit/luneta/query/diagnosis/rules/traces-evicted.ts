import { formatBytes, formatCount } from '../../../../format.ts';
import type { Rule } from '../finding.ts';

export const rule: Rule = {
  code: 'traces_evicted',
  severity: 'info',
  title: 'Traces antigos saíram para dar lugar aos novos',
  explanation:
    'A memória para a telemetria encheu, e saíram traces inteiros, do mais antigo para o mais novo. Um trace que não se ' +
    'acha mais pode ser um deles.',
  fix: 'Dê mais memória com `--max-bytes`, amostre menos traces, ou use `--data` e uma pasta para o que não pode se perder.',
  find: ({ stats: { evictedTraces, bytes, maxBytes } }) =>
    evictedTraces === 0
      ? []
      : [
          {
            count: evictedTraces,
            detail: `saíram ${formatCount(evictedTraces)}; em uso, ${formatBytes(bytes)} de ${formatBytes(maxBytes)}`,
          },
        ],
};

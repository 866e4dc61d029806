import { count, formatBytes, formatCount } from '../../../../format.ts';
import type { Rule, Sighting } from '../finding.ts';

export const rule: Rule = {
  code: 'traces_evicted',
  severity: 'info',
  title: 'Traces antigos saíram para dar lugar aos novos',
  explanation:
    'A memória para a telemetria encheu, e saíram traces inteiros, do mais antigo para o mais novo. Um trace que não se ' +
    'acha mais pode ser um deles.',
  fix: 'Dê mais memória com `--max-bytes`, amostre menos traces, ou use `--data` e uma pasta para o que não pode se perder.',
  *find({ stats: { evictedTraces, bytes, maxBytes }, uncountedSpans = 0 }): Generator<Sighting> {
    if (evictedTraces === 0) return;
    const detail = `saíram ${formatCount(evictedTraces)}; em uso, ${formatBytes(bytes)} de ${formatBytes(maxBytes)}`;
    const uncounted = count(uncountedSpans, 'span saiu', 'spans saíram');
    // Só quando chegam mais spans por segundo do que a memória guarda.
    const missing = uncountedSpans > 0 ? `; ${uncounted} antes de entrar nas métricas derivadas dos spans` : '';
    yield { count: evictedTraces, detail: detail + missing };
  },
};

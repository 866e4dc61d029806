import type { Rule, Sighting } from '../finding.ts';

export const rule: Rule = {
  code: 'scrape_failing',
  severity: 'warning',
  title: 'Uma página de métricas não pode ser lida',
  explanation:
    'A Luneta visita o endereço dado em `--scrape` a cada segundo, e a última visita falhou: as séries dele acabaram, e `up` ' +
    'vale 0.',
  fix:
    'Abra o endereço no navegador: deve aparecer uma métrica por linha. Confira se o programa está no ar, a porta (a do ' +
    'exporter do Prometheus é a 9464) e o caminho (`/metrics`).',
  *find({ scrapes = [] }): Generator<Sighting> {
    for (const { url, up, lastError } of scrapes) {
      // Antes da primeira visita acabar não se sabe.
      if (up === false) yield { detail: `${url}: ${lastError}` };
    }
  },
};

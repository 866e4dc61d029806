/**
 * Por que não há métricas de quem se esperava. Não é uma regra: um programa que só tem spans não tem defeito, e de fora não se
 * distingue dele um MeterProvider sem reader. Quem chama sabe que as esperava: a página vazia, ou um passo do laboratório.
 */
import type { ScrapeTarget } from '../../receivers/scrape.ts';
import { type Finding, GUIDE } from './finding.ts';
import { rule as metricsInterval } from './rules/metrics-interval.ts';
import { rule as nothingArrived } from './rules/nothing-arrived.ts';
import { rule as scrapeFailing } from './rules/scrape-failing.ts';

export interface MissingMetricsFacts {
  /** De quem se esperavam; ausente, de qualquer um. */
  service?: string;
  /** Há spans ou logs dele (ou de alguém): o programa sabe mandar. */
  sendsOthers: boolean;
  /** Há quanto tempo chegam, em milissegundos; ausente, não se sabe. */
  sendingForMs?: number;
  /** As páginas que a Luneta visita. */
  scrapes?: readonly ScrapeTarget[];
}

/** O mais provável, e o que fazer; na forma de um achado, sem exemplos. */
export type MissingMetrics = Pick<Finding, 'code' | 'title' | 'explanation' | 'fix' | 'link'>;

export const METRICS_WITHOUT_READER = 'metrics_without_reader';

/** O reader do SDK exporta pela primeira vez depois de um intervalo inteiro. */
const FIRST_EXPORT_MS = 60_000;

export function explainMissingMetrics({
  service,
  sendsOthers,
  sendingForMs,
  scrapes = [],
}: MissingMetricsFacts): MissingMetrics {
  const whose = service === undefined ? 'do programa' : `de ${service}`;
  const failing = scrapes.find(({ up }) => up === false);
  if (failing) {
    const explanation = `A página ${failing.url} não pôde ser lida: ${failing.lastError}.`;
    return explained(scrapeFailing.code, scrapeFailing.title, explanation, String(scrapeFailing.fix));
  }
  if (!sendsOthers) {
    const { code, title } = nothingArrived;
    const explanation = `Antes das métricas, falta chegar alguma coisa: ${whose} não chegou nada, nem spans nem logs.`;
    return explained(
      code,
      title,
      explanation,
      'Veja em /doutor o endereço a dar ao exporter, e se alguma porta recusou algo.',
    );
  }
  if (sendingForMs !== undefined && sendingForMs < FIRST_EXPORT_MS) {
    const explanation =
      `Outros sinais ${whose} chegam há menos de um minuto, e o PeriodicExportingMetricReader só exporta depois do primeiro ` +
      'intervalo, que por padrão é de 60 segundos, ou no shutdown().';
    return explained(
      metricsInterval.code,
      'A primeira exportação ainda não veio',
      explanation,
      String(metricsInterval.fix),
    );
  }
  return explained(
    METRICS_WITHOUT_READER,
    'Métricas que não saem do programa',
    `Outros sinais ${whose} chegam, e métricas não. Um MeterProvider sem reader mede e não manda nada, sem erro nenhum; o ` +
      'mesmo acontece a um instrumento criado antes de o provider ser registrado, e a um programa que acaba sem shutdown().',
    'Dê ao provider `readers: [new PeriodicExportingMetricReader({ exporter })]` (no NodeSDK, `metricReaders`), registre-o ' +
      'antes de criar instrumentos, e espere `meterProvider.shutdown()` no fim. Ou sirva uma página do Prometheus e use `--scrape`.',
  );
}

function explained(code: string, title: string, explanation: string, fix: string): MissingMetrics {
  return { code, title, explanation, fix, link: `${GUIDE}#${code}` };
}

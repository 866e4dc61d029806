/**
 * Onde a Luneta responde diferente do Prometheus 2.42 de propósito. O que tem uma consulta é conferido contra um Prometheus
 * de verdade (`prometheus.platform.test.ts`): se deixar de diferir, o teste falha.
 */
export interface PrometheusDeviation {
  reason: string;
  /** Uma consulta instantânea em que se vê. */
  query?: string;
}

export const PROMETHEUS_DEVIATIONS: readonly PrometheusDeviation[] = [
  {
    reason: 'O que não há aqui (topk, group_left, and, subconsultas…) é 422, com o nome e o lugar na consulta.',
    query: 'topk(1, temperatura)',
  },
  {
    reason: 'A gramática é a do Prometheus 3, em que uma duração é um número de segundos.',
    query: '5m',
  },
  { reason: 'Pelo mesmo motivo um intervalo pode ser um número de segundos.', query: 'count_over_time(up[300])' },
  {
    reason: 'E um nome de métrica pode estar entre aspas, dentro das chaves.',
    query: '{"temperatura"}',
  },
  {
    reason:
      'As métricas `constructor` e `__proto__` só se acham por `{__name__="…"}`: a gramática oficial, que é JavaScript, toma esses nomes por palavras dela.',
    query: '__proto__',
  },
  { reason: 'As janelas e os cinco minutos incluem as duas bordas, como no Prometheus 2 (no 3, só a da direita).' },
  { reason: 'Vetores saem em ordem de rótulos; o Prometheus não promete ordem.' },
  {
    reason:
      'O texto de um erro de sintaxe é mais curto que o do Prometheus; o tipo, o código HTTP e o lugar são os dele.',
  },
  { reason: 'Instantes depois do ano 275760 são recusados.' },
  {
    reason: 'Os limites são menores: 8.000 caracteres, 150 expressões aninhadas, 10 milhões de amostras, 10 segundos.',
  },
  { reason: 'limit e lookback_delta, que só os Prometheus mais novos conhecem, valem.' },
];

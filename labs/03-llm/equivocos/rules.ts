/** Os enganos dos passos 6.1 e 6.2: contas que parecem certas, e alertas que se calam ou tocam à toa. */
import type { Trade, Trades } from '../../trades.ts';

const FILE = 'rules.yaml';

const FAILED = 'sum(rate(llm_answer_duration_seconds_count{llm_answer_outcome="failed"}[5m]))';
const ALL = '/ sum(rate(llm_answer_duration_seconds_count[5m]))';
const RATIO = `      - record: llm:errors:ratio
        expr: |
          ${FAILED}
            ${ALL}
`;
const P95 = 'histogram_quantile(0.95, sum by (le) (rate(llm_answer_duration_seconds_bucket[5m])))';
const GOOD = 'sum(rate(llm_answer_duration_seconds_bucket{llm_answer_outcome!="failed", le="2"}[5m]))';
const BURN = '(1 - slo:llm:good:ratio) / (1 - 0.95)';

function trade(from: string, to: string, code: string): Trade {
  return [from, to, code, FILE];
}

export const rulesTrades: Trades = {
  '03/6.1': [
    // a taxa de erro é quantos deram errado para cada um que deu certo
    trade(
      RATIO,
      RATIO.replace('count[5m]', 'count{llm_answer_outcome="ok"}[5m]'),
      'rule_value_differs:llm:errors:ratio',
    ),
    // o nome é o que se viu em /metrics, sem a unidade
    trade(
      RATIO,
      RATIO.replaceAll('llm_answer_duration_seconds_count', 'llm_answer_duration_count'),
      'rule_no_data:llm:errors:ratio',
    ),
    // quem soma junta tudo, faixas também
    trade('sum by (le) (', 'sum(', 'rule_no_data:llm:wait:p95'),
    // a espera é a média
    trade(
      P95,
      'sum(rate(llm_answer_duration_seconds_sum[5m])) / sum(rate(llm_answer_duration_seconds_count[5m]))',
      'rule_value_differs:llm:wait:p95',
    ),
    // primeiro a média, depois o ritmo dela
    trade(P95, 'rate(llm_answer_duration_seconds_sum / llm_answer_duration_seconds_count[5m])', 'rule_invalid'),
    // cinco por cento é 5
    trade('llm:errors:ratio > 0.05', 'llm:errors:ratio > 5', 'rule_not_firing:LlmErrorsHigh'),
    // quem gasta tem de saber
    trade('llm:cost:per_hour > 5', 'llm:cost:per_hour > 0', 'rule_firing:LlmCostHigh'),
  ],
  '03/6.2': [
    // boa é a que teve resposta, quando quer que venha
    trade(GOOD, GOOD.replace('_bucket{', '_count{').replace(', le="2"', ''), 'rule_value_differs:slo:llm:good:ratio'),
    // boa é a que veio depressa, mesmo sem nada dentro
    trade(GOOD, GOOD.replace('llm_answer_outcome!="failed", ', ''), 'rule_value_differs:slo:llm:good:ratio'),
    // as faixas servem a qualquer limite
    trade(GOOD, GOOD.replace('le="2"', 'le="1.5"'), 'rule_no_data:slo:llm:good:ratio'),
    // o orçamento é o que se prometeu
    trade(BURN, BURN.replace('(1 - 0.95)', '0.95'), 'rule_value_differs:slo:llm:budget:burn'),
  ],
};

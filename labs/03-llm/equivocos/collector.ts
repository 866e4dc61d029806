/** Os enganos do passo 5.3: o que se cobre de menos, de mais, ou em lugar nenhum. */
import type { Trades } from '../../trades.ts';

const FILE = 'collector.yaml';

const KEYS = String.raw`    blocked_key_patterns:
      - '^gen_ai\.(input|output)\.messages$'
      - '^content$'
`;
const LOGS = `    logs:
      receivers: [otlp]
      processors: [memory_limiter, redaction, batch]
      exporters: [otlp_http]`;

export const collectorTrades: Trades = {
  '03/5.3': [
    // a conversa está nos spans: nos logs não é preciso
    [LOGS, LOGS.replace(' redaction,', ''), 'value_unexpected', FILE],
    // o que se esconde é o nome da pessoa
    [KEYS, "    blocked_values: ['Firmina Rabelo']\n", 'value_unexpected', FILE],
    // quem diz o que cobrir já disse tudo
    ['    allow_all_keys: true\n', '', 'service_differs', FILE],
    // sem os registros, não há o que vazar
    [`${LOGS}\n`, '', 'no_telemetry:logs', FILE],
    // tudo o que é do modelo é segredo
    ["'^content$'", String.raw`'^(content|gen_ai\..*)$'`, 'metric_attribute_differs:llm.api.calls', FILE],
  ],
};

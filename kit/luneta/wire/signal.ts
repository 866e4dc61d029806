/** Os três sinais do OTLP, pelos nomes dos seus caminhos (`/v1/traces`, …). */
export type Signal = 'traces' | 'metrics' | 'logs';

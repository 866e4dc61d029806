/** Pedidos de métricas escritos à mão, em OTLP/JSON, para os casos que nenhum SDK produz. */
import { type DecodedMetrics, decodeMetricsRequest } from '../otlp-metrics.ts';
import { signalJsonToProtobuf } from '../otlp-json-signals.ts';

export const TIME_MS = 1_700_000_000_000;
export const TIME = `${TIME_MS}000000`;
export const START_MS = TIME_MS - 60_000;
const START = `${START_MS}000000`;

export interface JsonScope {
  scope?: object;
  metrics: object[];
}

/** Atributos em JSON, de pares simples. */
export function attributesJson(values: Record<string, string | number | boolean>): object[] {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value:
      typeof value === 'string'
        ? { stringValue: value }
        : typeof value === 'boolean'
          ? { boolValue: value }
          : { doubleValue: value },
  }));
}

export function metricsRequest(scopes: readonly JsonScope[], resource: object[] = []): Uint8Array {
  const request = { resourceMetrics: [{ resource: { attributes: resource }, scopeMetrics: scopes }] };
  return signalJsonToProtobuf('metrics', Buffer.from(JSON.stringify(request)));
}

/** Decodifica um pedido com estas métricas, de um escopo só; um ponto sem tempo ganha `TIME` e `START`. */
export function decodeMetrics(metrics: readonly object[], resource?: object[]): DecodedMetrics {
  return decodeMetricsRequest(metricsRequest([{ metrics: [...metrics] }], resource));
}

export function point(fields: object = { asDouble: 1 }): object {
  return { timeUnixNano: TIME, startTimeUnixNano: START, ...fields };
}

export const gauge = (...dataPoints: object[]): object => ({ gauge: { dataPoints } });
export const sum = (dataPoints: object[], isMonotonic = true, aggregationTemporality = 2): object => ({
  sum: { dataPoints, isMonotonic, aggregationTemporality },
});
export const histogram = (...dataPoints: object[]): object => ({
  histogram: { dataPoints, aggregationTemporality: 2 },
});

/** As amostras, como o Prometheus as escreve: `nome{rótulo="valor"}` → valor. */
export function samplesOf({ families }: DecodedMetrics): Record<string, number> {
  const samples: Record<string, number> = {};
  for (const { points } of families) {
    for (const { samples: all } of points) {
      for (const { labels, value } of all) {
        const name = labels.find(([label]) => label === '__name__')?.[1];
        const others = labels.filter(([label]) => label !== '__name__').map(([label, text]) => `${label}="${text}"`);
        samples[others.length > 0 ? `${name}{${others.join(',')}}` : `${name}`] = value;
      }
    }
  }
  return samples;
}

/** As portas da escala: as de sempre, com que a conferência dos labs funciona sem dizer endereço nenhum, ou livres, para os testes. */
import { freePorts } from '../free-ports.ts';

export interface ScalePorts {
  otlpHttp: number;
  otlpGrpc: number;
  jaegerHttp: number;
  /** Em UDP. */
  jaegerBinary: number;
  collectorHealth: number;
  /** As métricas do próprio Collector. */
  collectorMetrics: number;
  zipkin: number;
  /** De cada broker. */
  kafka: number[];
  kafkaControllers: number[];
  /** De cada nó: HTTP, e a conversa entre eles. */
  store: number[];
  storeTransports: number[];
}

const upTo = (first: number, count: number): number[] => Array.from({ length: count }, (_, index) => first + index);

export function usualPorts(brokers: number, nodes: number): ScalePorts {
  return {
    otlpHttp: 4318,
    otlpGrpc: 4317,
    jaegerHttp: 14268,
    jaegerBinary: 6832,
    collectorHealth: 13133,
    collectorMetrics: 8888,
    zipkin: 9411,
    kafka: upTo(19092, brokers),
    kafkaControllers: upTo(19192, brokers),
    store: upTo(19201, nodes),
    storeTransports: upTo(19301, nodes),
  };
}

export async function anyPorts(brokers: number, nodes: number): Promise<ScalePorts> {
  const { kafka, kafkaControllers, store, storeTransports, ...single } = usualPorts(brokers, nodes);
  const names = Object.keys(single);
  const lists = { kafka, kafkaControllers, store, storeTransports };
  const free = await freePorts(names.length + 2 * (brokers + nodes));
  const take = (): number => free.shift() ?? 0;
  return {
    ...Object.fromEntries(names.map((name) => [name, take()])),
    ...Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.map(take)])),
  } as unknown as ScalePorts;
}

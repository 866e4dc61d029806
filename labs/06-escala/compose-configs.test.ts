// Os arquivos que o compose.yaml da escala monta: um confirma só depois do outro, e todos falam do mesmo tópico e dos mesmos nomes.

import { expect, test } from 'vitest';
import { compose, PROFILES, readConfig, readScaleFile, startedBy } from './testing/compose-file.ts';

type Endpoints = Record<string, { endpoint: string }>;
interface GatewayConfig {
  receivers: { otlp: { protocols: Endpoints }; jaeger: { protocols: Endpoints } };
  exporters: {
    kafka: {
      brokers: string[];
      traces: { topic: string; encoding: string };
      producer: { required_acks: number };
      sending_queue: { enabled: boolean };
    };
  };
  extensions: { health_check: { endpoint: string } };
  service: {
    pipelines: Record<string, { receivers: string[]; processors?: string[]; exporters: string[] }>;
    telemetry: { metrics: { readers: [{ pull: { exporter: { prometheus: { port: number } } } }] } };
  };
}
interface IngesterConfig {
  receivers: {
    kafka: {
      brokers: string[];
      traces: { topics: string[]; encoding: string };
      initial_offset: string;
      message_marking: { after: boolean; on_error: boolean };
    };
  };
  exporters: {
    jaeger_storage_exporter: {
      trace_storage: string;
      queue: { enabled: boolean };
      retry_on_failure: { enabled: boolean; max_elapsed_time: string };
    };
  };
  extensions: { healthcheckv2: { http: { endpoint: string } } };
  service: GatewayConfig['service'];
}

interface StorageConfig {
  server_urls: string[];
  write_mode: string;
  indices: unknown;
}

const gateway = readConfig('stack/gateway.yaml', compose.services.gateway?.environment) as GatewayConfig;
const ingester = readConfig('compose/ingester.yaml', compose.services['ingester-1']?.environment) as IngesterConfig;
const query = readConfig('compose/query.yaml') as {
  extensions: {
    jaeger_query: { storage: { traces: string }; http: { endpoint: string } };
    jaeger_storage: unknown;
  };
  service: GatewayConfig['service'] & { extensions: string[] };
};
const storage = readConfig('compose/storage.yaml') as {
  extensions: { jaeger_storage: { backends: Record<string, { opensearch: StorageConfig }> } };
};

test('o gateway: cada porta que ele abre está publicada', () => {
  const opened = [
    ...Object.values(gateway.receivers.otlp.protocols).map(({ endpoint }) => endpoint),
    ...Object.entries(gateway.receivers.jaeger.protocols).map(([protocol, { endpoint }]) =>
      protocol === 'thrift_binary' ? `${endpoint}/udp` : endpoint,
    ),
    `0.0.0.0:${gateway.service.telemetry.metrics.readers[0].pull.exporter.prometheus.port}`,
    gateway.extensions.health_check.endpoint,
  ];
  const published = compose.services.gateway?.ports?.map((port) => port.replace(/^[\d.]+:\d+/, '0.0.0.0'));
  expect(opened.toSorted()).toEqual(published?.toSorted());
});

test('as variáveis que o compose passa a um arquivo são das que ele lê', () => {
  const read = (files: readonly string[]): string[] =>
    files.flatMap((file) => readScaleFile(file).match(/(?<=\$\{env:)\w+/g) ?? []);
  // Esta é do Go, e não do arquivo.
  const passed = (name: string): string[] =>
    Object.keys(compose.services[name]?.environment ?? {}).filter((variable) => variable !== 'GOMEMLIMIT');
  expect(passed('gateway').length).toBeGreaterThan(2);
  expect(read(['stack/gateway.yaml'])).toEqual(expect.arrayContaining(passed('gateway')));
  for (const name of ['ingester-1', 'ingester-2', 'ingester-small']) {
    expect(passed(name).length).toBeGreaterThan(1);
    expect(read(['compose/storage.yaml', 'compose/ingester.yaml'])).toEqual(expect.arrayContaining(passed(name)));
  }
});

test('ninguém confirma antes da hora: nem lotes nem filas na memória, e o Kafka responde por todas as réplicas', () => {
  const { kafka } = gateway.exporters;
  expect(kafka.producer.required_acks).toBe(-1);
  expect(kafka.sending_queue.enabled).toBe(false);
  expect(gateway.service.pipelines).toEqual({
    traces: { receivers: ['otlp', 'jaeger'], processors: ['memory_limiter'], exporters: ['kafka'] },
  });
  expect(ingester.receivers.kafka.message_marking).toEqual({ after: true, on_error: false });
  const { queue, retry_on_failure } = ingester.exporters.jaeger_storage_exporter;
  expect(queue.enabled).toBe(false);
  const [backend] = Object.values(storage.extensions.jaeger_storage.backends);
  expect(backend?.opensearch.write_mode).toBe('sync');
  expect(retry_on_failure).toMatchObject({ enabled: true, max_elapsed_time: '0s' });
  expect(ingester.service.pipelines).toEqual({
    traces: { receivers: ['kafka'], exporters: ['jaeger_storage_exporter'] },
  });
});

test.each(PROFILES)('%s: o tópico é um só: o que se cria, o que se escreve e o que se lê', (profile) => {
  const [[, job] = []] = startedBy(profile, 'topic');
  const [, created] = /--topic (\S+)/.exec(job?.command?.join(' ') ?? '') ?? [];
  const { topic, encoding } = gateway.exporters.kafka.traces;
  expect(topic).toBe(created);
  expect(ingester.receivers.kafka.traces).toEqual({ topics: [topic], encoding });
  // O que chegou antes do primeiro ingester também é dele.
  expect(ingester.receivers.kafka.initial_offset).toBe('earliest');
});

test.each(PROFILES)('%s: cada nome que um arquivo usa é o de quem sobe com ele', (profile) => {
  const names = startedBy(profile).flatMap(([name, { networks }]) => [name, ...(networks?.default.aliases ?? [])]);
  const [[, job] = []] = startedBy(profile, 'topic');
  const [, bootstrap = ''] = /--bootstrap-server (\S+)/.exec(job?.command?.join(' ') ?? '') ?? [];
  const [backend] = Object.values(storage.extensions.jaeger_storage.backends);
  const used = [
    ...gateway.exporters.kafka.brokers,
    ...ingester.receivers.kafka.brokers,
    bootstrap,
    ...(backend?.opensearch.server_urls ?? []).map((url) => new URL(url).host),
  ];
  expect(used).toEqual(['kafka:9092', 'kafka:9092', 'kafka:9092', 'store:9200']);
  expect(used.filter((address) => !names.includes(address.split(':')[0] ?? ''))).toEqual([]);
  const listening = startedBy(profile, 'kafka-').map(([, { environment }]) => environment?.KAFKA_LISTENERS);
  expect(listening.filter((listeners) => !String(listeners).includes('INTERNAL://:9092'))).toEqual([]);
});

test('quem grava e quem lê usam o mesmo armazenamento, que está num arquivo só', () => {
  const [traces] = Object.keys(storage.extensions.jaeger_storage.backends);
  expect(ingester.exporters.jaeger_storage_exporter.trace_storage).toBe(traces);
  expect(query.extensions.jaeger_query.storage).toEqual({ traces });
  expect(query.service.extensions).toContain('jaeger_storage');
  // Só isto ela muda no que é dos dois: quem começasse por último poria o seu molde no lugar do outro.
  expect(query.extensions.jaeger_storage).toEqual({
    backends: { [traces ?? '']: { opensearch: { create_mappings: false } } },
  });
  // Numa mescla de arquivos do Collector, a lista do segundo toma o lugar da do primeiro: repetida, uma sumiria.
  expect(Object.keys(storage)).toEqual(['extensions']);
  for (const name of ['ingester-1', 'ingester-small', 'jaeger']) {
    expect(compose.services[name]?.command?.[0]).toBe('--config=/etc/jaeger/storage.yaml');
  }
});

test('cada healthcheck pergunta à porta que o arquivo abre', () => {
  const asked = (name: string): string => compose.services[name]?.healthcheck?.test?.at(-1) ?? '';
  const portOf = (endpoint: string): string => endpoint.split(':')[1] ?? '';
  expect(new URL(asked('ingester-1')).port).toBe(portOf(ingester.extensions.healthcheckv2.http.endpoint));
  const screen = portOf(query.extensions.jaeger_query.http.endpoint);
  expect(new URL(asked('jaeger')).port).toBe(screen);
  expect(compose.services.jaeger?.ports).toEqual([`127.0.0.1:${screen}:${screen}`]);
  // Com três, a de dentro é a mesma; a de fora é que muda.
  for (const [name, { ports }] of startedBy('full', 'store-')) {
    expect(ports?.[0]?.split(':').at(-1)).toBe(new URL(asked(name)).port);
  }
});

test('os índices do Jaeger: o dos spans em pedaços; os pequenos, inteiros; todos com cópia', () => {
  const [backend] = Object.values(storage.extensions.jaeger_storage.backends);
  expect(backend?.opensearch.indices).toEqual({
    index_prefix: 'lab',
    spans: { shards: 3, replicas: 1 },
    services: { shards: 1, replicas: 1 },
    dependencies: { shards: 1, replicas: 1 },
  });
});

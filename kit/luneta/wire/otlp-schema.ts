/**
 * As mensagens de métricas e logs do OTLP (opentelemetry-proto 1.x), como dados: dessa tabela saem o validador de
 * protobuf (`otlp-validate.ts`) e a leitura de JSON (`otlp-json-signals.ts`). Cada campo é escrito como no `.proto`,
 * `número: 'tipo nome'`; `repeated` antes do tipo. `id16` e `id8` são `bytes` com o tamanho de um id.
 */

export type ScalarType =
  | 'string'
  | 'bytes'
  | 'id16'
  | 'id8'
  | 'bool'
  | 'enum'
  | 'int32'
  | 'sint32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed64'
  | 'double';

export interface FieldSchema {
  number: number;
  /** Nome no `.proto` e no JSON. */
  name: string;
  jsonName: string;
  repeated: boolean;
  /** Exatamente um dos dois. */
  scalar: ScalarType | undefined;
  message: MessageSchema | undefined;
}

export interface MessageSchema {
  name: string;
  byNumber: ReadonlyMap<number, FieldSchema>;
  byName: ReadonlyMap<string, FieldSchema>;
}

const COMMON: Record<string, Record<number, string>> = {
  AnyValue: {
    1: 'string string_value',
    2: 'bool bool_value',
    3: 'int64 int_value',
    4: 'double double_value',
    5: 'ArrayValue array_value',
    6: 'KeyValueList kvlist_value',
    7: 'bytes bytes_value',
  },
  ArrayValue: { 1: 'repeated AnyValue values' },
  KeyValueList: { 1: 'repeated KeyValue values' },
  KeyValue: { 1: 'string key', 2: 'AnyValue value' },
  Scope: {
    1: 'string name',
    2: 'string version',
    3: 'repeated KeyValue attributes',
    4: 'uint32 dropped_attributes_count',
  },
  Resource: { 1: 'repeated KeyValue attributes', 2: 'uint32 dropped_attributes_count' },
};

const METRICS: Record<string, Record<number, string>> = {
  MetricsRequest: { 1: 'repeated ResourceMetrics resource_metrics' },
  ResourceMetrics: { 1: 'Resource resource', 2: 'repeated ScopeMetrics scope_metrics', 3: 'string schema_url' },
  ScopeMetrics: { 1: 'Scope scope', 2: 'repeated Metric metrics', 3: 'string schema_url' },
  Metric: {
    1: 'string name',
    2: 'string description',
    3: 'string unit',
    5: 'Gauge gauge',
    7: 'Sum sum',
    9: 'Histogram histogram',
    10: 'ExponentialHistogram exponential_histogram',
    11: 'Summary summary',
    12: 'repeated KeyValue metadata',
  },
  Gauge: { 1: 'repeated NumberDataPoint data_points' },
  Sum: { 1: 'repeated NumberDataPoint data_points', 2: 'enum aggregation_temporality', 3: 'bool is_monotonic' },
  Histogram: { 1: 'repeated HistogramDataPoint data_points', 2: 'enum aggregation_temporality' },
  ExponentialHistogram: {
    1: 'repeated ExponentialHistogramDataPoint data_points',
    2: 'enum aggregation_temporality',
  },
  Summary: { 1: 'repeated SummaryDataPoint data_points' },
  NumberDataPoint: {
    2: 'fixed64 start_time_unix_nano',
    3: 'fixed64 time_unix_nano',
    4: 'double as_double',
    5: 'repeated Exemplar exemplars',
    6: 'sfixed64 as_int',
    7: 'repeated KeyValue attributes',
    8: 'uint32 flags',
  },
  HistogramDataPoint: {
    2: 'fixed64 start_time_unix_nano',
    3: 'fixed64 time_unix_nano',
    4: 'fixed64 count',
    5: 'double sum',
    6: 'repeated fixed64 bucket_counts',
    7: 'repeated double explicit_bounds',
    8: 'repeated Exemplar exemplars',
    9: 'repeated KeyValue attributes',
    10: 'uint32 flags',
    11: 'double min',
    12: 'double max',
  },
  ExponentialHistogramDataPoint: {
    1: 'repeated KeyValue attributes',
    2: 'fixed64 start_time_unix_nano',
    3: 'fixed64 time_unix_nano',
    4: 'fixed64 count',
    5: 'double sum',
    6: 'sint32 scale',
    7: 'fixed64 zero_count',
    8: 'Buckets positive',
    9: 'Buckets negative',
    10: 'uint32 flags',
    11: 'repeated Exemplar exemplars',
    12: 'double min',
    13: 'double max',
    14: 'double zero_threshold',
  },
  Buckets: { 1: 'sint32 offset', 2: 'repeated uint64 bucket_counts' },
  SummaryDataPoint: {
    2: 'fixed64 start_time_unix_nano',
    3: 'fixed64 time_unix_nano',
    4: 'fixed64 count',
    5: 'double sum',
    6: 'repeated ValueAtQuantile quantile_values',
    7: 'repeated KeyValue attributes',
    8: 'uint32 flags',
  },
  ValueAtQuantile: { 1: 'double quantile', 2: 'double value' },
  Exemplar: {
    2: 'fixed64 time_unix_nano',
    3: 'double as_double',
    4: 'id8 span_id',
    5: 'id16 trace_id',
    6: 'sfixed64 as_int',
    7: 'repeated KeyValue filtered_attributes',
  },
};

const LOGS: Record<string, Record<number, string>> = {
  LogsRequest: { 1: 'repeated ResourceLogs resource_logs' },
  ResourceLogs: { 1: 'Resource resource', 2: 'repeated ScopeLogs scope_logs', 3: 'string schema_url' },
  ScopeLogs: { 1: 'Scope scope', 2: 'repeated LogRecord log_records', 3: 'string schema_url' },
  LogRecord: {
    1: 'fixed64 time_unix_nano',
    2: 'enum severity_number',
    3: 'string severity_text',
    5: 'AnyValue body',
    6: 'repeated KeyValue attributes',
    7: 'uint32 dropped_attributes_count',
    8: 'fixed32 flags',
    9: 'id16 trace_id',
    10: 'id8 span_id',
    11: 'fixed64 observed_time_unix_nano',
    12: 'string event_name',
  },
};

const messages = compile({ ...COMMON, ...METRICS, ...LOGS });

export const METRICS_REQUEST = messageNamed('MetricsRequest');
export const LOGS_REQUEST = messageNamed('LogsRequest');

/** Nomes dos enums que o JSON aceita por nome; o de severidade é gerado (`SEVERITY_NUMBER_INFO2` = 10). */
export const ENUM_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['AGGREGATION_TEMPORALITY_UNSPECIFIED', 0],
  ['AGGREGATION_TEMPORALITY_DELTA', 1],
  ['AGGREGATION_TEMPORALITY_CUMULATIVE', 2],
  ['SEVERITY_NUMBER_UNSPECIFIED', 0],
  ...['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((level, i) =>
    [1, 2, 3, 4].map((step): [string, number] => [`SEVERITY_NUMBER_${level}${step === 1 ? '' : step}`, i * 4 + step]),
  ),
]);

/** Em dois passos, porque as mensagens se citam umas às outras (AnyValue, dentro de si mesma). */
function compile(source: Record<string, Record<number, string>>): ReadonlyMap<string, MessageSchema> {
  const compiled = new Map<
    string,
    MessageSchema & { byNumber: Map<number, FieldSchema>; byName: Map<string, FieldSchema> }
  >();
  for (const name of Object.keys(source)) compiled.set(name, { name, byNumber: new Map(), byName: new Map() });
  for (const [messageName, fields] of Object.entries(source)) {
    const message = compiled.get(messageName);
    for (const [number, text] of Object.entries(fields)) {
      const words = text.split(' ');
      const name = words[words.length - 1];
      const type = words[words.length - 2];
      const target = compiled.get(type);
      const field: FieldSchema = {
        number: Number(number),
        name,
        jsonName: lowerCamelCase(name),
        repeated: words[0] === 'repeated',
        scalar: target ? undefined : (type as ScalarType),
        message: target,
      };
      message?.byNumber.set(field.number, field);
      message?.byName.set(field.name, field);
      message?.byName.set(field.jsonName, field);
    }
  }
  return compiled;
}

function messageNamed(name: string): MessageSchema {
  const message = messages.get(name);
  if (!message) throw new Error(`Mensagem ${name} não está na tabela.`);
  return message;
}

/** `start_time_unix_nano` → `startTimeUnixNano`, o nome do campo no JSON. */
function lowerCamelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

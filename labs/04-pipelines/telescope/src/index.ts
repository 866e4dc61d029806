/** Instrumentação manual de pipelines de dados: veja o README.md. */
export { api } from './engines/api';
export { partitioned, type Partitioned, rowsFrame } from './engines/arrays';
export {
  type DatabricksOperation,
  type DatabricksOptions,
  type DatabricksSession,
  databricksSession,
} from './engines/databricks';
export { duckdbSession } from './engines/duckdb';
export { type HiveOperation, type HiveSession, type SparkOptions, sparkSession } from './engines/spark';
export { type Column, SqlDataFrame, type SqlEngine, SqlError, type SqlPlan, SqlSession } from './engines/sql';
export { createExporter, EXPORTER_TYPES, type ExporterType } from './exporters';
export { PartitionError, type PartitionOptions, type Progress } from './partitions';
export { PipelineTracer, type PipelineTracerOptions, PROCESSOR_TYPES, type ProcessorType } from './pipeline-tracer';
export { isResource, type Resource, type ResourceLike, type Row } from './resource';
export { spanName } from './span-name';
export { type OperationOptions, type OperationWrapper, TelescopeOperations } from './telescope-operations';
export { type JobOptions, type Schedule, telescopeJob } from './telescope-job';
export { telescopeResource, type ResourceOptions } from './telescope-resource';
export { type Price, recordUsage, type Usage } from './usage';

/**
 * `ExportLogsServiceRequest` em protobuf → `LogBatch`: valida o pedido inteiro e anota o que o índice precisa. Função
 * pura; o caminho quente da ingestão de logs.
 */
import type { LogBatch } from '../store/logs/log-batch.ts';
import { ValueType } from './key-value-table.ts';
import { RESOURCE_FIELDS, SCOPE_FIELDS } from './otlp-entity-reader.ts';
import { LogRecordReader } from './otlp-logs-reader.ts';
import { RequestWalk } from './request-walk.ts';

/**
 * Máximo de mensagens num pedido de logs: grupos, registros, atributos e itens de listas. Uma vazia ocupa 2 bytes; o
 * menor registro de verdade, um instante e um corpo, tem mais de 16, e 20 MiB deles não chegam aqui.
 */
export const MAX_LOG_MESSAGES = 2_000_000;

const reader = new LogRecordReader();
const walk = new RequestWalk(MAX_LOG_MESSAGES);

/**
 * Enche `batch` com os registros do pedido `request`.
 * @throws WireError se o pedido é inválido; o conteúdo de `batch` não vale nada nesse caso.
 */
export function indexLogsRequest(request: Uint8Array, batch: LogBatch): void {
  batch.clear(request);
  walk.restart();
  walk.forEach(request, 0, request.length, 1, 'ResourceLogs', (start, end) => {
    indexResourceLogs(request, start, end, batch);
  });
}

function indexResourceLogs(bytes: Uint8Array, start: number, end: number, batch: LogBatch): void {
  // O recurso pode vir depois dos registros: é preciso achá-lo antes.
  const resource = batch.resources.length >> 1;
  const resourceRange = walk.readEntity(bytes, start, end, 'Resource', RESOURCE_FIELDS);
  const before = batch.count;
  walk.forEach(bytes, start, end, 2, 'ScopeLogs', (scopeLogsStart, scopeLogsEnd) => {
    const scope = batch.scopes.length >> 1;
    const scopeRange = walk.readEntity(bytes, scopeLogsStart, scopeLogsEnd, 'Scope', SCOPE_FIELDS);
    const first = batch.count;
    walk.forEach(bytes, scopeLogsStart, scopeLogsEnd, 2, 'LogRecord', (recordStart, recordEnd) => {
      indexRecord(bytes, recordStart, recordEnd, resource, scope, batch);
    });
    // Só grupos com registros entram: milhões de mensagens vazias não ocupam nada.
    if (batch.count > first) batch.scopes.push(...scopeRange);
  });
  if (batch.count > before) batch.resources.push(...resourceRange);
}

function indexRecord(
  bytes: Uint8Array,
  start: number,
  end: number,
  resource: number,
  scope: number,
  batch: LogBatch,
): void {
  reader.read(bytes, start, end);
  walk.count(reader.itemCount);
  batch.reserve();
  const row = batch.count++;
  const hasTime = reader.timeLow !== 0 || reader.timeHigh !== 0;
  batch.recordStart[row] = start;
  batch.recordEnd[row] = end;
  batch.traceIdAt[row] = reader.traceIdAt;
  batch.spanIdAt[row] = reader.spanIdAt;
  batch.timeLow[row] = hasTime ? reader.timeLow : reader.observedLow;
  batch.timeHigh[row] = hasTime ? reader.timeHigh : reader.observedHigh;
  batch.severity[row] = reader.severity;
  batch.hasTextBody[row] = reader.bodyType === ValueType.STRING ? 1 : 0;
  batch.resourceOf[row] = resource;
  batch.scopeOf[row] = scope;
}

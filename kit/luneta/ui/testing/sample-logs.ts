/**
 * Os logs da loja de `shop.ts`, em pedidos OTLP, presos aos spans dela: níveis, corpos estruturados, exceções, linhas longas,
 * outros alfabetos, registros sem trace e os de um trace de que nenhum span chegou.
 */
import { signalJsonToProtobuf } from '../../wire/otlp-json-signals.ts';
import { shopTraceId } from './shop.ts';

/** Um trace de que só os logs chegaram. */
export const LOG_ONLY_TRACE = '10950001'.repeat(4);

const NUMBERS = { TRACE: 1, DEBUG: 5, INFO: 9, WARN: 13, ERROR: 17, FATAL: 21 } as const;

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

interface SampleLog {
  service: string;
  level?: keyof typeof NUMBERS;
  body?: Json;
  attributes?: Record<string, Json>;
  eventName?: string;
  /** Milissegundos antes de agora. */
  agoMs: number;
  traceId?: string;
  spanId?: string;
}

const STACK = `CardDeclinedError: cartão recusado pela operadora (51: saldo insuficiente)
    at charge (file:///app/pagamentos/src/charge.ts:42:11)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)
    at async handler (file:///app/pagamentos/src/routes.ts:18:20)`;

/** Os mesmos instantes de `shopRequests(nowMs, traces)`. */
export function shopLogs(nowMs: number, traces: number, everyMs = 20_000): unknown[] {
  const all = Array.from({ length: traces }, (_, i) => traceLogs(i, 1_000 + (traces - 1 - i) * everyMs)).flat();
  return [...all, ...looseLogs()].map((log) => logsRequest(nowMs, log));
}

/** O mesmo pedido na forma que as portas entregam. */
export function shopLogBytes(nowMs: number, traces: number): Uint8Array[] {
  return shopLogs(nowMs, traces).map((request) => signalJsonToProtobuf('logs', Buffer.from(JSON.stringify(request))));
}

function traceLogs(index: number, endAgoMs: number): SampleLog[] {
  const traceId = shopTraceId(index);
  const durationMs = 40 + ((index * 37) % 90);
  const spanId = (n: number): string => (index * 100 + n + 1).toString(16).padStart(16, '0');
  const at = (ms: number): number => endAgoMs + durationMs - ms;
  const order = 1_000 + index;
  const gateway = { service: 'gateway', traceId, spanId: spanId(0) };
  const logs: SampleLog[] = [
    {
      ...gateway,
      level: 'INFO',
      body: `POST /comprar pedido ${order}`,
      attributes: { 'http.route': '/comprar', 'pedido.id': order },
      agoMs: at(1),
    },
    {
      service: 'catalogo',
      level: 'DEBUG',
      body: 'cache de preços',
      attributes: { 'cache.hit': index % 3 > 0, itens: 3 },
      agoMs: at(4),
      traceId,
      spanId: spanId(1),
    },
  ];
  if (index % 5 === 0) {
    logs.push({
      service: 'carrinho',
      level: 'TRACE',
      body: '{"sql":"SELECT * FROM itens WHERE carrinho_id = $1","parametros":[9007199254740993],"linhas":3}',
      agoMs: at(8),
      traceId,
      spanId: spanId(2),
    });
  }
  if (index % 2 === 1) return logs;
  logs.push({
    service: 'pedidos',
    level: 'INFO',
    body: { mensagem: 'pedido criado', pedido: { id: order, itens: ['caneca', 'camiseta tamanho M'], total: 129.9 } },
    attributes: { 'pedido.id': order },
    agoMs: at(12),
    traceId,
    spanId: spanId(3),
  });
  if (index % 6 === 0) {
    logs.push({
      service: 'estoque',
      level: 'WARN',
      body: 'estoque baixo: caneca azul',
      attributes: { sku: 'CAN-AZ-01', restam: index % 4 },
      agoMs: at(18),
      traceId,
      spanId: spanId(5),
    });
  }
  if (index % 4 === 0) {
    logs.push({
      service: 'pagamentos',
      level: 'ERROR',
      body: 'falha ao cobrar o cartão',
      attributes: {
        'exception.type': 'CardDeclinedError',
        'exception.message': 'cartão recusado pela operadora (51: saldo insuficiente)',
        'exception.stacktrace': STACK,
        'pedido.id': order,
        tentativa: 1 + (index % 3),
      },
      agoMs: at(22),
      traceId,
      spanId: spanId(4),
    });
  }
  return logs;
}

function looseLogs(): SampleLog[] {
  return [
    { service: 'gateway', level: 'INFO', body: 'escutando na porta 3000', agoMs: 1_190_000 },
    { service: 'estoque', level: 'FATAL', body: 'conexão com o banco perdida; encerrando', agoMs: 402_000 },
    { service: 'estoque', level: 'INFO', body: 'escutando na porta 3003', agoMs: 398_000 },
    {
      service: 'notificacoes',
      level: 'INFO',
      body: 'e-mail enviado 📧 para 田中さん e Ὀδυσσεύς, שלום',
      attributes: { idioma: 'várias línguas' },
      agoMs: 61_000,
    },
    {
      service: 'antifraude',
      level: 'DEBUG',
      body: `regras avaliadas: ${Array.from({ length: 60 }, (_, i) => `regra_${i}=ok`).join(' ')}`,
      agoMs: 33_000,
    },
    { service: 'catalogo', eventName: 'catalogo.recarregado', attributes: { itens: 1_240 }, agoMs: 48_000 },
    { service: 'gateway', body: 'linha de um programa antigo, sem nível', agoMs: 15_000 },
    {
      service: 'gateway',
      level: 'INFO',
      body: 'registro do trace fora de qualquer span',
      agoMs: 20_990,
      traceId: shopTraceId(58),
    },
    ...[1, 2].map((n): SampleLog => ({
      service: 'relatorios',
      level: n === 1 ? 'INFO' : 'WARN',
      body: n === 1 ? 'relatório diário começou' : 'relatório diário demorou mais que o previsto',
      agoMs: 90_000 - n * 4_000,
      traceId: LOG_ONLY_TRACE,
      spanId: '00000000000000aa',
    })),
  ];
}

function logsRequest(nowMs: number, log: SampleLog): unknown {
  const { service, level, body, attributes = {}, agoMs, traceId, spanId, eventName } = log;
  const record = {
    timeUnixNano: `${nowMs - agoMs}${String((agoMs * 7_919) % 1_000_000).padStart(6, '0')}`,
    observedTimeUnixNano: `${nowMs - agoMs + 2}000000`,
    ...(level && { severityNumber: NUMBERS[level], severityText: level }),
    ...(body !== undefined && { body: value(body) }),
    attributes: pairs(attributes),
    ...(eventName && { eventName }),
    ...(traceId && { traceId, spanId, flags: 1 }),
  };
  return {
    resourceLogs: [
      {
        resource: {
          attributes: pairs({ 'service.name': service, 'host.name': 'notebook-da-ana', 'process.pid': 4_242 }),
        },
        scopeLogs: [{ scope: { name: 'loja', version: '1.0.0' }, logRecords: [record] }],
      },
    ],
  };
}

function pairs(map: Record<string, Json>): unknown[] {
  return Object.entries(map).map(([key, one]) => ({ key, value: value(one) }));
}

function value(one: Json): unknown {
  if (typeof one === 'string') return { stringValue: one };
  if (typeof one === 'boolean') return { boolValue: one };
  if (typeof one === 'number') return Number.isInteger(one) ? { intValue: String(one) } : { doubleValue: one };
  if (Array.isArray(one)) return { arrayValue: { values: one.map(value) } };
  return one === null ? {} : { kvlistValue: { values: pairs(one) } };
}

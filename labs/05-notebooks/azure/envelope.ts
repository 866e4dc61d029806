/**
 * Um envelope do Application Insights: o que cada span, log e métrica vira a caminho do Azure Monitor.
 *
 * Fonte: os envelopes que o `@azure/monitor-opentelemetry-exporter` 1.0.0-beta.42 e o `azure-monitor-opentelemetry-exporter` do
 * Python mandam, e o esquema público deles (Breeze, versão 2).
 */
import { z } from 'zod';

const text = z.string().min(1);
const HEX = (digits: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), `um id com ${digits} dígitos hexadecimais`);
/** `d.hh:mm:ss.fffffff`; o dia só vem se há um. */
const duration = z.string().regex(/^(?:\d+\.)?\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?$/, 'uma duração como 00:00:01.250');
const properties = z.record(z.string(), z.string()).optional();
const LEVELS = ['Verbose', 'Information', 'Warning', 'Error', 'Critical'] as const;
/** O de Node manda o nome; o de Python, o número. */
const severityLevel = z
  .union(
    [
      z.enum(LEVELS),
      z
        .int()
        .min(0)
        .max(4)
        .transform((level) => LEVELS[level]),
    ],
    `${LEVELS.join(', ')}, ou de 0 a 4`,
  )
  .optional();

const request = z.object({
  baseType: z.literal('RequestData'),
  baseData: z.object({ id: HEX(16), name: text, duration, responseCode: z.string(), success: z.boolean(), properties }),
});
const dependency = z.object({
  baseType: z.literal('RemoteDependencyData'),
  baseData: z.object({
    id: HEX(16),
    name: text,
    duration,
    resultCode: z.string().optional(),
    success: z.boolean(),
    type: text,
    target: z.string().optional(),
    properties,
  }),
});
const exception = z.object({
  baseType: z.literal('ExceptionData'),
  baseData: z.object({ exceptions: z.array(z.object({ typeName: text, message: text })).min(1), properties }),
});
const message = z.object({
  baseType: z.literal('MessageData'),
  baseData: z.object({ message: z.string(), severityLevel, properties }),
});
const metric = z.object({
  baseType: z.literal('MetricData'),
  baseData: z.object({ metrics: z.array(z.object({ name: text, value: z.number() })).length(1), properties }),
});

const tags = z.looseObject({
  'ai.cloud.role': text,
  'ai.internal.sdkVersion': text,
  'ai.operation.id': HEX(32).optional(),
  'ai.operation.parentId': HEX(16).optional(),
});

export const envelopeSchema = z
  .object({
    name: z.string().regex(/^Microsoft\.ApplicationInsights\./),
    time: z.iso.datetime({ offset: true }),
    iKey: z.guid(),
    tags,
    data: z.discriminatedUnion('baseType', [request, dependency, exception, message, metric]),
  })
  .refine(
    ({ data, tags: { 'ai.operation.id': operation } }) => operation !== undefined || !IN_A_TRACE.has(data.baseType),
    {
      path: ['tags', 'ai.operation.id'],
      error: 'sem ele, um pedido não se junta ao trace',
    },
  );

/** Quem vem de um span tem sempre um trace. */
const IN_A_TRACE: ReadonlySet<string> = new Set(['RequestData', 'RemoteDependencyData', 'ExceptionData']);

export type Envelope = z.output<typeof envelopeSchema>;

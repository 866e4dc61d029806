// O trace começa aqui, no navegador, antes do primeiro dos quatro serviços.

import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { DocumentLoadInstrumentation } from '@opentelemetry/instrumentation-document-load';
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, WebTracerProvider } from '@opentelemetry/sdk-trace-web';
import { ATTR_ERROR_TYPE, ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { RedactingSpanProcessor } from '../redact.ts';
import { ApiError } from './api.ts';

const SERVICE_NAME = 'browser';

/** Quem acabou de procurar vai olhar o trace: um segundo, e não os cinco de costume. */
const EXPORT_EVERY_MS = 1_000;

/**
 * Liga a telemetria da página.
 * @param otlpUrl O endereço de OTLP/HTTP, sem o `/v1/traces`.
 */
export function startTelemetry(otlpUrl: string): void {
  const url = `${otlpUrl.replace(/\/+$/, '')}/v1/traces`;
  const provider = new WebTracerProvider({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: SERVICE_NAME }),
    spanProcessors: [
      // O mesmo dos serviços: o endereço que o fetch anota tem na pergunta o que a pessoa digitou.
      new RedactingSpanProcessor(),
      new BatchSpanProcessor(new OTLPTraceExporter({ url }), { scheduledDelayMillis: EXPORT_EVERY_MS }),
    ],
  });
  provider.register();
  registerInstrumentations({
    instrumentations: [
      new DocumentLoadInstrumentation(),
      // Para a própria origem, ela manda o traceparent sem que se peça.
      new FetchInstrumentation(),
    ],
  });
}

/** O que se faz dentro de um span. */
export interface Interaction {
  /** O trace dele; `undefined` se ninguém o está gravando. */
  traceId: string | undefined;
  /** Um `fetch` cujo span é filho deste. */
  fetch: typeof fetch;
}

/**
 * Um span em volta do que a pessoa pediu. Se `work` falha, ele falha junto.
 *
 * No navegador não há AsyncLocalStorage: o contexto ativo é uma pilha, e o primeiro `await` a esvazia. Com
 * `startActiveSpan` e uma função assíncrona, só o que viesse antes do primeiro `await` teria pai. (O zone.js contornaria
 * isso trocando todas as funções assíncronas do navegador.) Por isso o contexto fica guardado, e cada `fetch` é chamado
 * dentro dele, sem espera no meio: é na chamada que o span filho nasce e que o traceparent é escrito.
 */
export async function interact<T>(name: string, work: (interaction: Interaction) => Promise<T>): Promise<T> {
  const span = trace.getTracer(SERVICE_NAME).startSpan(name);
  const inside = trace.setSpan(context.active(), span);
  const traceId = span.isRecording() ? span.spanContext().traceId : undefined;
  try {
    return await work({ traceId, fetch: (...args) => context.with(inside, () => fetch(...args)) });
  } catch (error) {
    span.setAttribute(ATTR_ERROR_TYPE, error instanceof ApiError && error.status ? String(error.status) : '_OTHER');
    span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
    throw error;
  } finally {
    span.end();
  }
}

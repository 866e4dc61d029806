// Um programa com os três sinais, que usa a telemetria do lab como ela é: com ele se testa o que chega ao outro lado.

import { metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { stopTelemetry } from '../app/telemetry';

const tracer = trace.getTracer('three-signals');
const meter = metrics.getMeter('three-signals');
const logger = logs.getLogger('three-signals');

tracer.startActiveSpan('attend', { kind: SpanKind.SERVER }, (server) => {
  tracer.startActiveSpan('GET', { kind: SpanKind.CLIENT }, (client) => {
    client.setAttributes({
      'http.request.method': 'GET',
      'url.full': 'https://api.example/v1?q=1',
      'server.address': 'api.example',
      'http.response.status_code': 200,
    });
    client.end();
  });
  tracer.startActiveSpan('work', (span) => {
    logger.emit({ severityNumber: SeverityNumber.WARN, severityText: 'WARN', body: 'almost', attributes: { left: 1 } });
    span.recordException(new RangeError('too far'));
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  server.end();
});
meter.createHistogram('work.duration', { unit: 's' }).record(0.25);
meter.createCounter('work.done').add(3);

void stopTelemetry().then(() => console.log('entregue'));

/** Um span da carga, antes de qualquer codificação, e os atributos que ele leva. */

export interface BenchSpan {
  traceId: Buffer;
  spanId: Buffer;
  /** Ausente na raiz. */
  parentSpanId: Buffer | undefined;
  service: string;
  /** Número de `SpanKind`. */
  kind: number;
  name: string;
  startNs: bigint;
  endNs: bigint;
  failed: boolean;
  /** Número do span na carga: de onde saem os valores dos atributos. */
  serial: number;
}

export type AttributePair = readonly [key: string, value: string | number | boolean];

/** O atributo cujo valor só um span tem: o que a busca rara procura. */
export const UNIQUE_ATTRIBUTE = 'bench.request_id';

export const FAILURE_TEXT = 'upstream failed';

/** Dez atributos de tipos misturados, dois deles com muitos valores distintos. */
export function attributesOf(span: BenchSpan): AttributePair[] {
  const { serial } = span;
  return [
    ['http.request.method', span.kind === 3 ? 'POST' : 'GET'],
    ['url.path', `/api/orders/${serial % 997}`],
    ['http.response.status_code', span.failed ? 500 : 200],
    ['server.address', `svc-${span.service}.internal`],
    ['server.port', 8080],
    ['network.protocol.version', '1.1'],
    ['enduser.id', `user-${serial % 5003}`],
    [UNIQUE_ATTRIBUTE, span.spanId.toString('hex')],
    ['bench.cached', (serial & 3) === 0],
    // A fração nunca é inteira: sempre um double.
    ['bench.ratio', (serial % 1000) / 1000 + 0.0005],
  ];
}

export function exceptionAttributes(): AttributePair[] {
  return [
    ['exception.type', 'UpstreamError'],
    ['exception.message', FAILURE_TEXT],
  ];
}

export function resourceAttributes(service: string): AttributePair[] {
  return [
    ['service.name', service],
    ['service.version', '1.0.0'],
    ['deployment.environment.name', 'bench'],
    ['telemetry.sdk.language', 'nodejs'],
    ['host.name', 'host-1'],
  ];
}

export const SCOPE = { name: 'bench-http', version: '1.2.3' } as const;

/** Os spans de um pedido por serviço, na ordem em que cada serviço apareceu. */
export function groupByService(spans: readonly BenchSpan[]): Map<string, BenchSpan[]> {
  const groups = new Map<string, BenchSpan[]>();
  for (const span of spans) {
    const group = groups.get(span.service);
    if (group) group.push(span);
    else groups.set(span.service, [span]);
  }
  return groups;
}

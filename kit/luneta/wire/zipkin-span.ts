/**
 * O span do Zipkin v2, como `zipkin-json.ts` e `zipkin-protobuf.ts` o entregam a `zipkin-to-otlp.ts`.
 * `debug` e `shared` não aparecem: não mudam nada no span (quem separa as duas pontas de um id é a leitura).
 */

/** Quem emitiu ou quem estava do outro lado. Textos `''` e porta `0` valem "não informado". */
export interface ZipkinEndpoint {
  serviceName: string;
  /** No v2, já na forma canônica; no v1, como vieram. */
  ipv4: string;
  ipv6: string;
  port: number;
}

export interface ZipkinAnnotation {
  /** Microssegundos Unix. */
  timestamp: bigint;
  value: string;
}

export interface ZipkinSpan {
  /** 32 dígitos hexadecimais minúsculos; um id de 64 bits tem zeros à esquerda. */
  traceId: string;
  /** 16 dígitos. */
  id: string;
  /** `''` num span raiz. */
  parentId: string;
  name: string;
  /** `CLIENT`, `SERVER`, `PRODUCER` ou `CONSUMER`; qualquer outro texto vale "não informado". */
  kind: string;
  /** Microssegundos Unix; `undefined` se não veio. */
  timestamp: bigint | undefined;
  /** Microssegundos. */
  duration: bigint;
  localEndpoint: ZipkinEndpoint | undefined;
  remoteEndpoint: ZipkinEndpoint | undefined;
  annotations: readonly ZipkinAnnotation[];
  tags: ReadonlyMap<string, string>;
}

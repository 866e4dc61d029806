/**
 * O span do Zipkin v1, como `zipkin-v1-json.ts` e `zipkin-v1-thrift.ts` o entregam a `zipkin-v1-to-otlp.ts`.
 * No v1 não há tipo nem endpoint do span: são deduzidos das anotações (`cs`, `sr`, …).
 */
import type { AttributeValue } from '../store/model.ts';
import type { ZipkinEndpoint } from './zipkin-span.ts';

export interface ZipkinV1Annotation {
  /** Microssegundos Unix; zero ou negativo vale "não informado". */
  timestamp: bigint;
  value: string;
  endpoint: ZipkinEndpoint | undefined;
}

/** O que no v2 é uma tag. Em Thrift o valor tem tipo; em JSON é sempre texto. */
export interface ZipkinV1BinaryAnnotation {
  key: string;
  value: AttributeValue;
  endpoint: ZipkinEndpoint | undefined;
}

export interface ZipkinV1Span {
  /** 32 dígitos hexadecimais minúsculos. */
  traceId: string;
  /** 16 dígitos. */
  id: string;
  /** `''` num span raiz. */
  parentId: string;
  name: string;
  /** Microssegundos Unix; zero se não veio. */
  timestamp: bigint;
  /** Microssegundos. */
  duration: bigint;
  annotations: readonly ZipkinV1Annotation[];
  binaryAnnotations: readonly ZipkinV1BinaryAnnotation[];
}

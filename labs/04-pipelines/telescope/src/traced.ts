/** O que todo span do Telescope faz: fica ativo enquanto o trabalho roda, conta a falha, e termina. */
import {
  type Attributes,
  isSpanContextValid,
  type Link,
  type Span,
  SpanKind,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api';
import { recordFailure } from './failure';

export interface SpanSettings {
  readonly attributes?: Attributes | undefined;
  readonly kind?: SpanKind | undefined;
  readonly links?: readonly Link[] | undefined;
  /** Sem pai: começa um trace. */
  readonly root?: boolean | undefined;
}

/** @returns O que o trabalho devolve. O erro dele fica no span e segue para quem chamou. */
export function traced<R>(
  tracer: Tracer,
  name: string,
  work: (span: Span) => R,
  { attributes, kind = SpanKind.INTERNAL, links, root = false }: SpanSettings = {},
): Promise<Awaited<R>> {
  const options: SpanOptions = { kind, root };
  if (attributes) options.attributes = attributes;
  if (links?.length) options.links = validLinks(links);
  return tracer.startActiveSpan(name, options, async (span): Promise<Awaited<R>> => {
    try {
      return await work(span);
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Os links que levam a algum lugar: um sem contexto, o de quem o procurou fora de um span, impediria a entrega de todos. */
export function validLinks(links: readonly Link[]): Link[] {
  return links.filter(({ context }) => (context as Link['context'] | undefined) && isSpanContextValid(context));
}

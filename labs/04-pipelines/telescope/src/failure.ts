/** O que um span conta de uma falha, seja ela um `Error` ou qualquer outra coisa que alguém lance. */
import { type Span, SpanStatusCode } from '@opentelemetry/api';

/** A exceção, o tipo dela e o estado do span. */
export function recordFailure(span: Span, error: unknown): void {
  const { name, message } = noteException(span, error);
  span.setAttribute('error.type', name);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

/**
 * Só a exceção, como evento: o estado do span não muda.
 * @returns O `error.type` dela, o código, se o erro tem um, ou o nome da classe: poucos valores. E a mensagem.
 */
export function noteException(span: Span, error: unknown): { name: string; message: string } {
  const { code, name, stack } = fieldsOf(error);
  const type = [code, name].find((text) => typeof text === 'string' && text !== '');
  const failure = { name: String(type ?? kindOf(error)), message: failureText(error) };
  span.recordException({ ...failure, ...(typeof stack === 'string' ? { stack } : {}) });
  return failure;
}

/** Nem todo erro é um `Error`: drivers rejeitam com objetos que só parecem um. */
function fieldsOf(error: unknown): { code?: unknown; name?: unknown; message?: unknown; stack?: unknown } {
  return typeof error === 'object' && error !== null ? error : {};
}

/** A mensagem de um erro; de qualquer outra coisa, o texto dela. */
export function failureText(error: unknown): string {
  const { message } = fieldsOf(error);
  if (typeof message === 'string') return message;
  try {
    return String(error);
  } catch {
    // Um objeto sem protótipo não vira texto.
    return kindOf(error);
  }
}

/** `undefined`, `null`, `string`, ou o nome da classe. */
export function kindOf(value: unknown): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  return value.constructor?.name ?? 'object';
}

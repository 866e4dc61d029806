/**
 * Rótulos: os atributos como o Prometheus e o Loki os mostram. Os nomes perderam os pontos, e os valores, os tipos: `http.route`
 * é `http_route`, e 42 é `"42"`.
 */
import { list } from '../format.ts';
import { ATTEMPT_ATTRIBUTE } from './attempt.ts';
import type { Matcher } from './matchers.ts';
import { typoOf } from './nearest.ts';
import type { AttributeValue } from './span.ts';

export type Labels = Readonly<Record<string, string>>;

/** A mesma para um nome do OpenTelemetry e para qualquer jeito de escrevê-lo como rótulo ou métrica. */
export function plainName(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9]+/g, '_').replaceAll(/^_|_$/g, '');
}

/** O valor do rótulo que é este atributo. */
export function labelOf(labels: Labels, key: string): string | undefined {
  const wanted = plainName(key);
  return Object.entries(labels).find(([name]) => name === key || plainName(name) === wanted)?.[1];
}

/** O valor confere como texto, ou como aquilo que o texto escreve. */
export function matchesText(matcher: Matcher, text: string): boolean {
  return matcher.test(text) || valuesIn(text).some((value) => matcher.test(value));
}

/** Como um número se escreve; `12.` e `0x1F`, ninguém que guarde números os escreve. */
const NUMBER = /^-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Infinity)$|^NaN$/i;

/** O que não é texto e se escreve assim: um número, um booleano, uma lista em JSON. */
export function valuesIn(text: string): AttributeValue[] {
  if (text === 'true' || text === 'false') return [text === 'true'];
  if (NUMBER.test(text)) return [Number(text)];
  if (!text.startsWith('[')) return [];
  try {
    const items: unknown = JSON.parse(text);
    return Array.isArray(items) && items.every((item) => typeof item !== 'object') ? [items] : [];
  } catch {
    return [];
  }
}

/** Os que dizem só que o SDK é o SDK, e os da tentativa, que não são do aluno. */
const UNTOLD = [/^telemetry_sdk_/, /^service_instance_id$/, new RegExp(`^${plainName(ATTEMPT_ATTRIBUTE)}$`)];

/** Que chaves há, para a mensagem de uma que falta. @param wanted As grafias dela. */
export function labelsText(labels: Labels, ...wanted: readonly string[]): string {
  const keys = Object.keys(labels).filter((key) => !UNTOLD.some((untold) => untold.test(plainName(key))));
  if (keys.length === 0) return 'não tem nenhum';
  const typo = typoOf(wanted.map(plainName), keys);
  if (typo !== undefined) return `tem um parecido, ${typo}`;
  return `tem ${list(keys)}`;
}

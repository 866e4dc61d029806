/** Um registro em texto: uma linha de JSON para guardar, ou um JSON que veio em texto, com recuo, para ler. */
import { attributeText } from '../store/attribute-text.ts';
import type { LogRecord } from '../store/logs/log-store.ts';
import type { Attribute, AttributeValue } from '../store/model.ts';

/** Uma linha de JSON, com a quebra no fim. Inteiros de 64 bits saem inteiros; tempos, em texto. */
export function logJsonLine(log: LogRecord): string {
  const fields = {
    timeUnixNano: String(log.timeUnixNano),
    ...(log.observedTimeUnixNano > 0n && { observedTimeUnixNano: String(log.observedTimeUnixNano) }),
    severityNumber: log.severityNumber,
    severityText: log.severityText,
    service: log.resource.serviceName,
    ...(log.traceId !== '' && { traceId: log.traceId }),
    ...(log.spanId !== '' && { spanId: log.spanId }),
    ...(log.eventName !== '' && { eventName: log.eventName }),
  };
  const scope = JSON.stringify({ name: log.scope.name, version: log.scope.version });
  const body = valueJson(log.body);
  const attributes = mapJson(log.attributes);
  const resource = mapJson(log.resource.attributes);
  return `${JSON.stringify(fields).slice(0, -1)},"body":${body},"attributes":${attributes},"scope":${scope},"resource":${resource}}\n`;
}

/** `attributeText` só escreve como JSON o que está dentro de uma lista ou de um mapa. */
function valueJson(value: AttributeValue): string {
  return attributeText({ type: 'array', value: [value] }).slice(1, -1);
}

function mapJson(attributes: readonly Attribute[]): string {
  return attributeText({ type: 'kvlist', value: [...attributes] });
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gsu;
/** Mais fundo que isto a pessoa lê o texto como veio. */
const MAX_DEPTH = 50;
const MAX_CHARS = 100_000;

/**
 * O mesmo JSON com recuo, ou `undefined` se o texto não é um objeto ou uma lista em JSON. Os números ficam como vieram:
 * passar por `JSON.parse` arredondaria os de 64 bits.
 */
export function prettyJson(text: string): string | undefined {
  if (!/^\s*[{[]/.test(text) || text.length > MAX_CHARS) return undefined;
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  let depth = 0;
  let pretty = '';
  let before = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const closes = token === '}' || token === ']';
    if (closes) depth--;
    const opened = before === '{' || before === '[';
    if ((opened && !closes) || before === ',' || (closes && !opened)) pretty += `\n${'  '.repeat(depth)}`;
    pretty += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth++;
    if (depth > MAX_DEPTH) return undefined;
    before = token;
  }
  return pretty;
}

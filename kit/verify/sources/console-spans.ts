/**
 * Acha, no que um programa escreveu, os spans que o `ConsoleSpanExporter` imprimiu. Ele imprime um objeto por span, com
 * `console.dir`, no meio do que o programa escreve por conta própria.
 */
import { stripVTControlCharacters } from 'node:util';
import { fieldsOf } from '../../read-answer.ts';
import {
  type ObservedEvent,
  type ObservedLink,
  type ObservedSpan,
  SPAN_KINDS,
  splitResource,
  STATUS_CODES,
  toAttributes,
} from '../span.ts';
import { parseInspected } from './inspect-literal.ts';
import type { Problem } from './source.ts';

/** Em caracteres. */
export const MAX_STDOUT_LENGTH = 10 * 1024 * 1024;

/** Depois de alguns, os outros dizem o mesmo. */
const MAX_PROBLEMS = 10;

export interface ConsoleReading {
  spans: ObservedSpan[];
  /** As outras linhas, na ordem e sem cores. */
  rest: string;
  problems: Problem[];
}

/** O primeiro campo do objeto: `resource` hoje, `traceId` nos SDKs antigos. Os espaços contam o `console.group`. */
const FIRST_FIELD = /^( *) {2}(?:resource|traceId): /;

/** Nunca lança: o que não se consegue ler vira um problema. */
export function readConsoleSpans(stdout: string): ConsoleReading {
  const spans: ObservedSpan[] = [];
  const rest: string[] = [];
  const problems: Problem[] = [];
  const lines = toLines(stdout, problems);

  for (let at = 0; at < lines.length; at++) {
    const indent = lines[at].endsWith('{') ? FIRST_FIELD.exec(lines[at + 1] ?? '')?.[1] : undefined;
    if (indent === undefined) {
      rest.push(lines[at]);
      continue;
    }
    // Todas as linhas de dentro são mais recuadas que a chave que fecha: a primeira que não é mostra onde o objeto parou.
    let end = at + 1;
    while (end < lines.length && lines[end].startsWith(`${indent}  `)) end++;
    const before = lines[at].slice(0, -1);
    // O programa escreveu algo sem quebra de linha, e o objeto continuou a linha dele.
    if (before.trim() !== '') rest.push(before);
    if (lines[end] !== `${indent}}`) {
      problems.push(truncated(lines.slice(at, end)));
      // Um pedaço do recuo, e nada mais, é também do objeto cortado.
      at = end === lines.length - 1 && lines[end].trim() === '' ? end : end - 1;
      continue;
    }
    const block = ['{', ...lines.slice(at + 1, end + 1)];
    const read = readBlock(block.join('\n'));
    if (read === 'unreadable') problems.push(unreadable(block));
    if (typeof read === 'string') {
      if (before.trim() === '') block[0] = lines[at];
      rest.push(...block);
    } else spans.push(read);
    at = end;
  }
  return { spans, rest: rest.join('\n'), problems: problems.slice(0, MAX_PROBLEMS) };
}

function toLines(stdout: string, problems: Problem[]): string[] {
  let text = stdout;
  if (text.length > MAX_STDOUT_LENGTH) {
    text = text.slice(0, MAX_STDOUT_LENGTH);
    problems.push({
      code: 'stdout_too_long',
      message:
        'O programa escreveu mais de 10 MB no terminal, e só o começo foi lido. Há um laço que não termina de imprimir?',
    });
  }
  if (text.includes('\u001B')) text = stripVTControlCharacters(text);
  return text.split(/\r?\n/);
}

function readBlock(text: string): ObservedSpan | 'unreadable' | 'not_span' {
  try {
    return toSpan(parseInspected(text)) ?? 'not_span';
  } catch {
    return 'unreadable';
  }
}

function truncated(lines: readonly string[]): Problem {
  return {
    code: 'console_span_truncated',
    message:
      `A saída termina no meio de um span${namedIn(lines)}: o programa foi interrompido, ou acabou com process.exit() antes de ` +
      'terminar de escrever. Deixe o programa chegar ao fim sozinho.',
  };
}

function unreadable(lines: readonly string[]): Problem {
  return {
    code: 'console_span_unreadable',
    message:
      `Um objeto que parece um span${namedIn(lines)} foi impresso de um jeito que não se consegue ler. ` +
      'Use o ConsoleSpanExporter do SDK, sem mudar o que ele imprime.',
  };
}

function namedIn(lines: readonly string[]): string {
  const name = lines.map((line) => /^ *name: (.{1,80}),$/.exec(line)?.[1]).find((found) => found !== undefined);
  return name === undefined ? '' : ` (${name})`;
}

type Fields = Readonly<Record<string, unknown>>;

function toSpan(value: unknown): ObservedSpan | undefined {
  const fields = fieldsOf(value);
  const { traceId, id, name } = fields;
  if (!isHex(traceId, 32) || !isHex(id, 16) || typeof name !== 'string') return undefined;
  // Os SDKs 1.x escreviam parentId.
  const parent = fieldsOf(fields.parentSpanContext).spanId ?? fields.parentId;
  const scope = fieldsOf(fields.instrumentationScope ?? fields.instrumentationLibrary).name;
  const status = fieldsOf(fields.status);
  return {
    traceId,
    spanId: id,
    ...(isHex(parent, 16) && { parentSpanId: parent }),
    name,
    kind: SPAN_KINDS[Number(fields.kind)] ?? 'INTERNAL',
    status: {
      code: STATUS_CODES[Number(status.code)] ?? 'UNSET',
      ...(typeof status.message === 'string' && status.message !== '' && { message: status.message }),
    },
    attributes: toAttributes(fields.attributes),
    events: listOf(fields.events).map(toEvent),
    links: listOf(fields.links).map(toLink),
    ...splitResource(toAttributes(fieldsOf(fields.resource).attributes)),
    scope: typeof scope === 'string' ? scope : '',
    startUs: Number(fields.timestamp) || 0,
    durationUs: Number(fields.duration) || 0,
    source: 'stdout',
  };
}

function isHex(value: unknown, length: number): value is string {
  return typeof value === 'string' && value.length === length && /^[\da-f]+$/.test(value);
}

/** Depois de cem, o `inspect` só conta: a contagem não é um evento. */
function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

function toEvent({ name, attributes, time }: Fields): ObservedEvent {
  const [seconds, nanos] = Array.isArray(time) ? time : [0, 0];
  return {
    name: String(name),
    attributes: toAttributes(attributes),
    timeUs: Number(seconds) * 1e6 + Math.floor(Number(nanos) / 1e3) || 0,
  };
}

function toLink({ context, attributes }: Fields): ObservedLink {
  const { traceId, spanId } = fieldsOf(context);
  return { traceId: String(traceId), spanId: String(spanId), attributes: toAttributes(attributes) };
}

/** Os pedidos do passo, feitos a um programa que já está no ar. */
import { randomUUID } from 'node:crypto';
import { requestText, type StepRequest } from '../../../course/manifest.ts';
import { ATTEMPT_ATTRIBUTE } from '../../../verify/attempt.ts';
import type { ObservedSpan } from '../../../verify/span.ts';
import type { TelemetrySource } from '../../../verify/sources/source.ts';
import { sendStepRequest, type StepAnswer } from '../step-request.ts';
import { deployedTexts as texts } from './deployed-texts.ts';
import type { Fact } from './fact.ts';

/** Uma VM, do outro lado do mundo, ainda responde nisto. */
const REQUEST_MS = 10_000;

/**
 * A marca que vai em cada pedido, no User-Agent: a instrumentação de http o anota no span. O recurso de quem já está no ar não
 * pode levar o id da tentativa, e pela hora contariam também as visitas de outros, e errariam os relógios que não concordam.
 * (Na busca do endereço não serve: com um `?`, a instrumentação do Express deixa de dizer a rota `/`.)
 */
export function newMark(): string {
  return `${ATTEMPT_ATTRIBUTE}/${randomUUID()}`;
}

/** Só os traces que começaram num pedido com esta marca. */
export function markedBy(mark: string, source: TelemetrySource): TelemetrySource {
  const isMarked = ({ attributes }: ObservedSpan): boolean => attributes['user_agent.original'] === mark;
  return {
    ...source,
    async read(query, signal) {
      const reading = await source.read(query, signal);
      const traces = new Set(reading.spans.filter(isMarked).map(({ traceId }) => traceId));
      return { ...reading, spans: reading.spans.filter(({ traceId }) => traces.has(traceId)) };
    },
  };
}

export interface VisitOptions {
  mark: string;
  signal: AbortSignal;
  /** O endereço que se diz, se não é o que se pede. */
  told?: string;
}

/** Em ordem, e um de cada vez. @param appUrl Sem barra no fim. @returns Um fato por pedido; para no primeiro que não foi como devia. */
export async function visitAll(
  appUrl: string,
  requests: readonly StepRequest[],
  options: VisitOptions,
): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const request of requests) {
    const fact = await visit(appUrl, request, options);
    facts.push(fact);
    if (!fact.passed) break;
  }
  return facts;
}

async function visit(
  appUrl: string,
  request: StepRequest,
  { mark, signal, told = appUrl }: VisitOptions,
): Promise<Fact> {
  const headers = { 'user-agent': mark };
  const answer = await sendStepRequest(appUrl, request, { requestMs: REQUEST_MS, signal, headers });
  const expected = texts.appAnswers(told, requestText(request));
  return { ...wordingOf(requestText(request, told), answer), expected };
}

function wordingOf(request: string, answer: StepAnswer): Omit<Fact, 'expected'> {
  const unreachable = (observed: string) => ({ code: 'app_unreachable', passed: false, observed }) as const;
  const differs = (observed: string) => ({ code: 'app_differs', passed: false, observed }) as const;
  switch (answer.kind) {
    case 'as_expected':
      return { code: 'app_unreachable', passed: true, observed: texts.appAnswered(answer.status) };
    case 'other_status':
      return differs(texts.badStatus(request, answer.wanted, answer.status, answer.start));
    case 'other_body':
      return differs(texts.badBody(request, answer.wanted, answer.start));
    case 'silent':
      return unreachable(texts.silent(request, REQUEST_MS));
    case 'cut':
      return unreachable(texts.refused(request, answer.reason));
  }
}

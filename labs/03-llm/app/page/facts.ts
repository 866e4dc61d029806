// A linha discreta embaixo de uma resposta: o que ela custou, e onde está o trace dela.

import { traceUrl } from '@lab-otel/comum/page/backend.ts';
import { element } from '@lab-otel/comum/page/dom.ts';
import type { AskError, Reply } from './api.ts';
import { formatCount, formatSeconds, formatUsage, formatUsd } from './format.ts';

/** Em milissegundos, contados no navegador. */
export interface Timing {
  total: number;
  /** Até as primeiras palavras; sem elas, a resposta veio de uma vez. */
  firstText?: number;
}

/** @param backendUrl Onde ver o trace. */
export function replyFacts(reply: Reply, timing: Timing, backendUrl?: string): HTMLElement {
  const { model, usage, costUsd, attempts, traceId } = reply;
  return facts(
    model,
    isCounted(usage.inputTokens, usage.outputTokens) && formatUsage(usage),
    isCounted(costUsd) && formatUsd(costUsd),
    isCounted(attempts) && formatCount(attempts, 'chamada', 'chamadas'),
    timeText(timing),
    traceId && traceLink(traceId, backendUrl),
  );
}

/** @param error Sem ele, foi a própria pessoa que parou. */
export function failureFacts(error: AskError | undefined, timing: Timing, backendUrl?: string): HTMLElement {
  return facts(
    error?.errorType && element('code', '', `error.type: ${error.errorType}`),
    timeText(timing),
    error?.traceId && traceLink(error.traceId, backendUrl),
  );
}

function timeText({ total, firstText }: Timing): string {
  const first = firstText === undefined ? '' : ` (${formatSeconds(firstText)} até começar)`;
  return formatSeconds(total) + first;
}

function isCounted(...numbers: number[]): boolean {
  return numbers.every((number) => Number.isFinite(number));
}

function traceLink(traceId: string, backendUrl: string | undefined): HTMLElement {
  const url = traceUrl(backendUrl, traceId);
  if (!url) return element('span', 'trace', 'trace ', element('code', '', traceId));
  const link = element('a', 'trace', 'ver o trace');
  link.setAttribute('href', url);
  // A conversa só existe nesta página: sair dela a perderia.
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener');
  link.append(element('span', 'hidden', ' (abre noutra aba)'));
  return link;
}

/** O que falta não ocupa lugar. */
function facts(...items: (Node | string | false | undefined)[]): HTMLElement {
  const known = items.filter((item): item is Node | string => item !== undefined && item !== false && item !== '');
  return element('ul', 'facts', ...known.map((item) => element('li', '', item)));
}

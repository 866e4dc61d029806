/**
 * Um trabalho (um job, uma função, uma mensagem) cujo contexto ficou com quem o pediu. Não há endereço nem caminho que os
 * dois lados digam: o que os une é o id do trabalho, que só vale como prova se é de um trabalho só. Por isso quem o fez começou
 * o trace, sem link entre os dois, no tempo em que podia; e o pedido está num trace só, em que o mesmo serviço não o fez.
 */
import { type Span, SpanKind } from '../../../store/model.ts';
import type { Rule, Sighting } from '../finding.ts';
import type { DiagnosedTrace, Snapshot } from '../snapshot.ts';
import { allNodes, httpCallOf, SPANS_PER_BREATH, toNano, whereIs } from '../span-facts.ts';
import { isWithin, SETTLED_MS } from '../split-traces.ts';
import { askedWork, doneWork, type WorkId } from '../work-ids.ts';

/** O id que está em mais pedidos que isto não é de um trabalho só. E assim o custo é linear. */
const MAX_ASKED_PER_ID = 100;

export const rule: Rule = {
  code: 'job_context_lost',
  severity: 'error',
  title: 'Um trabalho e o pedido dele ficaram em traces separados',
  explanation:
    'Um serviço pediu um trabalho (um job, uma função, uma mensagem), outro o fez, e os dois lados contam o mesmo id, cada um ' +
    'no seu trace. Um job não recebe cabeçalhos HTTP, e a instrumentação não tem por onde levar o contexto: se ele não vai nos ' +
    'parâmetros do trabalho, não vai.',
  fix:
    'Quem pede põe o contexto no que manda (`propagation.inject(context.active(), parameters)`, dentro do span do pedido), e ' +
    'quem faz o tira do que recebeu (`propagation.extract(ROOT_CONTEXT, parameters)`) e começa o seu span com ele. Se o trace ' +
    'novo é de propósito, dê-lhe um link para o do pedido.',
  *find(snapshot): Generator<Sighting | undefined> {
    const evidence = yield* gather(snapshot);
    const links = new Links();
    for (const [i, done] of evidence.roots.entries()) {
      if (i % SPANS_PER_BREATH === 0) yield undefined;
      for (const id of done.ids) {
        const asked = requestOf(done, id, evidence, links);
        if (!asked) continue;
        yield {
          ...whereIs(asked.span),
          otherService: done.span.resource.serviceName,
          detail:
            `${id.label}: ${asked.span.resource.serviceName} pediu no trace ${asked.span.traceId}, ` +
            `${done.span.resource.serviceName} fez no ${done.span.traceId}`,
        };
        break;
      }
    }
  },
};

interface Seen {
  span: Span;
  trace: DiagnosedTrace;
}

interface Evidence {
  /** Quem fez um trabalho e começou um trace, com os ids dele. */
  roots: (Seen & { ids: WorkId[] })[];
  /** Quem pediu, pela chave do trabalho. */
  asked: Map<string, Seen[]>;
  /** Em que traces cada trabalho foi feito, e por que serviços: ver `doneBy`. */
  done: Set<string>;
}

/** Uma volta pelos spans, com paradas. De um trace lido em parte não se sabe o que falta. */
function* gather(snapshot: Snapshot): Generator<undefined, Evidence> {
  const evidence: Evidence = { roots: [], asked: new Map(), done: new Set() };
  const settled = toNano(snapshot.nowMs - SETTLED_MS);
  for (const [i, { trace, span }] of allNodes(snapshot).entries()) {
    if (i % SPANS_PER_BREATH === 0) yield undefined;
    const ids = doneWork(span);
    for (const { key } of ids) evidence.done.add(doneBy(span.resource.serviceName, span.traceId, key));
    if (trace.partial || span.endTimeUnixNano > settled) continue;
    // Um pedido HTTP tem cabeçalhos: dele fala a propagation_broken.
    if (ids.length > 0 && span.parentSpanId === '' && !httpCallOf(span)) evidence.roots.push({ span, trace, ids });
    for (const { key } of askedWork(span)) {
      const others = evidence.asked.get(key);
      if (others) others.push({ span, trace });
      else evidence.asked.set(key, [{ span, trace }]);
    }
  }
  return evidence;
}

function doneBy(serviceName: string, traceId: string, key: string): string {
  return `${traceId} ${key} ${serviceName}`;
}

/** O pedido de que este trabalho é a resposta; `undefined` se nenhum é, ou se não se sabe qual. */
function requestOf({ span, trace }: Seen, { key }: WorkId, { asked, done }: Evidence, links: Links): Seen | undefined {
  const all = asked.get(key) ?? [];
  if (all.length > MAX_ASKED_PER_ID) return undefined;
  const candidates = all.filter((other) => couldHaveAsked(other.span, span));
  const [first] = candidates;
  if (!first || candidates.some((other) => other.trace !== first.trace)) return undefined;
  if (done.has(doneBy(span.resource.serviceName, first.span.traceId, key))) return undefined;
  // Começar um trace novo e apontar um para o outro com um link é uma escolha.
  if (links.has(trace, first.trace) || links.has(first.trace, trace)) return undefined;
  return first;
}

/** Pelo tempo: um CLIENT espera pelo que pediu; um PRODUCER pede e vai embora. */
function couldHaveAsked(asked: Span, done: Span): boolean {
  if (asked.resource.serviceName === done.resource.serviceName) return false;
  return asked.kind === SpanKind.CLIENT ? isWithin(done, asked) : done.startTimeUnixNano >= asked.startTimeUnixNano;
}

/** Para que traces os spans de cada trace apontam, lido uma vez só. */
class Links {
  readonly #known = new Map<DiagnosedTrace, Set<string>>();

  has(from: DiagnosedTrace, to: DiagnosedTrace): boolean {
    const linked =
      this.#known.get(from) ?? new Set(from.nodes.flatMap(({ span }) => span.links.map(({ traceId }) => traceId)));
    this.#known.set(from, linked);
    return linked.has(to.traceId);
  }
}

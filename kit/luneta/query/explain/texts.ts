/** Todas as frases da explicação de um trace, em português: quem revisa a redação lê só este arquivo. */
import { count, formatCount, formatDuration, formatPercent } from '../../../format.ts';
import { type Gap, type GapPlace, sizeUs } from '../gaps.ts';
import { isRoot } from '../main-span.ts';
import type { SpanNode } from '../trace-tree.ts';
import { isUnnamed, list, listed, MAX_NAME_CHARS, named, service, shorten, spanOf } from './names.ts';
import type { SkewedCall } from './skewed-calls.ts';

export type Beginning =
  | 'http_received'
  | 'rpc_received'
  | 'call_received'
  | 'http_made'
  | 'rpc_made'
  | 'database_call'
  | 'call_made'
  | 'message_consumed'
  | 'message_published'
  | 'internal_work'
  | 'unknown';

export interface ServiceCall {
  from: string;
  to: string;
  isMessage: boolean;
  count: number;
}

/** Os spans de um serviço e uma operação, e o tempo próprio deles no caminho crítico. */
export interface TimeHolder {
  nodes: SpanNode[];
  us: number;
  share: number;
}

const MAX_REASON_CHARS = 160;
const MAX_CALLS = 5;

const BEGINNINGS: Record<Beginning, (service: string) => string> = {
  http_received: (name) => `uma requisição HTTP que ${name} recebeu`,
  rpc_received: (name) => `uma chamada RPC que ${name} recebeu`,
  call_received: (name) => `uma chamada que ${name} recebeu`,
  http_made: (name) => `uma requisição HTTP que ${name} fez`,
  rpc_made: (name) => `uma chamada RPC que ${name} fez`,
  database_call: (name) => `uma consulta que ${name} fez a um banco de dados`,
  call_made: (name) => `uma chamada que ${name} fez`,
  message_consumed: (name) => `uma mensagem que ${name} consumiu`,
  message_published: (name) => `uma mensagem que ${name} publicou`,
  internal_work: (name) => `um trabalho interno de ${name}`,
  unknown: (name) => `um span de ${name}`,
};

const GAP_PLACES: Record<GapPlace, string> = {
  before_first: 'antes do primeiro filho',
  between: 'entre dois filhos',
  after_last: 'depois do último filho',
};

export const explainTexts = {
  origin({ main, beginning, mainUs, traceUs, httpStatus }: OriginFacts): string {
    const what = `${BEGINNINGS[beginning](service(main.span.resource.serviceName))}, ${named(main)}`;
    const start = isRoot(main) ? 'Tudo começou com' : 'O trace está sem span raiz. O primeiro que há é';
    const facts = [
      ...(mainUs === undefined ? [] : [`levou ${formatDuration(mainUs)}`]),
      ...(httpStatus === undefined ? [] : [`terminou com o status HTTP ${shorten(httpStatus, MAX_NAME_CHARS)}`]),
    ];
    const whole = traceUs === undefined ? '' : ` O trace inteiro levou ${formatDuration(traceUs)}.`;
    return `${start} ${what}${facts.length === 0 ? '' : `: ${list.format(facts)}`}.${whole}`;
  },

  failure({ node, isEarliest, reason, parent, failedAbove, top, elsewhere }: FailureFacts): string {
    const what = reason === undefined ? '.' : `: ${ended(shorten(reason, MAX_REASON_CHARS))}`;
    const others =
      elsewhere === 0
        ? ''
        : ` Fora desse caminho, mais ${count(elsewhere, 'span terminou', 'spans terminaram')} com erro.`;
    const isOnly = failedAbove.length + elsewhere === 0;
    const which = isOnly ? 'O erro' : isEarliest ? 'O primeiro erro' : 'O erro mais profundo';
    return `${which} foi em ${spanOf(node)}${what}${reach({ node, parent, failedAbove, top })}${others}`;
  },

  missingParents(orphans: readonly SpanNode[]): string {
    const who =
      orphans.length === 1
        ? `O pai de ${spanOf(orphans[0])}, não está no trace.`
        : `${formatCount(orphans.length)} spans têm um pai que não está no trace: ${listed(orphans)}.`;
    return `${who} Há três causas possíveis: o pai ainda não terminou, o processo saiu antes de exportá-lo, ou ele ficou fora da amostragem.`;
  },

  severalRoots: (roots: readonly SpanNode[]): string =>
    `O trace tem ${formatCount(roots.length)} spans raiz, e o normal é um só: ${listed(roots)}. Confira se o contexto passou de um para o outro.`,

  cycles: (opened: readonly SpanNode[]): string =>
    opened.length === 1
      ? `Há um ciclo: seguindo os pais de ${spanOf(opened[0])}, volta-se a ele. A árvore foi aberta ali; confira como os ids são gerados.`
      : `Há ${formatCount(opened.length)} ciclos, em que seguir os pais de um span leva de volta a ele: ${listed(opened)}. A árvore foi aberta ali; confira como os ids são gerados.`,

  clockSkew: ({ caller, callee, aheadUs }: SkewedCall, calls: number): string => {
    const others = calls === 1 ? '' : ` O mesmo acontece em mais ${count(calls - 1, 'chamada', 'chamadas')}.`;
    return `Os relógios não batem: ${spanOf(callee)}, aparece ${formatDuration(aheadUs)} antes de quem o chamou, ${spanOf(caller)}.${others} As durações dentro de cada serviço valem; a comparação de horários entre eles, não.`;
  },

  calls(calls: readonly ServiceCall[]): string {
    const shown = calls.slice(0, MAX_CALLS);
    const told = shown.map((call, i) => {
      const follows = i > 0 && shown[i - 1].to === call.from && !isUnnamed(call.from);
      return `${i === 0 ? '' : follows ? ', que ' : '; '}${follows ? '' : `${service(call.from)} `}${callText(call)}`;
    });
    const rest = calls.length - shown.length;
    const more = rest === 0 ? '' : `; e há mais ${count(rest, 'ligação', 'ligações')} entre serviços`;
    return `Quem chamou quem: ${told.join('')}${more}.`;
  },

  timeSpent({ main, holders, waiting }: TimeFacts): string {
    const [first, ...others] = holders;
    const mine = isRoot(main) ? 'da raiz' : 'do primeiro span';
    const of = (holder: TimeHolder, itself: string): string =>
      holder.nodes[0] === main ? itself : `de ${holderText(holder)}`;
    const parts = `${formatDuration(first.us)} de ${formatDuration(main.durationUs)}`;
    const start = `No caminho crítico, ${formatPercent(first.share)} do tempo ${mine} (${parts}) é tempo próprio ${of(first, isRoot(main) ? 'dela' : 'dele')}`;
    const next = others.map((holder) => `o ${of(holder, mine)} (${formatDuration(holder.us)})`);
    const then = next.length === 0 ? '.' : `; depois ${next.length === 1 ? 'vem' : 'vêm'} ${list.format(next)}.`;
    if (!waiting) return start + then;
    return `${start}${then} O mais longo não é necessariamente o culpado: ${spanOf(waiting)}, durou ${formatDuration(waiting.durationUs)}, quase tudo à espera dos filhos.`;
  },

  repetition({ pattern, nodes, totalUs, share }: RepetitionFacts): string {
    const [first] = nodes;
    const times = `${named(first)} ${formatCount(nodes.length)} vezes, uma depois da outra`;
    const total = `${formatDuration(totalUs)} ao todo${share === undefined ? '' : `, ${formatPercent(share)} do trace`}`;
    const who = first.parent ? spanOf(first.parent) : '';
    switch (pattern) {
      case 'n_plus_1':
        return `${who}, chamou ${times}: ${total}. Parece o padrão N+1 (uma chamada por item): uma chamada só para todos, ou várias em paralelo, costuma resolver.`;
      case 'attempts':
        return `${who}, repetiu ${times}, e todas antes da última falharam: parecem novas tentativas (${total}).`;
      case 'loop':
        return `${who}, executou ${times}: ${total}.`;
    }
  },

  parallel: ({ nodes, sumUs, wallUs }: { nodes: readonly SpanNode[]; sumUs: number; wallUs: number }): string => {
    const [{ parent }] = nodes;
    return `${parent ? spanOf(parent) : ''}, trabalhou em paralelo: ${count(nodes.length, 'filho', 'filhos')} que somam ${formatDuration(sumUs)} ocuparam só ${formatDuration(wallUs)} do relógio.`;
  },

  longestGap({ gap, share, remote }: GapFacts): string {
    const size = `${formatDuration(sizeUs(gap))} (${formatPercent(share)} do trace)`;
    if (remote === undefined) {
      return `O maior vão sem explicação tem ${size}: em ${spanOf(gap.node)}, ${GAP_PLACES[gap.where]}, nenhum filho estava em andamento. Pode ser trabalho do próprio span, ou algo que falta instrumentar.`;
    }
    const between =
      gap.where === 'before_first'
        ? `entre o início da chamada ${spanOf(gap.node)}, e o início do trabalho em ${service(remote)}`
        : `entre o fim do trabalho em ${service(remote)} e o fim da chamada ${spanOf(gap.node)}`;
    return `O maior vão sem explicação tem ${size}: ${between}. Pode ser rede, fila ou uma pequena diferença entre os relógios.`;
  },

  unmeasured: (nodes: readonly SpanNode[]): string =>
    nodes.length === 1
      ? `${spanOf(nodes[0])}, não tem uma duração que se possa medir: o fim não veio depois do início.`
      : `${formatCount(nodes.length)} spans não têm uma duração que se possa medir, porque o fim não veio depois do início: ${listed(nodes)}.`,

  lateChildren: ({ count: late, latest, lateUs }: { count: number; latest: SpanNode; lateUs: number }): string =>
    late === 1
      ? `${spanOf(latest)}, terminou ${formatDuration(lateUs)} depois do pai: é assim que aparece o trabalho assíncrono, e é normal.`
      : `${formatCount(late)} spans terminaram depois do pai (${named(latest)}, ${formatDuration(lateUs)} depois): é assim que aparece o trabalho assíncrono, e é normal.`,
};

interface OriginFacts {
  main: SpanNode;
  beginning: Beginning;
  /** Ausente quando a duração não é uma medida. */
  mainUs: number | undefined;
  /** Ausente quando nada acrescenta. */
  traceUs: number | undefined;
  httpStatus: string | undefined;
}

interface FailureFacts {
  node: SpanNode;
  /** Nenhum outro span falhou antes. */
  isEarliest: boolean;
  reason: string | undefined;
  parent: SpanNode | undefined;
  /** Os de cima que também falharam, do mais próximo para o mais distante. */
  failedAbove: readonly SpanNode[];
  /** O mais alto que há acima do span. */
  top: SpanNode | undefined;
  /** Quantos falharam fora do caminho dele até o topo. */
  elsewhere: number;
}

interface TimeFacts {
  main: SpanNode;
  holders: readonly TimeHolder[];
  waiting: SpanNode | undefined;
}

interface RepetitionFacts {
  pattern: 'n_plus_1' | 'attempts' | 'loop';
  nodes: readonly SpanNode[];
  totalUs: number;
  /** Ausente quando a duração do trace não é confiável. */
  share: number | undefined;
}

interface GapFacts {
  gap: Gap;
  share: number;
  /** O serviço chamado, quando o vão é a ida ou a volta de uma chamada. */
  remote: string | undefined;
}

/** Até onde o erro foi; só o que os status mostram. */
function reach({
  node,
  parent,
  failedAbove,
  top,
}: Pick<FailureFacts, 'node' | 'parent' | 'failedAbove' | 'top'>): string {
  if (!parent || !top) return node.orphan ? ' O pai dele não está no trace: não dá para saber se o erro subiu.' : '';
  const highest = failedAbove.at(-1);
  if (!highest) {
    return ` Ele não subiu: o pai, ${named(parent)}, terminou sem erro (tratou a falha ou não a registrou).`;
  }
  const topName = isRoot(top) ? 'a raiz' : 'o primeiro span que há';
  if (highest !== top) {
    const who =
      failedAbove.length === 1
        ? `${named(highest)} também terminou com erro`
        : `${formatCount(failedAbove.length)} spans também terminaram com erro, até ${named(highest)}`;
    return ` Acima dele, ${who}, mas ${topName}, ${named(top)}, não: o erro foi tratado, ou deixou de ser registrado, no caminho.`;
  }
  if (failedAbove.length === 1) return ` Acima dele, ${topName}, ${named(top)}, também terminou com erro.`;
  return ` Acima dele, ${formatCount(failedAbove.length)} spans também terminaram com erro, até ${topName}, ${named(top)}.`;
}

/** Com um ponto no fim, se ainda não termina a frase. */
function ended(sentence: string): string {
  return /[.!?…]$/u.test(sentence) ? sentence : `${sentence}.`;
}

function callText({ to, isMessage, count: n }: ServiceCall): string {
  if (isMessage) return `enviou ${count(n, 'mensagem', 'mensagens')} a ${service(to)}`;
  return `chamou ${service(to)}${n === 1 ? '' : ` ${formatCount(n)} vezes`}`;
}

function holderText({ nodes }: TimeHolder): string {
  return nodes.length === 1 ? spanOf(nodes[0]) : `${formatCount(nodes.length)} spans ${spanOf(nodes[0])}`;
}

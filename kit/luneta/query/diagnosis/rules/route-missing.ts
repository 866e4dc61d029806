/**
 * Um Express cujos pedidos só a instrumentação de http viu. Os spans são iguais aos de um servidor `node:http` sem
 * framework, que não tem rota e não tem defeito: o que diz que há um Express é a pilha de um erro que passou por ele, ou o
 * próprio servidor, que assina as respostas (`expressServices`).
 */
import { attributeText } from '../../../store/attribute-text.ts';
import { type Span, SpanKind } from '../../../store/model.ts';
import { isLocalName } from '../../../http/local-name.ts';
import { groupBy } from '../../../../group-by.ts';
import { attributeOf } from '../../span-attributes.ts';
import type { Rule, Sighting } from '../finding.ts';
import type { Snapshot } from '../snapshot.ts';
import { allNodes, EXPRESS_SCOPE, HTTP_SCOPE, httpCallOf, httpStatusOf, whereIs } from '../span-facts.ts';

const EXPRESS_STACK = /node_modules[\\/](express|router)[\\/]/;

export const rule: Rule = {
  code: 'route_missing',
  severity: 'warning',
  title: 'Pedidos ao Express sem `http.route`',
  explanation:
    'O span do pedido existe, mas não diz que rota atendeu, nem há spans do Express: a instrumentação dele não o ' +
    'alcançou. Ou foi carregada tarde, depois do import do express, ou o programa usa módulos ES sem o gancho (hook).',
  fix:
    'Registre a ExpressInstrumentation antes de tudo: em CommonJS, no primeiro import; em módulos ES, num arquivo carregado ' +
    'com `--import`, que também registre `@opentelemetry/instrumentation/hook.mjs`.',
  *find(snapshot): Generator<Sighting> {
    const express = new Set([...snapshot.machine.expressServices, ...servicesWithExpressStack(snapshot)]);
    if (express.size === 0) return;
    for (const [service, spans] of unroutedSpans(snapshot)) {
      if (!express.has(service)) continue;
      for (const span of spans) yield { ...whereIs(span), detail: pathText(span) };
    }
  },
};

/** Onde perguntar se um serviço é um Express: só nesta máquina, e só dos serviços em que a resposta importa. */
export function expressSuspects(snapshot: Snapshot): Map<string, number> {
  const ports = new Map<string, number>();
  for (const [service, spans] of unroutedSpans(snapshot)) {
    for (const span of spans) {
      const { host, port } = httpCallOf(span) ?? {};
      const number = portNumber(port);
      if (host === undefined || number === undefined || !isLocalName(host)) continue;
      ports.set(service, number);
      break;
    }
  }
  return ports;
}

/** O atributo é de quem emitiu, e pode dizer qualquer coisa. */
function portNumber(text: string | undefined): number | undefined {
  const port = Number(text);
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : undefined;
}

/**
 * Pedidos bem atendidos sem rota, dos serviços em que a instrumentação do Express não aparece, nem pelos spans dela nem por uma
 * rota. Um 404 não tem rota, e o que um middleware atende sozinho, também não.
 */
function unroutedSpans(snapshot: Snapshot): Map<string, Span[]> {
  const spans = allNodes(snapshot).map(({ span }) => span);
  const unrouted = groupBy(spans.filter(isUnrouted), ({ resource }) => resource.serviceName);
  for (const span of spans) if (isFromExpress(span)) unrouted.delete(span.resource.serviceName);
  return unrouted;
}

function isFromExpress(span: Span): boolean {
  return span.scope.name === EXPRESS_SCOPE || (isRequest(span) && attributeOf(span, 'http.route') !== undefined);
}

function isRequest({ scope, kind }: Span): boolean {
  return scope.name === HTTP_SCOPE && kind === SpanKind.SERVER;
}

function isUnrouted(span: Span): boolean {
  return isRequest(span) && attributeOf(span, 'http.route') === undefined && (httpStatusOf(span) ?? 400) < 400;
}

function* servicesWithExpressStack(snapshot: Snapshot): Generator<string> {
  for (const { span } of allNodes(snapshot)) {
    const stacks = span.events.flatMap(({ attributes }) =>
      attributes.filter(({ key }) => key === 'exception.stacktrace'),
    );
    if (stacks.some(({ value }) => EXPRESS_STACK.test(attributeText(value)))) yield span.resource.serviceName;
  }
}

function pathText(span: Span): string {
  const { method = '', path = '' } = httpCallOf(span) ?? {};
  return `${method} ${path.slice(0, 100)}`;
}

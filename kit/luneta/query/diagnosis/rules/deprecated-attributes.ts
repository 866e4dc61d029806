/**
 * Chaves que as convenções semânticas já trocaram por outras. Só as que a pessoa escreveu: uma biblioteca muda as suas
 * quando muda, e os clientes do Jaeger e do Zipkin têm convenções próprias.
 */
import { type Span } from '../../../store/model.ts';
import { attributeOf } from '../../span-attributes.ts';
import type { Rule, Sighting } from '../finding.ts';
import { allNodes, isFromLibrary, whereIs } from '../span-facts.ts';

/** Só trocas por chaves estáveis: as que ainda mudam não se cobram de ninguém. */
const REPLACEMENTS: ReadonlyMap<string, string> = new Map([
  ['http.method', 'http.request.method'],
  ['http.status_code', 'http.response.status_code'],
  ['http.url', 'url.full'],
  ['http.target', 'url.path e url.query'],
  ['http.scheme', 'url.scheme'],
  ['http.host', 'server.address e server.port'],
  ['http.server_name', 'server.address'],
  ['http.user_agent', 'user_agent.original'],
  ['http.client_ip', 'client.address'],
  ['http.flavor', 'network.protocol.version'],
  ['net.peer.name', 'server.address'],
  ['net.peer.port', 'server.port'],
  ['net.peer.ip', 'network.peer.address'],
  ['net.host.name', 'server.address'],
  ['net.host.port', 'server.port'],
  ['net.sock.peer.addr', 'network.peer.address'],
  ['net.sock.peer.port', 'network.peer.port'],
  ['net.transport', 'network.transport'],
  ['net.protocol.name', 'network.protocol.name'],
  ['net.protocol.version', 'network.protocol.version'],
  ['db.system', 'db.system.name'],
  ['db.statement', 'db.query.text'],
  ['db.name', 'db.namespace'],
  ['db.operation', 'db.operation.name'],
  ['db.sql.table', 'db.collection.name'],
  ['code.function', 'code.function.name'],
  ['code.filepath', 'code.file.path'],
  ['code.lineno', 'code.line.number'],
]);

export const rule: Rule = {
  code: 'deprecated_attributes',
  severity: 'info',
  title: 'Atributos com nomes que as convenções já trocaram',
  explanation:
    'As convenções semânticas do OpenTelemetry renomearam estas chaves. Painéis, alertas e ferramentas novas procuram os ' +
    'nomes novos, e não acham estes spans.',
  fix: 'Use os nomes novos, de `@opentelemetry/semantic-conventions`: `ATTR_HTTP_REQUEST_METHOD` em vez de `http.method`.',
  *find(snapshot): Generator<Sighting> {
    for (const { span } of allNodes(snapshot)) {
      if (isFromLibrary(span) || !isFromOpenTelemetry(span)) continue;
      for (const { key } of span.attributes) {
        const replacement = REPLACEMENTS.get(key);
        if (replacement !== undefined) yield { ...whereIs(span), detail: `${key} → ${replacement}` };
      }
    }
  },
};

function isFromOpenTelemetry({ scope, resource }: Span): boolean {
  return scope.name !== '' || attributeOf(resource, 'telemetry.sdk.name') === 'opentelemetry';
}

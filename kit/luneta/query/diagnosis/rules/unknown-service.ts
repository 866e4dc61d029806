import type { Rule, Sighting } from '../finding.ts';
import { allNodes, whereIs } from '../span-facts.ts';

/** O padrão dos SDKs, o nome de reparo do Jaeger para quem não tem `service.name`, e o do Zipkin. */
const UNKNOWN =
  /^(unknown_service(:.*)?|unknown-service|missing-service-name|empty-service-name|service-name-wrong-type)$/;

export const rule: Rule = {
  code: 'unknown_service',
  severity: 'warning',
  title: 'Spans de um serviço sem nome',
  explanation:
    'O recurso (resource) não traz `service.name`, e o SDK pôs o padrão no lugar. Todos os programas sem nome se misturam ' +
    'num serviço só.',
  fix:
    'Dê um nome: `OTEL_SERVICE_NAME=loja` no ambiente, ou `resourceFromAttributes({ "service.name": "loja" })` no provider. ' +
    'Um provider feito à mão só lê o ambiente com o envDetector.',
  *find(snapshot): Generator<Sighting> {
    for (const { span } of allNodes(snapshot)) {
      if (UNKNOWN.test(span.resource.serviceName))
        yield { ...whereIs(span), detail: `span ${span.name.slice(0, 100)}` };
    }
  },
};

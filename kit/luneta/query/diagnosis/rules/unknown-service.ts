import { isUnknownService } from '../../../store/service-name.ts';
import type { Rule, Sighting } from '../finding.ts';
import { allNodes, whereIs } from '../span-facts.ts';

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
      if (isUnknownService(span.resource.serviceName))
        yield { ...whereIs(span), detail: `span ${span.name.slice(0, 100)}` };
    }
  },
};

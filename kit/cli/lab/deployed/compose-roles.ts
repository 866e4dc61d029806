/** Quem é quem num compose.yaml: pelo que o serviço roda, e não pelo nome, que é de quem escreve. */
import type { ComposeFile } from '../../container/compose-file.ts';
import type { ComposeService } from '../../container/compose-service.ts';

/** O app é o que se monta aqui. */
export function appOf({ services }: ComposeFile): ComposeService | undefined {
  return services.find(({ isBuilt }) => isBuilt);
}

export function jaegerOf({ services }: ComposeFile): ComposeService | undefined {
  return services.find(({ isBuilt, image = '' }) => !isBuilt && /jaeger/i.test(image));
}

/** O que a cópia diz a quem opera a Luneta do aluno. */
import { count, formatBytes } from '../../format.ts';

export const forwardTexts = {
  failing: (url: string, reason: string): string =>
    `A cópia para ${url} não está chegando (${reason}): guardo o que vier, e tento de novo. Aqui nada se perde.`,
  back: (url: string): string => `A cópia para ${url} voltou a chegar.`,
  full: (bytes: number, url: string): string =>
    `A cópia para ${url} está parada há tanto tempo que passou de ${formatBytes(bytes)}: a parte mais antiga dela se perde. Aqui nada se perde.`,
  refused: (url: string, reason: string): string =>
    `${url} recusou um pedido copiado (${reason}), e ele não será mandado de novo. Confira se o endereço é o de um OTLP/HTTP, sem /v1/traces.`,
  noClass: (url: string, reason: string): string =>
    `${url} recebe os spans, mas não o progresso (${reason}): só a porta OTLP/HTTP de outra Luneta, da mesma versão, o mostra em /turma.`,
  lost: (requests: number, url: string): string =>
    `Da cópia para ${url}, ${count(requests, 'pedido não chegou', 'pedidos não chegaram')} lá.`,
};

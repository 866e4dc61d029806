/** O que deu início ao trace: quem, que tipo de trabalho, quanto levou e como respondeu. */
import { SpanKind } from '../../store/model.ts';
import type { Rule } from './sentence.ts';
import { attributeOf, hasAttributeLike } from '../span-attributes.ts';
import { type Beginning, explainTexts } from './texts.ts';
import type { SpanNode } from '../trace-tree.ts';
import { isMeasured } from './trace-reading.ts';

/** Até esta diferença, dizer a duração da raiz e a do trace seria repetir o número. */
const SAME_DURATION = 0.01;

export const origin: Rule = ({ tree, main, skewedCalls }) => {
  const isWhole = tree.durationUs <= main.durationUs * (1 + SAME_DURATION);
  return {
    code: 'origin',
    text: explainTexts.origin({
      main,
      beginning: beginningOf(main),
      mainUs: isMeasured(main) ? main.durationUs : undefined,
      // Com relógios que não batem, a duração do trace inteiro não é de nada que aconteceu.
      traceUs: isWhole || skewedCalls.length > 0 ? undefined : tree.durationUs,
      httpStatus: attributeOf(main.span, 'http.response.status_code', 'http.status_code'),
    }),
    spans: [main],
  };
};

/** Só o que o tipo e os atributos mostram: o nome do span é texto livre. */
function beginningOf(node: SpanNode): Beginning {
  switch (node.span.kind) {
    case SpanKind.SERVER:
      if (hasAttributeLike(node.span, 'http.')) return 'http_received';
      return hasAttributeLike(node.span, 'rpc.') ? 'rpc_received' : 'call_received';
    case SpanKind.CLIENT:
      if (hasAttributeLike(node.span, 'http.')) return 'http_made';
      if (hasAttributeLike(node.span, 'db.')) return 'database_call';
      return hasAttributeLike(node.span, 'rpc.') ? 'rpc_made' : 'call_made';
    case SpanKind.CONSUMER:
      return 'message_consumed';
    case SpanKind.PRODUCER:
      return 'message_published';
    case SpanKind.INTERNAL:
      return 'internal_work';
    default:
      return 'unknown';
  }
}

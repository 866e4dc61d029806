/** As condições de um seletor, `{job="loja", rota=~"/api/.*"}`, como funções: as mesmas no PromQL e no LogQL. */
import type { LabelMatcher } from '../store/metrics/metric-store.ts';
import { compileRegex } from './go-regex.ts';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/**
 * Um rótulo que não existe vale `''`.
 * @throws RegexError se `value` não é uma expressão do RE2.
 */
export function labelMatcher(name: string, operator: MatchOperator, value: string): LabelMatcher {
  switch (operator) {
    case '=':
      return { name, equals: value, matches: (found) => found === value };
    case '!=':
      return { name, matches: (found) => found !== value };
    case '=~': {
      const regex = compileRegex(value);
      return { name, matches: (found) => regex.matches(found) };
    }
    case '!~': {
      const regex = compileRegex(value);
      return { name, matches: (found) => !regex.matches(found) };
    }
  }
}

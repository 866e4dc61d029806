import type { Finding } from './finding.ts';
import { labelOf, type Labels, labelsText, matchesText } from './labels.ts';
import { showValue } from './matchers.ts';
import type { AttributeSpec } from './shared-expectation.ts';
import type { FailureCode } from './verdict.ts';

/** Um atributo que o Prometheus ou o Loki mostram como rótulo. */
export function inspectLabel(
  labels: Labels,
  { key, matcher }: AttributeSpec,
  [missing, differs]: readonly [FailureCode, FailureCode],
  whose = '',
): Finding {
  const text = labelOf(labels, key);
  return {
    code: text === undefined ? missing : differs,
    passed: text !== undefined && matchesText(matcher, text),
    expected: ['atributo', key, whose].filter((word) => word !== '').join(' ') + `: ${matcher.description}`,
    observed: text === undefined ? `não tem este atributo; ${labelsText(labels, key)}` : showValue(text),
    field: key,
  };
}

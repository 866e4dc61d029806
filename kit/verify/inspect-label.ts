import type { Finding } from './finding.ts';
import { labelOf, type Labels, labelsText, matchesText } from './labels.ts';
import { showValue } from './matchers.ts';
import { type AttributeSpec, keyText, spellingsOf, valueUnder } from './shared-expectation.ts';
import type { FailureCode } from './verdict.ts';

/** Um atributo que o Prometheus ou o Loki mostram como rótulo. */
export function inspectLabel(
  labels: Labels,
  spec: AttributeSpec,
  [missing, differs]: readonly [FailureCode, FailureCode],
  whose = '',
): Finding {
  const { key, matcher } = spec;
  const keys = spellingsOf(spec);
  const text = valueUnder(
    keys,
    (each) => labelOf(labels, each),
    (seen) => matchesText(matcher, seen),
  );
  return {
    code: text === undefined ? missing : differs,
    passed: text !== undefined && matchesText(matcher, text),
    expected: ['atributo', keyText(spec), whose].filter((word) => word !== '').join(' ') + `: ${matcher.description}`,
    observed: text === undefined ? `não tem este atributo; ${labelsText(labels, ...keys)}` : showValue(text),
    field: key,
  };
}

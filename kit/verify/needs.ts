/** O que julgar cada expectativa exige: que sinais ler, e se é preciso esperar. */
import type { Expectation } from './expectations.ts';
import type { Signal } from './sources/source.ts';

/** O que é preciso ler para conferi-las, além dos spans, que se leem sempre: são eles que se mostram. */
export function neededSignals(expectations: readonly Expectation[]): ReadonlySet<Signal> {
  return new Set(expectations.flatMap(signalsOf));
}

function signalsOf({ about }: Expectation): readonly Signal[] {
  switch (about) {
    case 'metric':
    case 'rule':
      return ['metrics'];
    case 'log':
    case 'no_log':
      return ['logs'];
    case 'no_value':
      return ['spans', 'metrics', 'logs'];
    case 'span':
    case 'no_span':
    case 'trace':
      return ['spans'];
    case 'stdout':
    case 'answer':
      return [];
  }
}

/** Se o que ainda vai chegar pode desmentir: enquanto puder, não adianta passar antes da hora. */
export function canBeRefuted(expectation: Expectation): boolean {
  switch (expectation.about) {
    case 'no_span':
    case 'no_log':
    case 'no_value':
    // A conta muda a cada amostra.
    case 'rule':
      return true;
    case 'span':
    case 'log':
      return (
        (expectation.spec.isOnly ?? false) || ('count' in expectation.spec && expectation.spec.count !== undefined)
      );
    case 'trace':
      return expectation.spec.spanCount !== undefined;
    case 'metric': {
      // Um contador ainda pode crescer.
      const { value, maxSeries, absentAttributes } = expectation.spec;
      return value !== undefined || maxSeries !== undefined || absentAttributes.length > 0;
    }
    case 'stdout':
    case 'answer':
      return false;
  }
}

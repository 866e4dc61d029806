/** Nada do que se procurava veio, ou não há por onde procurar. */
import type { Evidence } from './evidence.ts';
import { excludedText, stdoutText } from './evidence-texts.ts';
import type { Expectation } from './expectations.ts';
import type { Problem, Signal } from './sources/source.ts';
import { type Check, hintKeys, NOT_OBSERVABLE } from './verdict.ts';

const NAMES: Record<Signal, readonly [some: string, none: string]> = {
  spans: ['pelo menos um span', 'nenhum span'],
  metrics: ['pelo menos uma métrica', 'nenhuma métrica'],
  logs: ['pelo menos um log', 'nenhum log'],
};

/** @param signal O que se procurava; as chaves das dicas o dizem, menos a dos spans, que é a geral. */
export function noTelemetry(evidence: Evidence, signal: Signal): Check {
  const problems = problemsOf(evidence, signal);
  const excluded = evidence.excluded.filter((each) => each.signal === signal);
  const told = excludedText(excluded);
  const reasons = [...problems.map(({ message }) => message), ...(told ? [told] : [])];
  const [field] = [...problems.map(({ code }) => code), ...excluded.map(({ reason }) => reason)];
  const [some, none] = NAMES[signal];
  return {
    code: 'no_telemetry',
    passed: false,
    expected: some,
    observed: `${none}; ${[...reasons, ...otherSignals(evidence), stdoutText(evidence.stdout)].join('; ')}`,
    ...(field !== undefined && { field }),
    signal,
    hintKeys: silenceKeys(signal, field),
  };
}

/** Vieram vazios porque a fonte falhou: não haver nada neles não prova nada. */
export function failedSignals(evidence: Evidence): Signal[] {
  const signals = ['spans', 'metrics', 'logs'] as const;
  return signals.filter((signal) => evidence[signal]?.length === 0 && problemsOf(evidence, signal).length > 0);
}

function problemsOf({ problems }: Evidence, wanted: Signal): Problem[] {
  return problems.filter(({ signal = 'spans' }) => signal === wanted);
}

/** Da mais específica à mais geral: `no_telemetry:metrics:no_attempt`, `no_telemetry:metrics`, …, `no_telemetry`. */
export function silenceKeys(signal: Signal, field?: string): string[] {
  const general = hintKeys('no_telemetry', undefined, field);
  if (signal === 'spans') return general;
  return [...hintKeys('no_telemetry', signal, field).slice(0, -1), ...general];
}

/** Ninguém mostra este sinal: não prova nada. */
export function notShown({ about }: Expectation, expected: string): Check {
  const observed =
    about === 'metric' || about === 'rule' ? 'métricas não são observáveis aqui' : 'logs não são observáveis aqui';
  return { code: NOT_OBSERVABLE, passed: true, expected, observed, hintKeys: [] };
}

/** O que veio no lugar: o programa sabe mandar. */
function otherSignals({ spans, metrics = [], logs = [] }: Evidence): string[] {
  const came = [spans.length > 0 && 'spans', metrics.length > 0 && 'métricas', logs.length > 0 && 'logs'];
  const names = came.filter((name) => name !== false);
  return names.length === 0 ? [] : [`chegaram ${names.join(' e ')}`];
}

const MISSING_PARENT = /^parent span ID=(\w+) is not in the trace/;

/** Os avisos do Jaeger sobre um span, que vêm em inglês porque outras ferramentas os leem, contados em português. */
const EXPLANATIONS: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [
    /^clock skew adjustment disabled; not applying calculated delta of (.+)$/,
    (delta) =>
      `Não cabe dentro do pai (diferença de ${delta}). Se os dois são de máquinas diferentes, os relógios não batem; se o pai não espera por este span, é normal. Os tempos estão como vieram.`,
  ],
  [/^duplicate span IDs; skipping/, () => 'Outro span deste trace tem o mesmo id.'],
  [
    MISSING_PARENT,
    (id) =>
      `O pai (${id}) não está no trace: não terminou (span.end()), não foi descarregado (flush) ou a amostragem o deixou de fora.`,
  ],
  [
    /^Negative duration detected.*Original end timestamp: (.+), adjusted to: (.+)$/,
    (original) => `O fim veio antes do início (${original}); conta como 1 ns.`,
  ],
  [/^Invalid span link removed$/, () => 'Um link veio sem id válido e ficou de fora.'],
];

/** `undefined` para um aviso que não conhecemos: mostre-o como veio. */
export function explainWarning(warning: string): string | undefined {
  for (const [pattern, explain] of EXPLANATIONS) {
    const match = pattern.exec(warning);
    if (match) return explain(...match.slice(1));
  }
  return undefined;
}

/** O aviso diz que o pai do span não está no trace? */
export function isMissingParentWarning(warning: string): boolean {
  return MISSING_PARENT.test(warning);
}

/** Os textos de esperado × emitido. */
export const expectedObservedTexts = {
  expected: 'Esperado',
  observed: 'Emitido',
  nothing: 'nada',
} as const;

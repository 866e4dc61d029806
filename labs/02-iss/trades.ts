/** Como se escreve um engano: o que trocar na solução, e a dica que a conferência tem de dar. */
export type Trade = readonly [from: string, to: string, code: string, file: string];

/** Por passo. */
export type Trades = Readonly<Record<string, readonly Trade[]>>;

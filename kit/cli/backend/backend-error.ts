/** Não há um backend com que trabalhar; `message` diz o que houve, o que veio e como consertar. */
export class BackendError extends Error {
  readonly code = 'no_backend';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BackendError';
  }
}

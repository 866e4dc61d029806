/** A pasta de `--data` não pode ser usada; a mensagem diz por quê e o que fazer. Impede o início. */
export class DataFolderError extends Error {
  readonly code = 'data_folder';

  constructor(message: string) {
    super(message);
    this.name = 'DataFolderError';
  }
}

/** A saída de um programa que está rodando: lida conforme cresce, guardada até o limite, e contada a quem ouve. */
import { StringDecoder } from 'node:string_decoder';
import type { OutputName } from './sample-app.ts';
import { OUTPUT_NAMES, OutputFiles } from './student-program-files.ts';
import { type CapturedOutput, OutputKeeper } from './student-program-output.ts';

/** De quanto em quanto tempo se lê a saída. */
const READ_MS = 15;

export interface FollowOptions {
  /** De stdout e stderr somados. */
  maxBytes: number;
  /** De cada um se guarda no máximo este tanto; padrão: `maxBytes`. */
  keptBytes?: number;
  /** Recebe o texto assim que chega, sem cortar caracteres ao meio, até o limite. */
  onText?: (text: string, name: OutputName) => void;
  /** Passou do limite; pode ser chamado mais de uma vez. */
  onLimit: () => void;
}

export class FollowedOutput {
  readonly #files = new OutputFiles();
  readonly #options: FollowOptions;
  readonly #kept: Record<OutputName, OutputKeeper>;
  readonly #decoders = { stdout: new StringDecoder(), stderr: new StringDecoder() };
  #writtenBytes = 0;
  #reading: NodeJS.Timeout | undefined;

  /** @throws TemporaryFolderError */
  constructor(options: FollowOptions) {
    this.#options = options;
    const { keptBytes = options.maxBytes } = options;
    this.#kept = { stdout: new OutputKeeper(keptBytes), stderr: new OutputKeeper(keptBytes) };
  }

  /** Para o `stdio` do programa, até `start()`. */
  get writing(): Readonly<Record<OutputName, number>> {
    return this.#files.writing;
  }

  /** O programa já tem os arquivos dele: daqui em diante se lê. */
  start(): void {
    this.#files.handedOver();
    this.#reading = setInterval(() => this.#readNews(), READ_MS);
  }

  read(): Record<OutputName, CapturedOutput> {
    return { stdout: this.#kept.stdout.read(), stderr: this.#kept.stderr.read() };
  }

  /**
   * O programa acabou: lê o que falta e apaga os arquivos.
   * @returns O erro do sistema, se na pasta temporária nada mais cabe.
   */
  finish(): unknown {
    clearInterval(this.#reading);
    this.#readNews();
    const failure = this.#files.writeFailure();
    this.#files.close();
    if (!this.#isOverLimit()) for (const name of OUTPUT_NAMES) this.#tell(this.#decoders[name].end(), name);
    return failure;
  }

  #readNews(): void {
    this.#files.read((chunk, name) => {
      this.#kept[name].write(chunk);
      if (!this.#isOverLimit()) this.#tell(this.#decoders[name].write(chunk), name);
      this.#writtenBytes += chunk.length;
      if (this.#isOverLimit()) this.#options.onLimit();
    });
  }

  #isOverLimit(): boolean {
    return this.#writtenBytes > this.#options.maxBytes;
  }

  #tell(text: string, name: OutputName): void {
    if (text !== '') this.#options.onText?.(text, name);
  }
}

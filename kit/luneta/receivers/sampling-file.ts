/**
 * O arquivo de estratégias em disco, relido quando muda: a lição edita o arquivo e vê o efeito sem reiniciar.
 *
 * A data do arquivo é conferida a cada pedido, e pedidos de amostragem são raros (um por minuto e por processo): sem
 * vigia nenhum aberto, nada segura o fechamento.
 */
import { readFileSync, statSync } from 'node:fs';
import { systemErrorCode } from '../../system-error.ts';
import { DEFAULT_STRATEGIES, parseSamplingStrategies, type SamplingStrategies } from '../wire/sampling-strategies.ts';
import { WireError } from '../wire/wire-error.ts';

/** O arquivo não pode ser lido ou está errado; a mensagem diz qual, onde e o que se esperava. No início, impede-o. */
export class SamplingFileError extends Error {
  readonly code = 'sampling_file';

  constructor(path: string, reason: string) {
    super(inFile(path, reason));
    this.name = 'SamplingFileError';
  }
}

/** As estratégias que valem agora, lidas de um arquivo. */
export class SamplingFile {
  readonly #path: string | undefined;
  readonly #onWarning: (message: string) => void;
  /** Data e tamanho do que foi lido por último, bom ou mau: o mesmo erro não é contado a cada pedido. */
  #version = '';
  #strategies = DEFAULT_STRATEGIES;

  /**
   * @param path Sem ele, valem sempre as estratégias padrão.
   * @param onWarning Recebe, a cada leitura, as regras que não valem num arquivo que no mais presta.
   * @throws SamplingFileError se o arquivo não existe ou está errado desde o início.
   */
  constructor(path: string | undefined, onWarning: (message: string) => void) {
    this.#path = path;
    this.#onWarning = onWarning;
    if (path === undefined) return;
    this.#version = versionOf(path);
    this.#strategies = load(path, onWarning);
  }

  /**
   * As estratégias que valem agora.
   * @param onError O arquivo mudou e não presta (ou sumiu): continuam valendo as últimas boas, como no Jaeger.
   */
  current(onError: (error: SamplingFileError) => void): SamplingStrategies {
    if (this.#path === undefined) return this.#strategies;
    const version = versionOf(this.#path);
    if (version === this.#version) return this.#strategies;
    this.#version = version;
    try {
      this.#strategies = load(this.#path, this.#onWarning);
    } catch (error) {
      if (!(error instanceof SamplingFileError)) throw error;
      onError(error);
    }
    return this.#strategies;
  }
}

function inFile(path: string, message: string): string {
  return `Estratégias de amostragem em ${path}: ${message}`;
}

function load(path: string, onWarning: (message: string) => void): SamplingStrategies {
  try {
    return parseSamplingStrategies(readFileSync(path, 'utf8'), (message) => onWarning(inFile(path, message)));
  } catch (error) {
    if (error instanceof WireError) throw new SamplingFileError(path, error.message);
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    const reason = code === 'ENOENT' ? 'o arquivo não existe' : `não deu para ler (${code})`;
    throw new SamplingFileError(path, `${reason}. Confira o caminho.`);
  }
}

function versionOf(path: string): string {
  try {
    const { mtimeNs, ino, size } = statSync(path, { bigint: true });
    return `${mtimeNs} ${ino} ${size}`;
  } catch {
    return 'ilegível'; // quem lê em seguida diz por quê
  }
}

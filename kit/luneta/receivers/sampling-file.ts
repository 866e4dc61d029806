/**
 * O arquivo de estratégias em disco, relido quando muda: a lição edita o arquivo e vê o efeito sem reiniciar.
 *
 * A data do arquivo é conferida a cada pedido, e pedidos de amostragem são raros (um por minuto e por processo): sem
 * vigia nenhum aberto, nada segura o fechamento.
 */
import { readFileSync, statSync } from 'node:fs';
import { systemErrorCode } from '../system-error.ts';
import { DEFAULT_STRATEGIES, parseSamplingStrategies, type SamplingStrategies } from '../wire/sampling-strategies.ts';
import { WireError } from '../wire/wire-error.ts';

/** O arquivo não pode ser lido ou está errado; a mensagem diz qual, onde e o que se esperava. No início, impede-o. */
export class SamplingFileError extends Error {
  readonly code = 'sampling_file';

  constructor(path: string, reason: string) {
    super(`Estratégias de amostragem em ${path}: ${reason}`);
    this.name = 'SamplingFileError';
  }
}

/** As estratégias que valem agora, lidas de um arquivo. */
export class SamplingFile {
  readonly #path: string | undefined;
  /** Data e tamanho do que foi lido por último, bom ou mau: o mesmo erro não é contado a cada pedido. */
  #version = '';
  #strategies = DEFAULT_STRATEGIES;

  /**
   * @param path Sem ele, valem sempre as estratégias padrão.
   * @throws SamplingFileError se o arquivo não existe ou está errado desde o início.
   */
  constructor(path: string | undefined) {
    this.#path = path;
    if (path === undefined) return;
    this.#version = versionOf(path);
    this.#strategies = load(path);
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
      this.#strategies = load(this.#path);
    } catch (error) {
      if (!(error instanceof SamplingFileError)) throw error;
      onError(error);
    }
    return this.#strategies;
  }
}

function load(path: string): SamplingStrategies {
  try {
    return parseSamplingStrategies(readFileSync(path, 'utf8'));
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

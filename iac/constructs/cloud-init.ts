import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { parse, stringify } from 'yaml';
import type { Repository } from '../config/this-clone.ts';
import { PORTS } from './ports.ts';

export interface CloudInitProps {
  readonly repository: Repository;
  /** Imagem pronta do app. @default a VM monta a sua, a partir do clone */
  readonly image?: string;
  /** Horas ligada, a contar de cada início, até a VM se encerrar. */
  readonly autoShutdownHours: number;
  /** @default 80 */
  readonly samplePort?: number;
  /** @default 8080 */
  readonly jaegerUiPort?: number;
}

const TEMPLATES = new URL('../templates/', import.meta.url);

/** O que um `{{nome}}` do modelo pode ser: um valor daqui ou o conteúdo de um arquivo de `templates/`. */
const PLACEHOLDER = /\{\{([\w.-]+)\}\}/g;

/** O limite da AWS, antes do base64. */
const MAX_USER_DATA_BYTES = 16_384;

/** O byte 9 do gzip diz o sistema de quem comprimiu. 255, "desconhecido", para a VM ser a mesma vinda de Windows ou Mac. */
const GZIP_OS = 9;

/**
 * Preenche `templates/cloud-init.yaml`.
 *
 * Troca texto por texto na árvore do YAML, e não no arquivo: um valor ou um script nunca muda a estrutura dele.
 *
 * @returns O YAML que a VM recebe (`#cloud-config`).
 * @throws {Error} Um `{{nome}}` do modelo não é valor nem arquivo.
 */
export function renderCloudInit(props: CloudInitProps): string {
  const values: Record<string, string | undefined> = {
    repoUrl: props.repository.url,
    repoRef: props.repository.ref,
    image: props.image ?? '',
    pullPolicy: props.image ? 'missing' : 'build',
    samplePort: String(props.samplePort ?? PORTS.sample),
    jaegerUiPort: String(props.jaegerUiPort ?? PORTS.jaegerUi),
    autoShutdownHours: String(props.autoShutdownHours),
  };
  const fill = (_key: unknown, value: unknown) =>
    typeof value === 'string' ? value.replace(PLACEHOLDER, (_, name: string) => values[name] ?? template(name)) : value;
  const document = parse(template('cloud-init.yaml'), fill) as unknown;
  return `#cloud-config\n${stringify(document, { lineWidth: 0 })}`;
}

/**
 * Comprime os dados de usuário. Vão em base64 porque, em texto, o Terraform leria cada `${` dos scripts como dele.
 *
 * @throws {Error} Passou do limite da AWS.
 */
export function encodeUserData(cloudInit: string): string {
  const bytes = gzipSync(cloudInit, { level: 9 });
  bytes[GZIP_OS] = 255;
  if (bytes.length > MAX_USER_DATA_BYTES) {
    throw new Error(
      `Os dados de usuário têm ${bytes.length} bytes comprimidos, e a AWS aceita ${MAX_USER_DATA_BYTES}. Encurte o que está em templates/.`,
    );
  }
  return bytes.toString('base64');
}

/** Um clone no Windows pode trazer CRLF, e o bash da VM não o entende. */
function template(name: string): string {
  return readFileSync(new URL(name, TEMPLATES), 'utf8').replaceAll('\r\n', '\n');
}

/** Um serviço de um compose.yaml, com as variáveis já trocadas; o que o compose não aceitaria nele é relatado. */
import path from 'node:path';
import { fieldsOf } from '../../read-answer.ts';
import { suggestions } from '../../suggestions.ts';
import { SERVICE_KEYS } from './compose-keys.ts';
import type { YamlPath } from '../../yaml-line.ts';
import { composeTexts as texts } from './compose-texts.ts';
import { readEnvFile } from './env-file.ts';
import { type PublishedPort, publishedPorts } from './published-port.ts';

/** A rede de quem não diz nenhuma. */
export const DEFAULT_NETWORK = 'default';

export interface ComposeService {
  name: string;
  /** `undefined` se ele só se monta aqui. */
  image?: string;
  /** Monta-se de um Dockerfile. */
  isBuilt: boolean;
  environment: Readonly<Record<string, string>>;
  ports: readonly PublishedPort[];
  /** Por rede, os outros nomes que ele tem nela. */
  networks: Readonly<Record<string, readonly string[]>>;
  networkMode?: string;
  containerName?: string;
}

export interface Dependency {
  name: string;
  /** Sem ele, este não sobe. */
  isRequired: boolean;
}

export interface FoundService extends ComposeService {
  dependencies: readonly Dependency[];
  /** Com algum, só se inicia se alguém o pede. */
  profiles: readonly string[];
}

export interface ReaderContext {
  projectFolder: string;
  variables: NodeJS.ProcessEnv;
  report: (place: YamlPath, message: string) => void;
}

/** O que mudaria o que o contêiner roda, ou quem ele é, e não se imita sem um. */
const BEYOND_PROOF = ['command', 'entrypoint', 'extends'];

type Fields = Readonly<Record<string, unknown>>;

export class ServiceReader {
  readonly #context: ReaderContext;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  /** @returns O serviço, ou nenhum se o que veio não é um. */
  read(name: string, written: unknown): FoundService[] {
    const place = ['services', name];
    const report = (message: string, ...inside: YamlPath): void => this.#context.report([...place, ...inside], message);
    if (!isMapping(written)) {
      report(texts.notMap(`o serviço "${name}"`));
      return [];
    }
    for (const key of Object.keys(written)) {
      if (SERVICE_KEYS.includes(key) || key.startsWith('x-')) continue;
      report(texts.unknownKey(name, key, suggestions(key, SERVICE_KEYS, 2)), key);
    }
    for (const key of BEYOND_PROOF) {
      if (key in written) report(texts.beyondProof(`"${key}", do serviço "${name}"`), key);
    }
    if (typeof written.networks === 'string') report(texts.badNetworks(name, written.networks), 'networks');
    const image = textOf(written.image);
    const isBuilt = 'build' in written;
    if (image === undefined && !isBuilt) report(texts.noImage(name));
    const networkMode = textOf(written.network_mode);
    if (networkMode !== undefined && 'networks' in written) report(texts.twoNetworkModes(name), 'network_mode');
    return [
      {
        name,
        image,
        isBuilt,
        environment: { ...this.#envFiles(name, written), ...this.#environment(name, written) },
        ports: this.#ports(name, written),
        networks: networkMode === undefined ? networksOf(written) : {},
        networkMode,
        containerName: textOf(written.container_name),
        dependencies: dependenciesOf(written),
        profiles: namesOf(written.profiles),
      },
    ];
  }

  /** Uma variável sem valor vem de quem roda o compose. */
  #environment(service: string, { environment }: Fields): Record<string, string> {
    const { report, variables } = this.#context;
    const place = ['services', service, 'environment'];
    const found: Record<string, string> = {};
    const put = (name: string, value: unknown): void => {
      const given = textOf(value) ?? variables[name];
      if (given !== undefined) found[name] = given;
    };
    if (Array.isArray(environment)) {
      for (const [i, item] of environment.entries()) {
        const entry = shown(item);
        if (typeof item === 'object' || !/^[^=\s]+(=|$)/.test(entry))
          report([...place, i], texts.badVariable(service, entry));
        const at = entry.indexOf('=');
        put(at === -1 ? entry : entry.slice(0, at), at === -1 ? undefined : entry.slice(at + 1));
      }
    } else if (isMapping(environment)) {
      for (const [name, value] of Object.entries(environment)) put(name, value);
    } else if (textOf(environment) !== undefined) {
      report(place, texts.notMap(`"environment", do serviço "${service}",`));
    }
    return found;
  }

  #envFiles(service: string, { env_file: written }: Fields): Record<string, string> {
    const { report, projectFolder } = this.#context;
    const found: Record<string, string> = {};
    for (const item of Array.isArray(written) ? written : [written]) {
      const { path: file = item, required = true } = fieldsOf(item);
      if (textOf(file) === undefined) continue;
      const place = path.resolve(projectFolder, String(file));
      if (
        path.relative(projectFolder, place).startsWith('..') ||
        path.isAbsolute(path.relative(projectFolder, place))
      ) {
        report(['services', service, 'env_file'], texts.foreignEnvFile(service, String(file)));
        continue;
      }
      const values = readEnvFile(place);
      if (values) Object.assign(found, values);
      else if (required !== false) report(['services', service, 'env_file'], texts.noEnvFile(service, String(file)));
    }
    return found;
  }

  #ports(service: string, { ports }: Fields): PublishedPort[] {
    if (textOf(ports) === undefined) return [];
    const place = ['services', service, 'ports'];
    if (!Array.isArray(ports)) {
      this.#context.report(place, texts.badPort(service, shown(ports)));
      return [];
    }
    return ports.flatMap((item, i) => {
      const found = publishedPorts(item);
      if (found) return found;
      this.#context.report([...place, i], texts.badPort(service, shown(item)));
      return [];
    });
  }
}

function networksOf({ networks }: Fields): Record<string, string[]> {
  if (isMapping(networks)) {
    return Object.fromEntries(
      Object.entries(networks).map(([name, settings]) => [name, namesOf(fieldsOf(settings).aliases)]),
    );
  }
  const names = namesOf(networks);
  return Object.fromEntries((names.length > 0 ? names : [DEFAULT_NETWORK]).map((name) => [name, []]));
}

function dependenciesOf({ depends_on: written }: Fields): Dependency[] {
  const settings = isMapping(written) ? written : {};
  return namesOf(written).map((name) => ({ name, isRequired: fieldsOf(settings[name]).required !== false }));
}

/** Um "nome: valor" do YAML, e não uma lista dele. */
export function isMapping(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Uma lista de nomes, ou um mapa deles. */
function namesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : Object.keys(fieldsOf(value));
}

/** `undefined` se não há nada escrito. */
function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

/** Como quem escreveu o reconheceria. */
function shown(value: unknown): string {
  return (typeof value === 'object' ? JSON.stringify(value) : String(value)).trim();
}

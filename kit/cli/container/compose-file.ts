/**
 * Um compose.yaml como o Docker o leria: as variáveis trocadas e, de cada serviço, o que decide com quem ele fala. O que o
 * compose recusaria volta como uma frase, com a linha. Nada aqui inicia contêiner nenhum.
 */
import path from 'node:path';
import { type Document, LineCounter, parseDocument, visit } from 'yaml';
import { fieldsOf } from '../../read-answer.ts';
import { suggestions } from '../../suggestions.ts';
import { systemErrorReason } from '../../system-error.ts';
import { TOP_KEYS } from './compose-keys.ts';
import { lineAt, type YamlPath } from '../../yaml-line.ts';
import {
  type ComposeService,
  DEFAULT_NETWORK,
  type FoundService,
  isMapping,
  ServiceReader,
} from './compose-service.ts';
import { composeTexts as texts } from './compose-texts.ts';
import { readEnvFile } from './env-file.ts';
import { interpolate, InterpolationError } from './interpolate.ts';
import { portClashes } from './port-clashes.ts';
import { readSmallFile } from './read-small-file.ts';

export interface ComposeFile {
  /** Os que o `up` inicia: quem está num perfil que ninguém pediu fica de fora. */
  services: readonly ComposeService[];
  /** O que o compose recusaria; com isto, os serviços podem estar incompletos. */
  problems: readonly string[];
}

export interface ReadComposeOptions {
  /** O `--project-directory`: de onde se contam os caminhos. */
  projectFolder: string;
  env: NodeJS.ProcessEnv;
}

/** Nunca lança. */
export function readCompose(file: string, { projectFolder, env }: ReadComposeOptions): ComposeFile {
  let source: string;
  try {
    source = readSmallFile(file);
  } catch (error) {
    return { services: [], problems: [texts.unreadable(systemErrorReason(error))] };
  }
  const lines = new LineCounter();
  const lineOf = (offset: number): number => lines.linePos(offset).line;
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, merge: true });
  const [broken] = document.errors;
  if (broken) return { services: [], problems: [texts.at(lineOf(broken.pos[0]), texts.badYaml(broken.message))] };

  const variables = { ...readEnvFile(path.join(projectFolder, '.env')), ...env };
  const problems = replaceVariables(document, variables, lineOf);
  const report = (place: YamlPath, message: string): void => {
    problems.push(texts.at(lineAt(document, lines, place), message));
  };
  let written: unknown;
  try {
    // É o YAML inteiro, com os apelidos (`*nome`) e as junções (`<<`) no lugar; o documento, daqui em diante, só diz as linhas.
    written = document.toJS();
  } catch (error) {
    return { services: [], problems: [...problems, texts.badYaml((error as Error).message)] };
  }
  const { services, networks } = fieldsOf(written);
  for (const key of isMapping(written) ? Object.keys(written) : []) {
    if (!isKnown(key)) report([key], texts.unknownTopKey(key, suggestions(key, TOP_KEYS, 2)));
    else if (key === 'include') report([key], texts.beyondProof('"include"'));
  }
  if (!isMapping(services) || Object.keys(services).length === 0) {
    report(['services'], texts.noServices);
    return { services: [], problems };
  }
  const reader = new ServiceReader({ projectFolder, variables, report });
  const found = Object.entries(services).flatMap(([name, value]) => reader.read(name, value));
  const active = found.filter(isActive(variables.COMPOSE_PROFILES));
  checkReferences(found, active, Object.keys(fieldsOf(networks)), report);
  problems.push(...portClashes(active));
  return { services: active, problems };
}

function isKnown(key: string): boolean {
  return TOP_KEYS.includes(key) || key.startsWith('x-');
}

/** Troca-as no documento. @returns As que estão mal escritas, ou faltam. */
function replaceVariables(document: Document, variables: NodeJS.ProcessEnv, lineOf: (offset: number) => number) {
  const problems: string[] = [];
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string') return;
      try {
        node.value = interpolate(node.value, variables);
      } catch (error) {
        if (!(error instanceof InterpolationError)) throw error;
        problems.push(texts.at(node.range ? lineOf(node.range[0]) : undefined, error.message));
      }
    },
  });
  return problems;
}

/** @param asked Os perfis de COMPOSE_PROFILES, separados por vírgula. */
function isActive(asked = ''): (service: FoundService) => boolean {
  const wanted = asked.split(',').map((profile) => profile.trim());
  return ({ profiles }) =>
    profiles.length === 0 || wanted.includes('*') || profiles.some((profile) => wanted.includes(profile));
}

function checkReferences(
  all: readonly FoundService[],
  active: readonly FoundService[],
  networks: readonly string[],
  report: (place: YamlPath, message: string) => void,
): void {
  const known = [DEFAULT_NETWORK, ...networks];
  const isIn = (services: readonly FoundService[], name: string): boolean =>
    services.some((other) => other.name === name);
  for (const { name, networks: own, dependencies } of active) {
    for (const network of Object.keys(own)) {
      if (!known.includes(network)) report(['services', name, 'networks'], texts.unknownNetwork(name, network));
    }
    for (const { name: wanted, isRequired } of dependencies) {
      const place = ['services', name, 'depends_on'];
      if (!isIn(all, wanted)) report(place, texts.unknownDependency(name, wanted));
      else if (isRequired && !isIn(active, wanted)) report(place, texts.inactiveDependency(name, wanted));
    }
  }
}

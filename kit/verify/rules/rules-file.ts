/** Um arquivo de regras do Prometheus, como ele o lê: o que ele recusaria volta numa frase, com a linha. */
import { type Document, LineCounter, parseDocument } from 'yaml';
import { list } from '../../format.ts';
import { fieldsOf } from '../../read-answer.ts';
import { lineAt, type YamlPath } from '../../yaml-line.ts';
import type { Labels } from '../labels.ts';

export interface Rule {
  readonly kind: 'record' | 'alert';
  readonly name: string;
  /** Em PromQL, como está no arquivo. */
  readonly expr: string;
  readonly labels: Labels;
  readonly annotations: Labels;
}

export interface RulesFile {
  /** Como se chama nas mensagens. */
  readonly file: string;
  /** De todos os grupos, na ordem. */
  readonly rules: readonly Rule[];
  /** Por que ele não serve: uma frase para o aluno. Com isto, não há regras. */
  readonly problem?: string;
}

const GROUP_KEYS = ['name', 'interval', 'query_offset', 'limit', 'labels', 'rules'];
const RULE_KEYS = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'];
const ALERT_ONLY = ['for', 'keep_firing_for', 'annotations'];
const RECORD_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const DURATION = /^(?:(?:\d+(?:ms|[smhdwy]))+|0)$/;

/** Nunca lança. @param file O nome que as mensagens dizem. */
export function readRulesFile(file: string, text: string): RulesFile {
  try {
    return { file, rules: new RulesReader(text).read() };
  } catch (error) {
    if (!(error instanceof RulesError)) throw error;
    return unreadRules(file, error.message);
  }
}

/** Um arquivo que não se pôde ler. @param reason O motivo, sem o nome do arquivo e sem ponto no fim. */
export function unreadRules(file: string, reason: string): RulesFile {
  return { file, rules: [], problem: `${file}, ${reason}` };
}

class RulesError extends Error {}

class RulesReader {
  readonly #lines = new LineCounter();
  readonly #document: Document;

  constructor(text: string) {
    this.#document = parseDocument(text, { lineCounter: this.#lines });
    const [error] = this.#document.errors;
    if (!error) return;
    const [reason] = error.message.split(' at line');
    throw new RulesError(
      `linha ${error.linePos?.[0].line ?? 1}: isto não é YAML (${reason}). Confira o recuo, que é de espaços, e os dois-pontos`,
    );
  }

  read(): Rule[] {
    const root: unknown = this.#document.toJS();
    if (root === null || root === undefined) return [];
    this.#onlyKeys(root, [], ['groups'], 'fora dos grupos');
    const seen = new Set<unknown>();
    return this.#listAt(fieldsOf(root).groups, ['groups'], 'groups').flatMap((group, at) => {
      const path = ['groups', at];
      this.#onlyKeys(group, path, GROUP_KEYS, 'num grupo');
      const { name, rules } = fieldsOf(group);
      if (typeof name !== 'string' || name === '') this.#refuse(path, 'o grupo não tem nome: comece-o com "- name: …"');
      if (seen.has(name)) this.#refuse(path, `há dois grupos chamados "${String(name)}"`);
      seen.add(name);
      return this.#listAt(rules, [...path, 'rules'], 'rules').map((rule, i) => this.#rule(rule, [...path, 'rules', i]));
    });
  }

  #rule(written: unknown, path: YamlPath): Rule {
    this.#onlyKeys(written, path, RULE_KEYS, 'numa regra');
    const fields = fieldsOf(written);
    const { record, alert, expr } = fields;
    if ((record === undefined) === (alert === undefined)) {
      this.#refuse(path, 'uma regra tem "record" ou "alert", e só um dos dois');
    }
    const kind = record === undefined ? 'alert' : 'record';
    const name = record ?? alert;
    if (typeof name !== 'string' || name === '')
      this.#refuse([...path, kind], `o nome, em "${kind}", devia ser um texto`);
    const isText = typeof expr === 'string' || typeof expr === 'number';
    if (!isText || String(expr).trim() === '') this.#refuse(path, `"${name}" não tem expressão: falta "expr"`);
    if (kind === 'record') this.#checkRecord(name, fields, path);
    for (const key of ['for', 'keep_firing_for']) this.#checkDuration(fields[key], [...path, key]);
    const { labels, annotations } = fields;
    return {
      kind,
      name,
      expr: String(expr),
      labels: this.#texts(labels, [...path, 'labels']),
      annotations: this.#texts(annotations, [...path, 'annotations']),
    };
  }

  #checkRecord(name: string, fields: Readonly<Record<string, unknown>>, path: YamlPath): void {
    if (!RECORD_NAME.test(name)) {
      this.#refuse(
        [...path, 'record'],
        `"${name}" não pode ser o nome de uma métrica: só letras sem acento, números, "_" e ":"`,
      );
    }
    const foreign = ALERT_ONLY.find((key) => fields[key] !== undefined);
    if (foreign !== undefined)
      this.#refuse([...path, foreign], `"${foreign}" é de alertas, e "${name}" é uma conta ("record")`);
  }

  #checkDuration(value: unknown, path: YamlPath): void {
    if (value === undefined || value === null || DURATION.test(String(value))) return;
    this.#refuse(path, `"${String(value)}" não é uma duração: escreva 30s, 5m, 1h`);
  }

  #listAt(value: unknown, path: YamlPath, key: string): unknown[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) this.#refuse(path, `"${key}" devia ser uma lista: cada item começa com "- "`);
    return value;
  }

  #texts(value: unknown, path: YamlPath): Labels {
    if (value === undefined || value === null) return {};
    if (typeof value !== 'object' || Array.isArray(value)) {
      this.#refuse(path, `"${String(path.at(-1))}" devia ser uma lista de "nome: valor", cada um na sua linha`);
    }
    return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
  }

  #onlyKeys(value: unknown, path: YamlPath, known: readonly string[], where: string): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.#refuse(path, `${where}, o que se espera é "nome: valor" (${list(known)})`);
    }
    const strange = Object.keys(value).find((key) => !known.includes(key));
    if (strange === undefined) return;
    this.#refuse(
      [...path, strange],
      `"${strange}", ${where}, não é do formato do Prometheus. O que há: ${list(known)}`,
    );
  }

  /** @throws RulesError */
  #refuse(path: YamlPath, message: string): never {
    throw new RulesError(`linha ${lineAt(this.#document, this.#lines, path) ?? 1}: ${message}`);
  }
}

/**
 * Segredos e dados pessoais em atributos. O valor nunca aparece no achado: só a chave e o que ele parece ser.
 */
import { attributeText } from '../../../store/attribute-text.ts';
import type { Attribute } from '../../../store/model.ts';
import type { Rule, Sighting } from '../finding.ts';
import { allNodes, SPANS_PER_BREATH, whereIs } from '../span-facts.ts';

/** Chaves cujo valor é um segredo, pela última palavra: `db.password`, `http.request.header.authorization`, `apiKey`. */
const SECRET_KEY = /(password|passwd|senha|secret|authorization|cookie|api[_-]?key|access[_-]?key|private[_-]?key)$/i;
const TOKEN_KEY = /token$/i;
/** Um token de paginação não autoriza ninguém a nada. */
const HARMLESS_TOKEN = /(page|next|continuation|cancellation|sync|cursor)[._-]?token$/i;
/** Uma palavra ("identificador", num analisador léxico) não é um token de acesso. */
const TOKEN_VALUE = /^(?=\S*\d)\S{6,}$|^\S{16,}$/;
/** Já trocado por quem emitiu. */
const REDACTED = /^\W*(redacted|filtered|masked|hidden|removed|omitido|oculto|x{3,}|)\W*$/i;

/** Sem nada disto um valor não tem segredo que se reconheça: uma passada em vez de dez. */
const WORTH_A_LOOK =
  /@|[?&]|bearer|basic|eyJ|A(KIA|SIA)|sk-|gh[pousr]_|github_pat|glpat|xox|PRIVATE KEY|\d{3}\.\d{3}\.\d{3}-/i;

/** O que se reconhece no próprio valor, seja qual for a chave. */
const SECRET_VALUES: readonly { pattern: RegExp; what: string; check?: (match: string) => boolean }[] = [
  { pattern: /\bBearer\s+[\w.~+/-]{8,}/i, what: 'um token Bearer', check: hasDigit },
  { pattern: /\bBasic\s+[A-Za-z0-9+/]{8,}={0,2}/, what: 'uma senha em Authorization: Basic', check: isUserAndPassword },
  { pattern: /\beyJ[\w-]{8,300}\.eyJ[\w-]{8,}\.[\w-]{4,}/, what: 'um JWT' },
  { pattern: /\b(AKIA|ASIA)[0-9A-Z]{16}\b/, what: 'uma chave da AWS' },
  {
    pattern: /\b(sk-[\w-]{20,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,})/,
    what: 'uma chave de API',
    check: hasDigit,
  },
  { pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/, what: 'uma chave privada' },
  {
    pattern: /\b[a-z][a-z+.-]{1,30}:\/\/[^\s/:@]+:(?!(?:\*+|REDACTED|x{3,})@)[^\s/@]+@/i,
    what: 'uma senha num endereço',
  },
  {
    pattern: /[?&](access_token|token|api_?key|password|senha|secret)=(?!REDACTED|\*|x{3})[^\s&#]{4,}/i,
    what: 'um segredo na consulta de um endereço',
  },
  {
    // Nem `git@github.com:…`, que é um endereço de repositório, nem `logo@2x.png`, nem `pacote@1.0.0-beta.rc`.
    pattern:
      /(?<![\w.+-])(?!git@)[\w.+-]{1,64}@(?!\d+(x\.|\.))[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}(?![\w@])/i,
    what: 'um e-mail',
  },
  { pattern: /(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/, what: 'um CPF', check: isCpf },
];
const MESSAGE_ID = /message[._-]?id$/i;
const CPF_KEY = /(^|[._-])cpf$/i;
/** O começo de um valor basta, e limita o custo. */
const MAX_LOOKED_AT = 4_096;

export const rule: Rule = {
  code: 'secrets_in_attributes',
  severity: 'error',
  title: 'Segredos ou dados pessoais em atributos',
  explanation:
    'Telemetria é copiada, guardada e vista por muita gente. Uma senha, um token, um e-mail ou um CPF num atributo vaza ' +
    'para todos eles, e trocar o código depois não os apaga de onde já chegaram.',
  fix:
    'Não ponha o valor no span: use um id sem significado, ou corte-o no programa ou no Collector. Troque a senha ou o ' +
    'token que já foi enviado.',
  *find(snapshot): Generator<Sighting | undefined> {
    const resources = new Set<object>();
    for (const [i, { span }] of allNodes(snapshot).entries()) {
      if (i % SPANS_PER_BREATH === 0) yield undefined;
      const places: { attributes: readonly Attribute[] }[] = [span, ...span.events];
      // O mesmo recurso vem em muitos spans: conta uma vez.
      if (!resources.has(span.resource)) places.push(span.resource);
      resources.add(span.resource);
      for (const { attributes } of places) {
        for (const attribute of attributes) {
          const what = secretIn(attribute);
          if (what) yield { ...whereIs(span), detail: `${attribute.key.slice(0, 100)}: parece ${what}` };
        }
      }
    }
  },
};

/** O que o atributo parece revelar, ou `undefined`. */
export function secretIn({ key, value }: Attribute): string | undefined {
  // `<123@servidor.com>` é o id de uma mensagem, e não o endereço de alguém.
  if (MESSAGE_ID.test(key)) return undefined;
  const promise = promiseOf(key);
  const isText = value.type === 'string' || value.type === 'array' || value.type === 'kvlist';
  if (!isText && promise !== 'cpf') return undefined;
  const text = attributeText(value).slice(0, MAX_LOOKED_AT);
  const what = kept(promise, text) ?? recognized(text);
  return what === undefined || REDACTED.test(text) ? undefined : what;
}

type Promised = 'secret' | 'token' | 'cpf' | undefined;

/** As chaves se repetem em todos os spans: cada uma é examinada uma vez. */
const promises = new Map<string, Promised>();
const MAX_KEYS = 10_000;

/** O que a chave diz que o valor é. */
function promiseOf(key: string): Promised {
  if (!promises.has(key)) {
    // Chaves feitas de ids não podem encher a memória.
    if (promises.size >= MAX_KEYS) promises.clear();
    const isToken = TOKEN_KEY.test(key) && !HARMLESS_TOKEN.test(key);
    promises.set(key, CPF_KEY.test(key) ? 'cpf' : SECRET_KEY.test(key) ? 'secret' : isToken ? 'token' : undefined);
  }
  return promises.get(key);
}

/** O valor cumpre o que a chave promete. */
function kept(promise: Promised, text: string): string | undefined {
  if (promise === 'cpf') return isCpf(text) ? 'um CPF' : undefined;
  const isSecret = promise === 'secret' ? text.length >= 4 : promise === 'token' && TOKEN_VALUE.test(text);
  return isSecret ? (recognized(text) ?? 'um segredo, pelo nome da chave') : undefined;
}

function recognized(text: string): string | undefined {
  if (!WORTH_A_LOOK.test(text)) return undefined;
  return SECRET_VALUES.find(({ pattern, check }) => {
    const found = pattern.exec(text);
    return found !== null && (check?.(found[0]) ?? true);
  })?.what;
}

/** Sem números, é uma palavra ("bearer authentication"). */
function hasDigit(text: string): boolean {
  return /\d/.test(text);
}

/** `usuário:senha` em base64; "Basic authentication" não é. */
function isUserAndPassword(header: string): boolean {
  const decoded = Buffer.from(header.slice('Basic '.length).trim(), 'base64').toString('latin1');
  return /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(decoded);
}

/** Onze dígitos cujos dois últimos confirmam os outros; os de dígito repetido (000.000.000-00) não são de ninguém. */
function isCpf(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '');
  if (digits.length !== 11 || /^(\d)\1*$/.test(digits)) return false;
  return [9, 10].every((length) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += Number(digits[i]) * (length + 1 - i);
    return ((sum * 10) % 11) % 10 === Number(digits[length]);
  });
}

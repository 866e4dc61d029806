/** O que parece um segredo ou um dado pessoal, pela chave ou pelo próprio valor. */
import { attributeText } from '../../store/attribute-text.ts';
import type { Attribute } from '../../store/model.ts';

/** Chaves cujo valor é um segredo, pela última palavra: `db.password`, `client_secrets`, `apiKey`. */
const SECRET_KEY =
  /(password|passwd|passphrase|pwd|senha|secrets?|credentials?|api[_-]?key|access[_-]?key|private[_-]?key)$/i;
const COOKIE_KEY = /cookie$/i;
/** `session.id` não: as convenções o dão à visita de alguém a uma página, que não autoriza nada. */
const TOKEN_KEY = /(token|authorization|(^|[._-])session[_-]?id)$/i;
/** O cabeçalho inteiro: seja qual for o esquema, o que vem depois dele autoriza. */
const AUTHORIZATION_HEADER = /header\.(proxy[-_])?authorization$/i;
const AUTHORIZATION_VALUE = /^[\W_]*[a-z]+\s+(?!REDACTED|[*[<]|x{3})\S{6,}/i;
/** Um token de paginação não autoriza ninguém a nada. */
const HARMLESS_TOKEN = /(page|next|continuation|cancellation|sync|cursor)[._-]?token$/i;
/** Uma palavra ("identificador", num analisador léxico) não é um token de acesso; pode vir depois do esquema (`Bearer …`). */
const TOKEN_VALUE = /(^|\s)((?=\S*\d)\S{6,}|\S{16,})$/;
/** Uma sessão que é só um UUID, e uma contagem de tokens. */
const NOT_A_TOKEN = /^([0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|\d+)$/i;
/** Onde o segredo está guardado, e não ele: `kv/data/loja`, `/run/secrets/db`. `PWD`, num terminal, é a pasta. */
const REFERENCE = /^([a-z_-]+(\/[a-z_-]+)+|~?(\/[\w.-]{1,24})+\/?|[A-Za-z]:\\.*)$/;
/** O estado de um segredo, e não ele. */
const STATE =
  /^(none|null|undefined|unknown|true|false|yes|no|ok|required|optional|accepted|denied|granted|missing|present|absent|empty|valid|invalid|expired|enabled|disabled|clicked|requested|sent|changed|success|failed|failure|include|omit|same-origin|sim|não|válid[ao]|inválid[ao]|enviad[ao]|trocad[ao])$/i;
/** Já trocado por quem emitiu. */
const REDACTED = /^\W*(redacted|filtered|masked|hidden|removed|omitido|oculto|x{3,}|)\W*$/i;

/** Sem nada disto um valor não tem segredo que se reconheça: uma passada em vez de dez. */
const WORTH_A_LOOK =
  /@|%40|(token|key|pass|passwd|password|pwd|senha|secret)\s*=|bearer|basic|eyJ|A(KIA|SIA)|AIza|[sr]k[-_]|gh[pousr]_|github_pat|glpat|npm_|xox|PRIVATE KEY|\d{3}\.\d{3}\.\d{3}-/i;

/** Domínios de dentro de uma rede, e extensões de arquivo: `kafka@broker.local`, `vue@next.min.js`. */
const NOT_A_DOMAIN =
  '(lan|local|localhost|localdomain|internal|intranet|home|corp|svc|cluster|[cm]?[jt]s|[jt]sx|css|json|map|html?|png|jpe?g|gif|svg|webp|ico|woff2?)';

interface SecretValue {
  pattern: RegExp;
  what: string;
  check?: (match: string) => boolean;
}

/** O que se reconhece no próprio valor, seja qual for a chave. */
const SECRET_VALUES: readonly SecretValue[] = [
  { pattern: /\bBearer\s+[\w.~+/-]{8,}/i, what: 'um token Bearer', check: hasDigit },
  { pattern: /\bBasic\s+[A-Za-z0-9+/]{8,}={0,2}/, what: 'uma senha em Authorization: Basic', check: isUserAndPassword },
  { pattern: /\beyJ[\w-]{8,300}\.eyJ[\w-]{8,}\.[\w-]{4,}/, what: 'um JWT' },
  { pattern: /\b(AKIA|ASIA)[0-9A-Z]{16}\b/, what: 'uma chave da AWS' },
  {
    pattern:
      /\b(sk-[\w-]{20,}|[sr]k_(live|test)_\w{10,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|npm_\w{36}|AIza[\w-]{35}|xox[abprs]-[\w-]{10,})/,
    what: 'uma chave de API',
    check: hasDigit,
  },
  { pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/, what: 'uma chave privada' },
  {
    pattern: /\b[a-z][a-z+.-]{1,30}:\/\/[^\s/:@]+:(?!(?:\*+|REDACTED|x{3,})@)[^\s/@]+@/i,
    what: 'uma senha num endereço',
  },
  {
    // Nem `password=${SENHA}`, `?token={token}` ou `Password=@p1`, que são lugares a preencher.
    pattern:
      /(^|[?&;#])\s*(((access|auth|id|refresh)_)?token|api[_-]?key|pass(wd|word)?|pwd|senha|(client_)?secret)=(?!REDACTED|[*${<@:?%]|x{3})[^\s&;#]{4,}/i,
    what: 'um segredo na consulta de um endereço, ou numa configuração',
  },
  {
    // Nem `--password=SENHA`, de uma ajuda.
    pattern:
      /(^|[\s"'])--?[a-z-]*(token|api-?key|password|passwd|senha|secret)=(?!REDACTED|[*$<{%]|x{3}|[A-Z_]+(?![\w-]))[^\s"',]{4,}/,
    what: 'um segredo na linha de comando',
  },
  {
    // Um parâmetro (`= ?`, `= $1`) é o jeito certo, e não tem aspas.
    pattern: /\b(password|passwd|pwd|senha|secret)\s*=\s*'(?!REDACTED|[*?$:@%{]|x{3})[^']{4,}'/i,
    what: 'um segredo escrito no SQL',
  },
  {
    // Nem `git@github.com:…`, que é um endereço de repositório, nem quem entra num (`postgres://loja@…`), nem
    // `logo@2x.png` e `pacote@1.0.0-beta.rc`.
    pattern: new RegExp(
      String.raw`(?<![\w.+-])(?<!:\/\/)(?!git@)[\w.+-]{1,64}(?:@|%40)(?!\d+(x\.|\.))[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){0,4}` +
        String.raw`\.(?!${NOT_A_DOMAIN}(?![\w-]))[a-z]{2,24}(?![\w@-]|\.\w)`,
      'i',
    ),
    what: 'um e-mail',
  },
  { pattern: /(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/, what: 'um CPF', check: isCpf },
];
/** `<123@servidor.com>` é o id de uma mensagem; um robô bem-educado põe o contato de quem o mantém no User-Agent. */
const HARMLESS_KEY = /(message[._-]?id|user[._-]agent(\.original)?)$/i;
const CPF_KEY = /(^|[._-])cpf$/i;
/** O começo de um valor basta, e limita o custo. */
const MAX_LOOKED_AT = 4_096;

/** O que o atributo parece revelar, ou `undefined`. */
export function secretIn({ key, value }: Attribute): string | undefined {
  if (HARMLESS_KEY.test(key)) return undefined;
  const promise = promiseOf(key);
  const isText = value.type === 'string' || value.type === 'array' || value.type === 'kvlist';
  if (!isText && promise !== 'cpf') return undefined;
  const text = attributeText(value).slice(0, MAX_LOOKED_AT);
  const what = kept(promise, text) ?? secretInText(text);
  return what === undefined || REDACTED.test(text) ? undefined : what;
}

/** O mesmo para um texto sem chave: um nome, uma mensagem. */
export function secretInText(whole: string): string | undefined {
  const text = whole.slice(0, MAX_LOOKED_AT);
  if (!WORTH_A_LOOK.test(text)) return undefined;
  return SECRET_VALUES.find(({ pattern, check }) => {
    const found = pattern.exec(text);
    return found !== null && (check?.(found[0]) ?? true);
  })?.what;
}

type Promised = 'secret' | 'cookie' | 'header' | 'token' | 'cpf' | undefined;

/** As chaves se repetem em todos os spans: cada uma é examinada uma vez. */
const promises = new Map<string, Promised>();
const MAX_KEYS = 10_000;

/** O que a chave diz que o valor é. */
function promiseOf(key: string): Promised {
  if (!promises.has(key)) {
    // Chaves feitas de ids não podem encher a memória.
    if (promises.size >= MAX_KEYS) promises.clear();
    promises.set(key, promiseIn(key));
  }
  return promises.get(key);
}

function promiseIn(key: string): Promised {
  if (CPF_KEY.test(key)) return 'cpf';
  if (SECRET_KEY.test(key)) return 'secret';
  if (COOKIE_KEY.test(key)) return 'cookie';
  if (AUTHORIZATION_HEADER.test(key)) return 'header';
  return TOKEN_KEY.test(key) && !HARMLESS_TOKEN.test(key) ? 'token' : undefined;
}

/** O valor cumpre o que a chave promete. */
function kept(promise: Promised, text: string): string | undefined {
  if (promise === 'cpf') return isCpf(text) ? 'um CPF' : undefined;
  return isKept(promise, text) ? (secretInText(text) ?? 'um segredo, pelo nome da chave') : undefined;
}

function isKept(promise: Promised, text: string): boolean {
  if (promise === 'secret') return text.length >= 4 && !STATE.test(text) && !REFERENCE.test(text);
  if (promise === 'header' && AUTHORIZATION_VALUE.test(text)) return true;
  if (promise === 'cookie') return /=[^=\s]{3,}/.test(text);
  return (promise === 'token' || promise === 'header') && TOKEN_VALUE.test(text) && !NOT_A_TOKEN.test(text);
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

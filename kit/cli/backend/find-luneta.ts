/** Há uma Luneta rodando nesta máquina? Quem já a deixou aberta num terminal quer ver tudo nela, e não em outra. */
import { IDENTITY_PATH, type LunetaIdentity } from '../../luneta/api/identity.ts';
import { DOORS, movedPort, PORT_NAMES } from '../../luneta/doors.ts';
import { fieldsOf, jsonFields, readAnswer } from '../../read-answer.ts';
import { timeLimit } from '../../time-limit.ts';

/** É nesta máquina: quem demora mais que isso não serve. */
const TIMEOUT_MS = 1000;
/** Uma identidade não tem nem 1 KiB. */
const MAX_ANSWER_BYTES = 64 * 1024;

export interface FoundLuneta extends Pick<LunetaIdentity, 'ports' | 'pid'> {
  /** O endereço da tela, sem barra no fim. */
  url: string;
}

export interface FindLunetaOptions {
  /** De onde vem LUNETA_UI, a porta em que procurar. Padrão: nenhuma variável, e a porta é 16686. */
  env?: NodeJS.ProcessEnv;
  timeoutMs?: number;
  /** Desiste antes do prazo. */
  signal?: AbortSignal;
}

/**
 * A de sempre ou, se a porta dela é de outro programa, a que `npm run lab` abriu na seguinte.
 * @returns `undefined` como em `findLuneta`.
 */
export async function findLunetaHere(options: FindLunetaOptions = {}): Promise<FoundLuneta | undefined> {
  const luneta = await findLuneta(undefined, options);
  if (luneta || options.env?.LUNETA_UI !== undefined) return luneta;
  return findLuneta(`http://localhost:${movedPort(DOORS.ui.defaultPort)}`, options);
}

/**
 * @param uiUrl Onde perguntar, sem barra no fim; padrão: a porta da tela, nesta máquina.
 * @returns `undefined` se ninguém atende, ou se quem atende não é uma Luneta pronta. Nunca rejeita.
 */
export async function findLuneta(
  uiUrl?: string,
  { env = {}, timeoutMs = TIMEOUT_MS, signal }: FindLunetaOptions = {},
): Promise<FoundLuneta | undefined> {
  const port = /^\d+$/.test(env.LUNETA_UI ?? '') ? Number(env.LUNETA_UI) : DOORS.ui.defaultPort;
  // LUNETA_UI=0 pede uma porta qualquer: não há onde procurar.
  if (uiUrl === undefined && port === 0) return undefined;
  try {
    const response = await fetch(`${uiUrl ?? `http://127.0.0.1:${port}`}${IDENTITY_PATH}`, {
      signal: timeLimit(timeoutMs, signal),
    });
    const identity = readIdentity(await readAnswer(response, MAX_ANSWER_BYTES));
    return identity && { ...identity, url: uiUrl ?? `http://localhost:${port}` };
  } catch {
    return undefined;
  }
}

function readIdentity(text: string | undefined): Pick<LunetaIdentity, 'ports' | 'pid'> | undefined {
  const { ready, pid, host, ports, urls } = jsonFields(text);
  if (ready !== true || !isPositive(pid) || typeof host !== 'string' || typeof urls !== 'object') return undefined;
  // De uma Luneta de outra versão, só as portas que conhecemos.
  const known = Object.entries(fieldsOf(ports)).filter(([name]) => PORT_NAMES.some((each) => each === name));
  if (known.length === 0 || !known.every(([, port]) => isPositive(port) && port <= 65_535)) return undefined;
  return { pid, ports: Object.fromEntries(known) };
}

function isPositive(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0;
}

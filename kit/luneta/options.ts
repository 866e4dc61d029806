/** Opções da linha de comando e das variáveis `LUNETA_*`. A linha de comando vale mais. */
import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { flagRows } from '../help-rows.ts';
import { badFlagError, UsageError } from '../usage-error.ts';
import { DOORS, PORT_NAMES, type PortName, variableOf } from './doors.ts';
import type { ForwardOptions } from './forward/forwarder.ts';
import type { LunetaOptions } from './start.ts';
import { MIN_STORE_BYTES } from './store/memory-store.ts';
import { DEFAULT_MAX_BYTES } from './stores.ts';
import { userName } from './user-name.ts';

export interface CommandOptions extends LunetaOptions {
  /** Só a linha JSON na saída padrão. */
  json: boolean;
  help: boolean;
}

const SEE_HELP = 'Veja as opções com --help.';

const FLAGS = {
  host: { type: 'string', multiple: true, help: 'endereço em que escutar, repetível (padrão: 127.0.0.1 e ::1)' },
  ...(Object.fromEntries(
    PORT_NAMES.map((name) => {
      const { flag, label, defaultPort, transport } = DOORS[name];
      return [flag, { type: 'string', help: `porta ${transport.toUpperCase()} de ${label} (padrão: ${defaultPort})` }];
    }),
  ) as Record<string, { type: 'string'; help: string }>),
  'free-ports': { type: 'boolean', help: 'troca por outra livre a porta que estiver ocupada' },
  'max-bytes': { type: 'string', help: `memória para a telemetria, em bytes ou 64M, 1G (padrão: 256M)` },
  'cors-origin': {
    type: 'string',
    multiple: true,
    help: 'origem de página que pode mandar telemetria por HTTP, além das locais',
  },
  data: { type: 'string', help: 'pasta onde guardar o que chega, para que volte no próximo início' },
  'sampling-strategies': { type: 'string', help: 'arquivo JSON de estratégias de amostragem, no formato do Jaeger' },
  forward: { type: 'string', help: 'copia o que chega para outro OTLP/HTTP, como http://192.168.0.10:4318' },
  student: { type: 'string', help: 'de quem é a cópia: o lab.student dela (padrão: usuário@máquina)' },
  scrape: { type: 'string', multiple: true, help: 'página do Prometheus a ler a cada segundo, repetível' },
  json: { type: 'boolean', help: 'escreve só uma linha JSON quando estiver pronta' },
  help: { type: 'boolean', help: 'mostra esta ajuda' },
} as const;

/** @throws UsageError */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv): CommandOptions {
  const given = parseFlags(argv);
  const text = (flag: string): string | undefined => {
    const value = given[flag];
    return typeof value === 'string' ? value : env[variableOf(flag)] || undefined;
  };
  /** De onde veio o valor: quem errou na variável não acha o erro na linha de comando. */
  const nameOf = (flag: string): string =>
    given[flag] === undefined && env[variableOf(flag)] ? variableOf(flag) : `--${flag}`;
  const list = (flag: string): string[] | undefined => {
    const value = given[flag];
    if (Array.isArray(value)) {
      // Um endereço vazio significaria "todos": ninguém abre a máquina à rede por engano.
      if (value.includes('')) throw new UsageError(`--${flag} precisa de um valor; recebido: "".`);
      return value.map(String);
    }
    const raw = env[variableOf(flag)];
    if (!raw) return undefined;
    const items = raw.split(',').map((item) => item.trim());
    const filled = items.filter((item) => item !== '');
    if (filled.length === 0) throw new UsageError(`${variableOf(flag)} precisa de um valor; recebido: "${raw}".`);
    return filled;
  };
  const enabled = (flag: string): boolean =>
    given[flag] === true || readSwitch(variableOf(flag), env[variableOf(flag)]);
  const ports: Partial<Record<PortName, number | 'off'>> = {};
  for (const name of PORT_NAMES) {
    const value = text(DOORS[name].flag);
    if (value !== undefined) ports[name] = readPort(nameOf(DOORS[name].flag), value);
  }
  if (PORT_NAMES.every((name) => ports[name] === 'off')) {
    throw new UsageError('Todas as portas estão em "off": a Luneta não receberia nem mostraria nada. Abra alguma.');
  }
  const freePorts = enabled('free-ports');
  if (!freePorts) refuseSharedPort(ports, nameOf);
  const corsOrigins = list('cors-origin');
  for (const origin of corsOrigins ?? []) checkOrigin(nameOf('cors-origin'), origin);
  const data = text('data');
  if (data?.trim() === '') throw new UsageError(`--data precisa do nome de uma pasta; recebido: "${data}".`);
  const samplingStrategies = text('sampling-strategies');
  if (samplingStrategies === '') {
    throw new UsageError('--sampling-strategies precisa do nome de um arquivo; recebido: "".');
  }
  return {
    hosts: list('host'),
    ports,
    freePorts,
    maxBytes: readBytes(nameOf('max-bytes'), text('max-bytes')),
    corsOrigins,
    data,
    samplingStrategies,
    scrape: list('scrape')?.map((url) => readScrapeUrl(nameOf('scrape'), url)),
    forward: readForward(nameOf('forward'), text('forward'), text('student')),
    json: enabled('json'),
    help: enabled('help'),
  };
}

function parseFlags(argv: readonly string[]): Record<string, string | boolean | (string | boolean)[] | undefined> {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: false }).values;
  } catch (error) {
    throw badFlagError(error, '(algumas pedem um valor, como em --otlp-http 4318; outras, nenhum)', SEE_HELP, argv);
  }
}

function readSwitch(variable: string, value = ''): boolean {
  if (/^(1|true)$/i.test(value)) return true;
  if (/^(0|false)?$/i.test(value)) return false;
  throw new UsageError(`${variable} precisa ser 1 (ou true) ou 0 (ou false); recebido: "${value}".`);
}

function readPort(source: string, value: string): number | 'off' {
  if (value === 'off') return 'off';
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new UsageError(
    `${source} precisa de um número de 0 a 65535 (0 é qualquer porta livre) ou de "off"; recebido: "${value}".`,
  );
}

/** Sem `--free-ports`, duas portas nossas com um número disputariam-no, e o erro culparia outro programa. */
function refuseSharedPort(ports: Partial<Record<PortName, number | 'off'>>, nameOf: (flag: string) => string): void {
  const owners = new Map<string, string>();
  for (const name of PORT_NAMES) {
    const { flag, defaultPort, transport } = DOORS[name];
    const port = ports[name] ?? defaultPort;
    if (port === 'off' || port === 0) continue;
    const owner = owners.get(`${port}/${transport}`);
    if (owner !== undefined) {
      throw new UsageError(
        `${owner} e ${nameOf(flag)} ficariam na mesma porta, a ${port}/${transport}. Dê outro número a uma delas.`,
      );
    }
    owners.set(`${port}/${transport}`, nameOf(flag));
  }
}

/** O navegador manda a origem sempre na mesma forma; outra nunca seria igual à dele. `null` é a de um arquivo local. */
function checkOrigin(source: string, value: string): void {
  if (value === 'null') return;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  // Não é `url.origin`, que para extensões do navegador (chrome-extension://…) é "null".
  const origin = url?.host ? `${url.protocol}//${url.host}` : undefined;
  if (value === origin) return;
  throw new UsageError(
    `${source} precisa de uma origem, só com protocolo, nome e porta, como em ${origin ?? 'https://exemplo.br'}; ` +
      `recebido: "${value}".`,
  );
}

function readForward(
  source: string,
  value: string | undefined,
  student: string | undefined,
): ForwardOptions | undefined {
  if (value === undefined) {
    if (student === undefined) return undefined;
    throw new UsageError('--student só vale com --forward: é o nome que vai na cópia.');
  }
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new UsageError(
      `${source} precisa do endereço de um OTLP/HTTP, como http://192.168.0.10:4318; recebido: "${value}".`,
    );
  }
  if (student?.trim() === '') throw new UsageError(`--student precisa de um nome; recebido: "${student}".`);
  return { url: value, student: student?.trim() ?? `${userName()}@${hostname()}` };
}

function readScrapeUrl(source: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash) return value;
  throw new UsageError(
    `${source} precisa do endereço de uma página do Prometheus, como http://localhost:9464/metrics; recebido: "${value}".`,
  );
}

const UNITS: Record<string, number> = { '': 1, K: 1 << 10, M: 1 << 20, G: 1 << 30 };
/** As posições no anel de bytes são números de 32 bits. */
const MAX_STORE_BYTES = 4 * (1 << 30);

function readBytes(source: string, value: string | undefined): number {
  if (value === undefined) return DEFAULT_MAX_BYTES;
  const [, digits, unit] = /^(\d+)([KMG]?)$/i.exec(value) ?? [];
  const bytes = digits === undefined ? Number.NaN : Number(digits) * UNITS[unit.toUpperCase()];
  if (bytes >= MIN_STORE_BYTES && bytes <= MAX_STORE_BYTES) return bytes;
  throw new UsageError(`${source} precisa de um tamanho de 1M a 4G, como 256M; recebido: "${value}".`);
}

export function helpText(): string {
  return [
    'Luneta: um backend de observabilidade embutido, compatível com o Jaeger.',
    '',
    'Uso: npm run luneta -- [opções]',
    '',
    ...flagRows(FLAGS),
    '',
    'Cada opção tem uma variável de ambiente: --otlp-http é LUNETA_OTLP_HTTP, e assim por diante.',
    'Uma porta aceita 0 (qualquer uma livre) ou off (fechada).',
  ].join('\n');
}

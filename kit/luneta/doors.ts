/** As portas da Luneta: números padrão, nomes das opções e quem costuma ocupar cada uma. Fonte única dessas listas. */

export type PortName =
  'ui' | 'otlpHttp' | 'otlpGrpc' | 'jaegerCompact' | 'jaegerBinary' | 'jaegerHttp' | 'jaegerSampling' | 'zipkin';

export interface DoorInfo {
  /** Opção de linha de comando, sem os traços. */
  flag: string;
  defaultPort: number;
  transport: 'tcp' | 'udp';
  /** O que é, para a tabela de início e as mensagens de erro. */
  label: string;
}

/** A variável de ambiente de uma opção: `otlp-http` → `LUNETA_OTLP_HTTP`. */
export function variableOf(flag: string): string {
  return `LUNETA_${flag.toUpperCase().replaceAll('-', '_')}`;
}

const USUAL_HOLDERS = 'outra Luneta, um Jaeger ou um Collector do OpenTelemetry';

export const DOORS: Readonly<Record<PortName, DoorInfo>> = {
  ui: { flag: 'ui', defaultPort: 16686, transport: 'tcp', label: 'interface e API do Jaeger' },
  otlpHttp: { flag: 'otlp-http', defaultPort: 4318, transport: 'tcp', label: 'OTLP/HTTP' },
  otlpGrpc: { flag: 'otlp-grpc', defaultPort: 4317, transport: 'tcp', label: 'OTLP/gRPC' },
  jaegerCompact: {
    flag: 'jaeger-compact',
    defaultPort: 6831,
    transport: 'udp',
    label: 'agente Jaeger, Thrift compacto',
  },
  jaegerBinary: { flag: 'jaeger-binary', defaultPort: 6832, transport: 'udp', label: 'agente Jaeger, Thrift binário' },
  jaegerHttp: { flag: 'jaeger-http', defaultPort: 14268, transport: 'tcp', label: 'coletor Jaeger, Thrift por HTTP' },
  jaegerSampling: {
    flag: 'jaeger-sampling',
    defaultPort: 5778,
    transport: 'tcp',
    label: 'amostragem remota do Jaeger',
  },
  zipkin: { flag: 'zipkin', defaultPort: 9411, transport: 'tcp', label: 'Zipkin' },
};

export const PORT_NAMES = Object.keys(DOORS) as PortName[];

export const DEFAULT_PORTS = Object.fromEntries(PORT_NAMES.map((name) => [name, DOORS[name].defaultPort])) as Readonly<
  Record<PortName, number>
>;

/** Uma porta, como se diz a quem deve mandar para ela. `port`: o número em que escuta; `undefined` se está fechada. */
export function portInWords(name: PortName, port: number | undefined): string {
  const { flag, defaultPort, transport } = DOORS[name];
  const number = `${port ?? defaultPort}${transport === 'udp' ? '/udp' : ''}`;
  return port === undefined ? `${number} (fechada nesta Luneta; abra-a com --${flag} ${defaultPort})` : number;
}

/** A porta pedida está ocupada (ou proibida) e não se pediu `--free-ports`. */
export class PortInUseError extends Error {
  readonly code = 'port_in_use';

  constructor(name: PortName, port: number, reason: string) {
    const { flag, label, transport } = DOORS[name];
    const door = `a porta ${port}/${transport} (${label})`;
    const [why, fix] =
      reason === 'EACCES'
        ? [`o sistema não deixa abrir ${door}; as abaixo de 1024 costumam ser só do administrador`, 'Escolha']
        : [`${door} já está em uso, em geral por ${USUAL_HOLDERS}`, 'Feche quem a ocupa, escolha'];
    super(
      `Não deu para começar: ${why}. ${fix} outra com --${flag} NÚMERO, ou use --free-ports ` +
        'para que a Luneta procure portas livres.',
    );
    this.name = 'PortInUseError';
  }
}

/** Portas acima daqui são das conexões que saem da máquina (Linux) e podem ser tomadas a qualquer momento. */
const FIRST_EPHEMERAL_PORT = 32_768;
/** Onde a procura recomeça ao chegar lá em cima; abaixo ficam os números que outros programas costumam querer. */
const FIRST_SEARCHED_PORT = 10_000;
/** De dez em dez, para que as portas vizinhas não disputem os mesmos números. */
const SEARCH_STEP = 10;

/** Abre uma porta com `open(porta)`. Com `freePorts`, se a pedida estiver ocupada procura outra. */
export async function openPort<T>(
  name: PortName,
  port: number,
  freePorts: boolean,
  open: (port: number) => Promise<T>,
): Promise<T> {
  // `0` já é "qualquer uma livre".
  const candidates = freePorts && port !== 0 ? [port, ...otherPorts(port)] : [port];
  let reason = '';
  for (const candidate of candidates) {
    try {
      return await open(candidate);
    } catch (error) {
      reason = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (reason !== 'EADDRINUSE' && reason !== 'EACCES') throw error;
    }
  }
  throw new PortInUseError(name, port, reason);
}

/** A primeira que `freePorts` tenta se `port` está ocupada: onde procurar quem não coube na porta de sempre. */
export function movedPort(port: number): number {
  return otherPorts(port).next().value ?? port;
}

/** As que tentar no lugar de `port`: a partir de dez mil acima, dando a volta ao chegar nas efêmeras. */
function* otherPorts(port: number): Generator<number, undefined> {
  const searched = FIRST_EPHEMERAL_PORT - FIRST_SEARCHED_PORT;
  const turns = Math.floor(searched / SEARCH_STEP);
  const first = port + 10_000 - FIRST_SEARCHED_PORT;
  for (let i = 0; i < turns; i++) {
    const candidate = FIRST_SEARCHED_PORT + ((first + i * SEARCH_STEP) % (turns * SEARCH_STEP));
    if (candidate !== port) yield candidate;
  }
  return undefined;
}

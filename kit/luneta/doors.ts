/** As portas da Luneta: números padrão, nomes das opções e quem costuma ocupar cada uma. Fonte única dessas listas. */

export type PortName = 'ui' | 'otlpHttp' | 'otlpGrpc' | 'jaegerCompact' | 'jaegerBinary';

export interface DoorInfo {
  /** Opção de linha de comando, sem os traços; a variável é `LUNETA_` mais ela em maiúsculas. */
  flag: string;
  defaultPort: number;
  transport: 'tcp' | 'udp';
  /** O que é, para a tabela de início e as mensagens de erro. */
  label: string;
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
};

export const PORT_NAMES = Object.keys(DOORS) as PortName[];

/** A porta pedida está ocupada (ou proibida) e não se pediu `--free-ports`. */
export class PortInUseError extends Error {
  readonly code = 'port_in_use';

  constructor(name: PortName, port: number, reason: string) {
    const { flag, label, transport } = DOORS[name];
    const why =
      reason === 'EACCES'
        ? `o sistema não deixa abrir a porta ${port}/${transport} (${label})`
        : `a porta ${port}/${transport} (${label}) já está em uso, em geral por ${USUAL_HOLDERS}`;
    super(
      `Não deu para começar: ${why}. Feche quem a ocupa, escolha outra com --${flag} NÚMERO, ou use --free-ports ` +
        'para que a Luneta procure portas livres.',
    );
    this.name = 'PortInUseError';
  }
}

/** Portas acima daqui são das conexões que saem da máquina (Linux) e podem ser tomadas a qualquer momento. */
const FIRST_EPHEMERAL_PORT = 32_768;

/**
 * Abre uma porta com `open(porta)`. Com `freePorts`, se a pedida estiver ocupada procura outra mais acima,
 * de dez em dez para que as portas vizinhas não disputem os mesmos números.
 */
export async function openPort<T>(
  name: PortName,
  port: number,
  freePorts: boolean,
  open: (port: number) => Promise<T>,
): Promise<T> {
  for (let candidate = port; ; candidate += candidate === port ? 10_000 : 10) {
    try {
      return await open(candidate);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
      if (!freePorts || port === 0 || candidate + 10_000 >= FIRST_EPHEMERAL_PORT + 10_000) {
        throw new PortInUseError(name, candidate, code);
      }
    }
  }
}

// Um Spark de verdade, pelo Thrift server dele: spark/README.md conta como abrir um. Você não edita este arquivo.

import { type SparkOptions, sparkSession, type SqlSession } from '@lab-otel/telescope';

const HOW = 'Veja labs/04-pipelines/spark/README.md.';

export class SparkConnectionError extends Error {
  override readonly name = 'SparkConnectionError';
  readonly code: 'spark_unreachable' | 'spark_silent' | 'spark_refused';

  constructor(code: SparkConnectionError['code'], reason: string, cause?: unknown) {
    super(`${reason} ${HOW}`, cause === undefined ? {} : { cause });
    this.code = code;
  }
}

export interface OpenSparkOptions extends Pick<SparkOptions, 'answerMs'> {
  /** Quanto esperar pela sessão, em milissegundos. */
  readonly connectMs?: number;
}

/**
 * Abre uma sessão no Spark de SPARK_THRIFT_HOST e SPARK_THRIFT_PORT; sem elas, o desta máquina, na porta 10000.
 *
 * @throws SparkConnectionError se ninguém atende, se quem atende não é o Thrift server, ou se ele não responde.
 */
export async function openSpark(env: NodeJS.ProcessEnv, options: OpenSparkOptions = {}): Promise<SqlSession> {
  const { connectMs = 15_000, answerMs } = options;
  const host = env.SPARK_THRIFT_HOST || '127.0.0.1';
  const port = portOf(env.SPARK_THRIFT_PORT || '10000');
  // Só aqui: quem usa o DuckDB não paga por ele.
  const { auth, connections, HiveClient, thrift } = await import('hive-driver');
  const client = new HiveClient(thrift.TCLIService, thrift.TCLIService_types);
  // Sem quem a ouça, uma conexão que cai depois derrubaria o programa; quem espera por uma resposta fica sabendo pelo prazo.
  client.on('error', () => {});
  const plain = new auth.PlainTcpAuthentication({ username: 'lab' });
  let drop = (): void => {};
  const watched = {
    authenticate: (transport: Parameters<typeof plain.authenticate>[0]) => {
      drop = () => void transport.getTransport()?.destroy();
      return plain.authenticate(transport);
    },
  };
  const open = async () => {
    await client.connect({ host, port }, new connections.TcpConnection(), watched);
    const client_protocol: number = thrift.TCLIService_types.TProtocolVersion.HIVE_CLI_SERVICE_PROTOCOL_V8;
    return await client.openSession({ client_protocol, username: 'lab' });
  };
  try {
    return sparkSession(await withDeadline(open(), connectMs), { disconnect: drop, ...(answerMs ? { answerMs } : {}) });
  } catch (error) {
    // Uma conexão esquecida não deixa o programa acabar.
    drop();
    throw explained(error, `${host}:${port}`, connectMs);
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new SparkConnectionError('spark_refused', `SPARK_THRIFT_PORT é uma porta, como 10000; recebido: "${text}".`);
}

const LATE = Symbol('late');

async function withDeadline<R>(work: Promise<R>, ms: number): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(LATE), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function explained(error: unknown, address: string, ms: number): SparkConnectionError {
  if (error === LATE) {
    const reason =
      `Alguém aceitou a conexão em ${address}, e em ${ms / 1000} s não respondeu. Ou ele ainda está começando, ou não é o Thrift ` +
      'server do Spark, ou foi aberto com hive.server2.authentication=NOSASL: aqui se usa o de fábrica, NONE.';
    return new SparkConnectionError('spark_silent', reason);
  }
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (typeof code === 'string') {
    const reason = `Nenhum Spark atende em ${address} (${code}). Abra o Thrift server, ou diga onde ele está em SPARK_THRIFT_HOST e SPARK_THRIFT_PORT.`;
    return new SparkConnectionError('spark_unreachable', reason, error);
  }
  const reason = `Quem atende em ${address} recusou a sessão: não parece o Thrift server do Spark. Ele disse: "${String(message)}".`;
  return new SparkConnectionError('spark_refused', reason, error);
}

/** Um Spark de verdade, como processo dos testes: o Thrift server, numa porta livre, só nesta máquina, com os dados na memória. */
import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { poll } from '../../../kit/poll.ts';
import { type RunningServer, startServer } from '../../../kit/start-server.ts';
import { installed } from '../../../kit/testing/platform/installed.ts';

export interface ThriftServer extends Pick<RunningServer, 'pid' | 'log' | 'close'> {
  /** Só esta máquina. */
  host: string;
  port: number;
}

const HOST = '127.0.0.1';
/** Depois que a tela do Spark abre, o banco do catálogo ainda se cria. */
const LISTENING_MS = 60_000;

/** @throws Error se o Spark ou o Java faltam, ou se ele não fica pronto. */
export async function startThriftServer(): Promise<ThriftServer> {
  const submit = await installed('.ci/install-spark', 'spark/bin/spark-submit');
  const { pid, ports, log, close } = await startServer({
    name: 'O Spark',
    howToInstall: 'Instale-o: .ci/install-spark',
    portCount: 2,
    commandLine: ([thrift, ui], folder) => ({
      command: submit,
      args: [
        '--class=org.apache.spark.sql.hive.thriftserver.HiveThriftServer2',
        '--master=local[2]',
        '--driver-memory=512m',
        // Vive pouco: só o primeiro nível do compilador, e o coletor de lixo mais simples.
        '--driver-java-options=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError',
        ...conf({
          'spark.driver.bindAddress': HOST,
          'spark.driver.host': HOST,
          'spark.ui.port': String(ui),
          // Cada tarefa custa mais que as poucas linhas que processa.
          'spark.sql.shuffle.partitions': '2',
          'spark.sql.warehouse.dir': path.join(folder, 'warehouse'),
          'spark.hadoop.javax.jdo.option.ConnectionURL': 'jdbc:derby:memory:metastore_db;create=true',
        }),
        'spark-internal',
        '--hiveconf',
        `hive.server2.thrift.bind.host=${HOST}`,
        '--hiveconf',
        `hive.server2.thrift.port=${thrift}`,
      ],
      env: {
        // Sem isto, o nome desta máquina tem de ter um endereço que responda.
        SPARK_LOCAL_IP: HOST,
        // O Java ignora TMPDIR.
        SPARK_SUBMIT_OPTS: `-Djava.io.tmpdir=${folder} -Dderby.stream.error.file=${path.join(folder, 'derby.log')}`,
        ...(process.env.JAVA_HOME ? { JAVA_HOME: process.env.JAVA_HOME } : {}),
      },
    }),
    // A tela do Spark, que abre antes da porta de que se precisa.
    readyUrl: ([, ui]) => `http://${HOST}:${ui}/jobs/`,
    // Ele apaga o que pôs na pasta antes de sair.
    graceMs: 5000,
  });
  const port = ports[0];
  if (await poll(() => accepts(port), { deadlineMs: LISTENING_MS })) return { host: HOST, port, pid, log, close };
  await close();
  throw new Error(
    `O Spark não abriu a porta do Thrift server em ${LISTENING_MS / 1000} s. O que ele escreveu:\n${log()}`,
  );
}

/** Se alguém atende nesta porta: `true`, ou `undefined`. */
async function accepts(port: number): Promise<true | undefined> {
  const socket = connect(port, HOST);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

function conf(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).map(([name, value]) => `--conf=${name}=${value}`);
}

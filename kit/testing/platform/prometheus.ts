/** Um Prometheus de verdade. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type RunningServer, startServer } from '../../start-server.ts';

export interface Prometheus extends Pick<RunningServer, 'pid' | 'log' | 'close'> {
  /** Da tela e da API, sem barra no fim. */
  url: string;
  /** Onde ele recebe séries de outro (remote write). */
  writeUrl: string;
  /** Troca a configuração sem perder o que já guardou. @throws Error se ele a recusa: o motivo está em `log`. */
  reload(config: string): Promise<void>;
}

export interface PrometheusOptions {
  /** O texto da configuração; os caminhos dentro dele, absolutos. Padrão: não coleta ninguém. */
  config?: string;
}

/** @throws Error se ele não está na máquina, ou não fica pronto. */
export async function startPrometheus({ config = '' }: PrometheusOptions = {}): Promise<Prometheus> {
  let file = '';
  const { pid, ports, log, close } = await startServer({
    name: 'O Prometheus',
    howToInstall: 'Instale-o: apt-get install prometheus',
    portCount: 1,
    commandLine: async ([port], folder) => {
      file = path.join(folder, 'prometheus.yaml');
      await writeFile(file, config);
      return {
        command: 'prometheus',
        args: [
          `--config.file=${file}`,
          `--storage.tsdb.path=${path.join(folder, 'data')}`,
          `--web.listen-address=127.0.0.1:${port}`,
          '--web.enable-remote-write-receiver',
          '--web.enable-lifecycle',
          '--enable-feature=exemplar-storage',
          '--log.level=warn',
        ],
      };
    },
    readyUrl: ([port]) => `http://127.0.0.1:${port}/-/ready`,
  });
  const url = `http://127.0.0.1:${ports[0]}`;
  const reload = async (text: string): Promise<void> => {
    await writeFile(file, text);
    const response = await fetch(`${url}/-/reload`, { method: 'POST' });
    if (!response.ok) throw new Error(`O Prometheus recusou a configuração: ${await response.text()}`);
  };
  return { url, writeUrl: `${url}/api/v1/write`, reload, pid, log, close };
}

/** Um Zipkin de verdade, com os traces na memória. */
import { installed } from './installed.ts';
import { type RunningServer, startServer } from '../../start-server.ts';

export interface Zipkin extends Pick<RunningServer, 'pid' | 'log' | 'close'> {
  /** Da tela e da API, sem barra no fim. */
  url: string;
  /** Onde ele recebe spans. */
  spansUrl: string;
}

/** @throws Error se o zipkin.jar ou o Java faltam, ou se ele não fica pronto. */
export async function startZipkin(): Promise<Zipkin> {
  const jar = await installed('.ci/install-zipkin', 'zipkin.jar');
  const { pid, ports, log, close } = await startServer({
    name: 'O Zipkin',
    howToInstall: 'Ele roda com o Java 17: apt-get install openjdk-17-jre-headless',
    portCount: 1,
    commandLine: ([port]) => ({
      command: 'java',
      args: [
        '-Xmx256m',
        // Vive menos do que levaria para o compilador otimizá-lo: só o primeiro nível, e o coletor de lixo mais simples.
        '-XX:TieredStopAtLevel=1',
        '-XX:+UseSerialGC',
        // Sem memória, sai: quem espera por ele fica sabendo, em vez de perguntar a um processo que já não responde.
        '-XX:+ExitOnOutOfMemoryError',
        '-jar',
        jar,
        '--armeria.ports[0].ip=127.0.0.1',
        `--armeria.ports[0].port=${port}`,
        '--armeria.ports[0].protocols[0]=http',
      ],
      // O mesmo do compose.yaml. Com os 500 mil de fábrica, a memória acaba antes.
      env: { MEM_MAX_SPANS: '30000' },
    }),
    readyUrl: ([port]) => `http://127.0.0.1:${port}/health`,
  });
  const url = `http://127.0.0.1:${ports[0]}`;
  return { url, spansUrl: `${url}/api/v2/spans`, pid, log, close };
}

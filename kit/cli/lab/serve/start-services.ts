/** Um sistema de serviços no ar: todos se acham, e cada um recomeça quando se salva um arquivo que é dele. */
import type { LabService } from '../../../course/manifest.ts';
import type { OutputName } from '../../sample-app.ts';
import { loadedFiles } from './loaded-files.ts';
import { choosePorts } from './service-ports.ts';
import { type ServiceEvent, SupervisedService } from './supervised-service.ts';
import { type FolderWatcher, watchFolder } from './watch-folder.ts';

/** Numa máquina ocupada, começar todos de uma vez demora. */
const READY_MS = 60_000;
/** De cada um, por muitas horas de aula; o que passa disto não é um registro, é um laço. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
/** Do que um serviço escreveu, o que se guarda para contar por que caiu. */
const KEPT_OUTPUT_BYTES = 256 * 1024;

export interface StartServicesOptions {
  /** A pasta dos arquivos deles. */
  folder: string;
  /** De onde vem o tsx. */
  root: string;
  /** As variáveis de todos. */
  env: NodeJS.ProcessEnv;
  /** Tenta a porta de sempre de cada um; falso, quaisquer outras. */
  fixedPorts?: boolean;
  /** Recomeça quem usa um arquivo salvo. */
  isWatched?: boolean;
  onOutput?: (service: LabService, text: string, output: OutputName) => void;
  onEvent?: (service: LabService, event: ServiceEvent) => void;
  onWatchError?: (error: Error) => void;
}

export interface RunningServices {
  /** O endereço de cada um, pelo nome: http://127.0.0.1:5000 */
  urls: Readonly<Record<string, string>>;
  /** Resolve quando todos ficaram no ar, ou caíram; nunca rejeita. */
  settled: Promise<unknown>;
  /** Encerra todos, ao mesmo tempo. Nunca rejeita. */
  stop(): Promise<void>;
}

export async function startServices(
  services: readonly LabService[],
  { folder, root, env, fixedPorts = false, isWatched = false, ...tell }: StartServicesOptions,
): Promise<RunningServices> {
  const ports = await choosePorts(services, fixedPorts);
  const urls = Object.fromEntries(services.map(({ name }, i) => [name, `http://127.0.0.1:${ports[i]}`]));
  const addresses = Object.fromEntries(
    services.flatMap(({ name, urlVariable }) => (urlVariable === undefined ? [] : [[urlVariable, urls[name]]])),
  );
  const running = services.map((service, i) => ({
    service,
    supervised: new SupervisedService({
      program: {
        entry: service.entry,
        cwd: folder,
        env: { ...env, ...addresses, HOST: '127.0.0.1', PORT: String(ports[i]) },
        deadlineMs: READY_MS,
        maxOutputBytes: MAX_OUTPUT_BYTES,
        keptOutputBytes: KEPT_OUTPUT_BYTES,
      },
      root,
      onOutput: (text, output) => tell.onOutput?.(service, text, output),
      onEvent: (event) => tell.onEvent?.(service, event),
    }),
  }));

  let watcher: FolderWatcher | undefined;
  if (isWatched) {
    watcher = watchFolder(folder, {
      onSave: (names) => {
        for (const index of affectedBy(names, folder, services)) void running[index]?.supervised.restart();
      },
      onError: (error) => tell.onWatchError?.(error),
    });
    await watcher.ready;
  }
  // Com as portas já escolhidas, ninguém precisa esperar pelo outro para saber onde ele fica.
  const settled = Promise.all(running.map(({ supervised }) => supervised.restart()));
  return {
    urls,
    settled,
    async stop() {
      await Promise.all([watcher?.close(), ...running.map(({ supervised }) => supervised.stop())]);
    },
  };
}

const CODE = /\.[cm]?[jt]sx?$/i;

/**
 * As posições dos que usam algum destes arquivos. Código que nenhum importa pode ser de qualquer um: aí são todos. Dados que
 * nenhum importa podem ser o que um deles escreve, e recomeçá-lo por isso não teria fim.
 */
function affectedBy(names: readonly string[], folder: string, services: readonly LabService[]): number[] {
  const loaded = services.map(({ entry }) => loadedFiles(folder, entry));
  const isShared = (name: string): boolean => CODE.test(name) && !loaded.some((files) => files.has(name));
  return [...services.keys()].filter((i) => names.some((name) => isShared(name) || loaded[i]!.has(name)));
}

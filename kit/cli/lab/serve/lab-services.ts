/** O sistema inteiro de um lab no ar: os arquivos do aluno, ou os prontos. */
import path from 'node:path';
import { labFolder } from '../../../course/lab-paths.ts';
import type { Lab } from '../../../course/manifest.ts';
import type { Backend } from '../../backend/backend.ts';
import type { BackendAddress } from '../../backend/backend-address.ts';
import type { LabContext } from '../context.ts';
import { EXIT, LabStop } from '../exit-codes.ts';
import { texts } from '../lab-texts.ts';
import { telemetryEnv } from '../run-step.ts';
import { QUICK_BATCHES } from '../serve-step.ts';
import { serveTexts } from './serve-texts.ts';
import { type RunningServices, startServices, type StartServicesOptions } from './start-services.ts';

/** `folder`: a pasta dos arquivos; `finished`: os prontos do lab, sem a pasta do aluno. */
export type LabServicesOptions = ({ folder: string } | { finished: true }) &
  Pick<StartServicesOptions, 'fixedPorts' | 'isWatched' | 'onOutput' | 'onEvent' | 'onWatchError'> & {
    /** Somadas às que levam ao backend; ganham delas. */
    env?: NodeJS.ProcessEnv;
    backend?: BackendAddress & Partial<Pick<Backend, 'query'>>;
  };

/**
 * Começa todos. Se o comando é interrompido, eles acabam.
 * @throws LabStop se, sem observar os arquivos, um deles não fica no ar: os outros são encerrados.
 */
export async function startLabServices(
  { root, stop: interrupted }: Pick<LabContext, 'root' | 'stop'>,
  lab: Lab,
  { env, backend, ...options }: LabServicesOptions,
): Promise<RunningServices> {
  const { services } = lab;
  if (!services) throw new LabStop(EXIT.usage, serveTexts.noServices(lab.number, []));
  interrupted.throwIfAborted();
  const folder = 'folder' in options ? options.folder : path.join(root, labFolder(lab), 'app');
  const otlp = lab.steps.find((step) => step.otlp !== undefined)?.otlp;
  let fall: string | undefined;
  const running = await startServices(services, {
    ...options,
    folder,
    root,
    env: {
      ...QUICK_BATCHES,
      ...telemetryEnv({ otlp }, backend),
      // Para a página dizer onde ver o trace: ela só sabe o endereço de um trace na tela do Jaeger.
      ...(backend && (backend.query?.spans.api ?? 'jaeger') === 'jaeger' && { BACKEND_URL: backend.url }),
      ...env,
    },
    onEvent: (service, event) => {
      if (event.type === 'fell') fall ??= event.reason;
      options.onEvent?.(service, event);
    },
  });
  const end = (): void => void running.stop();
  interrupted.addEventListener('abort', end, { once: true });
  if (interrupted.aborted) end();
  const stop = async (): Promise<void> => {
    interrupted.removeEventListener('abort', end);
    await running.stop();
  };
  if (options.isWatched) return { ...running, stop };
  await running.settled;
  if (fall === undefined && !interrupted.aborted) return { ...running, stop };
  await stop();
  throw fall === undefined ? new LabStop(EXIT.interrupted, texts.interrupted) : new LabStop(EXIT.failed, fall);
}

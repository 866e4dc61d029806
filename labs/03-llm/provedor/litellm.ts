/** O LiteLLM de verdade, como processo dos testes: numa porta livre, só nesta máquina, sem rede e sem banco. */
import path from 'node:path';
import { findRepoRoot } from '../../../kit/repo-root.ts';
import { installed } from '../../../kit/testing/platform/installed.ts';
import { type RunningServer, startServer } from '../../../kit/start-server.ts';

const CONFIG = 'labs/03-llm/provedor/config.yaml';

/** A única chave que ele aceita. Não é a do servidor local: quem a usasse aqui passaria por engano. */
export const LITELLM_KEY = 'sk-de-outro-provedor';

export interface LiteLlm extends Pick<RunningServer, 'log' | 'close'> {
  /** O que vai em OPENAI_BASE_URL. */
  baseUrl: string;
}

/** @throws Error se ele não foi instalado, ou não fica pronto. */
export async function startLiteLlm(): Promise<LiteLlm> {
  const python = await installed('.ci/install-litellm', 'bin/python');
  const { ports, log, close } = await startServer({
    name: 'O LiteLLM',
    howToInstall: 'Instale-o: .ci/install-litellm',
    portCount: 1,
    commandLine: ([port]) => ({
      command: python,
      args: [
        '-m',
        'litellm.proxy.proxy_cli',
        `--config=${path.join(findRepoRoot(), CONFIG)}`,
        '--host=127.0.0.1',
        `--port=${port}`,
        '--telemetry=False',
      ],
      env: {
        LITELLM_MASTER_KEY: LITELLM_KEY,
        // A tabela de preços que veio no pacote: sem isto, ele a buscaria na rede antes de atender.
        LITELLM_LOCAL_MODEL_COST_MAP: 'True',
        // Nada de __pycache__ ao lado do config.yaml.
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONUNBUFFERED: '1',
      },
    }),
    readyUrl: ([port]) => `http://127.0.0.1:${port}/health/readiness`,
  });
  return { baseUrl: `http://127.0.0.1:${ports[0]}/v1`, log, close };
}

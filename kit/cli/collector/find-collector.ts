/** O Collector que há nesta máquina: o que se disse em LAB_COLLECTOR, um instalado ou, com o Docker, o da plataforma. */
import path from 'node:path';
import { fieldsOf, jsonFields } from '../../read-answer.ts';
import type { RunCommand } from '../environment/run-command.ts';
import { pinnedCollector } from './pinned-image.ts';

/** Onde dizer qual é o programa. */
export const COLLECTOR_VARIABLE = 'LAB_COLLECTOR';
/** A `contrib` primeiro: tem as peças de que um lab precisa, e a outra, nem todas. */
const NAMES = ['otelcol-contrib', 'otelcol'];

export type FoundCollector =
  /** `version` é o que ele diz de si: "otelcol version 0.158.0". */
  | { kind: 'program'; command: string; version: string }
  /** `isDesktop`: os contêineres estão numa máquina virtual, e a rede desta máquina não é a deles. */
  | { kind: 'docker'; image: string; isDesktop: boolean }
  /** `told`: o que se disse em LAB_COLLECTOR, e não roda. */
  | { kind: 'none'; told?: string };

export interface FindCollectorOptions {
  root: string;
  env: NodeJS.ProcessEnv;
  run: RunCommand;
}

/** Nunca rejeita por causa da máquina. @throws Error se o projeto não diz qual é a imagem. */
export async function findCollector({ root, env, run }: FindCollectorOptions): Promise<FoundCollector> {
  const said = env[COLLECTOR_VARIABLE];
  // Um caminho é a partir de onde se escreve; quem o roda pode estar noutra pasta.
  const told = said && /[\\/]/.test(said) ? path.resolve(said) : said;
  for (const command of told ? [told] : NAMES) {
    const { code, stdout } = await run(command, ['--version']);
    if (code === 0) return { kind: 'program', command, version: stdout.trim() };
  }
  // Quem disse qual quer aquele, e não outro.
  if (told) return { kind: 'none', told };
  const docker = await run('docker', ['version', '--format', '{{json .}}']);
  if (docker.code !== 0) return { kind: 'none' };
  const platform = fieldsOf(fieldsOf(jsonFields(docker.stdout).Server).Platform);
  return {
    kind: 'docker',
    image: (await pinnedCollector(root)).image,
    isDesktop: String(platform.Name).includes('Docker Desktop'),
  };
}

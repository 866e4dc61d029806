/** Início: do `spawn` à primeira resposta de `/api/services`, pelo pacote pronto, pelas fontes e pelo npm. */
import { fileURLToPath } from 'node:url';
import type { PortName } from '../../doors.ts';
import { waitReady } from '../../testing/ready-line.ts';
import { ANY_PORT_FLAGS } from '../../testing/any-ports.ts';
import { type Figure, figureOf } from '../figure.ts';
import type { BenchContext, Measure } from '../measure.ts';
import { bundleState } from '../../../bundle-state.mjs';
import { npmCommand } from '../../../npm-command.ts';
import { createQueryClient } from '../servers/query-client.ts';
import { median } from '../statistics.ts';

const REPETITIONS = 7;
const QUICK_REPETITIONS = 3;
const FROM_SOURCES = fileURLToPath(new URL('../servers/from-sources.mjs', import.meta.url));
const ARGS = ['--json', ...ANY_PORT_FLAGS];

export const start: Measure = {
  name: 'inicio',
  title: 'Início (até responder à 1ª consulta)',
  referenceName: 'Jaeger',
  async run(context) {
    const direct = [process.execPath, 'kit/run.mjs', 'luneta', ...ARGS];
    const sources = [process.execPath, FROM_SOURCES, ...ARGS];
    const npm = [...npmCommand('npm'), 'run', 'luneta', '--', ...ARGS];
    const bundle = bundleState();
    const samples: Record<'direct' | 'sources' | 'npm', number[]> = { direct: [], sources: [], npm: [] };
    for (let i = 0; i < (context.quick ? QUICK_REPETITIONS : REPETITIONS); i++) {
      samples.direct.push(await startOnce(context, direct));
      samples.sources.push(await startOnce(context, sources));
      samples.npm.push(await startOnce(context, npm));
    }
    const figures: Figure[] = [
      ...(bundle === 'fresh' ? [figureOf('startBundle', samples.direct)] : []),
      figureOf('startSources', samples.sources),
      figureOf('startNpm', samples.npm),
      { id: 'startNpmShare', value: median(samples.npm) - median(samples.direct) },
    ];
    const notes =
      bundle === 'fresh' ? [] : ['O pacote pronto não foi medido: não há um em dia. Faça-o com npm run prepare.'];
    return { figures, notes };
  },
};

async function startOnce({ trees, root }: BenchContext, [command, ...args]: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const child = trees.spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const { ports } = await waitReady<{ ports: Record<PortName, number> }>(child, 'A Luneta');
    const client = createQueryClient(ports.ui);
    await client.get('/api/services');
    const elapsedMs = performance.now() - startedAt;
    client.close();
    return elapsedMs;
  } finally {
    await trees.end(child);
  }
}

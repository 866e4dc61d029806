/** Os exemplos como o aluno os roda: quanto custa cada começo. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { waitReady } from '../../testing/ready-line.ts';
import { type Figure, figureOf } from '../figure.ts';
import type { BenchContext, Measure } from '../measure.ts';
import { npmCommand } from '../../../npm-command.ts';
import { createQueryClient } from '../servers/query-client.ts';
import { type CommandCost, runTimed } from '../servers/run-timed.ts';

const REPETITIONS = 5;
const QUICK_REPETITIONS = 3;

const NODE = [process.execPath, '-r', 'tsx/cjs'];

export const examples: Measure = {
  name: 'exemplos',
  title: 'Exemplos, a frio',
  referenceName: 'Python',
  async run(context) {
    const agent = await openSilentAgent();
    try {
      return { figures: await measureExamples(context, agent.env), notes: [CPU_NOTE] };
    } finally {
      agent.close();
    }
  },
};

const CPU_NOTE = 'CPU: usuário e sistema, com os processos filhos. No Windows só há o relógio.';

async function measureExamples(context: BenchContext, env: NodeJS.ProcessEnv): Promise<Figure[]> {
  const npx = [...npmCommand('npx'), 'tsx'];
  const tracing = example(context, 'example_tracing.ts');
  const exporter = example(context, 'example_exporter.ts');
  const app = example(context, 'example_app.ts');
  const costs = {
    tracingNode: [] as CommandCost[],
    tracingNpx: [] as CommandCost[],
    exporterNode: [] as CommandCost[],
    exporterNpx: [] as CommandCost[],
  };
  const appNode: number[] = [];
  const appNpx: number[] = [];
  for (let i = 0; i < (context.quick ? QUICK_REPETITIONS : REPETITIONS); i++) {
    costs.tracingNode.push(await runTimed(context, [...NODE, tracing], env));
    costs.tracingNpx.push(await runTimed(context, [...npx, tracing], env));
    costs.exporterNode.push(await runTimed(context, [...NODE, exporter], env));
    costs.exporterNpx.push(await runTimed(context, [...npx, exporter], env));
    appNode.push(await appFirstAnswer(context, [...NODE, app], env));
    appNpx.push(await appFirstAnswer(context, [...npx, app], env));
  }
  const cpu = (id: keyof typeof costs): Figure[] => {
    const samples = costs[id].map(({ cpuMs }) => cpuMs).filter((value) => value !== undefined);
    return samples.length > 0 ? [figureOf(id, samples)] : [];
  };
  return [
    ...cpu('tracingNode'),
    ...cpu('tracingNpx'),
    ...cpu('exporterNode'),
    ...cpu('exporterNpx'),
    figureOf(
      'exporterNpxWall',
      costs.exporterNpx.map(({ wallMs }) => wallMs),
    ),
    figureOf('appNode', appNode),
    figureOf('appNpx', appNpx),
  ];
}

function example({ root }: BenchContext, file: string): string {
  const entry = path.join('exemplos', file);
  if (!existsSync(path.join(root, entry))) throw new Error(`não achei ${entry}.`);
  return entry;
}

async function appFirstAnswer(
  { trees, root }: BenchContext,
  [command, ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const startedAt = performance.now();
  const child = trees.spawn(command, args, {
    cwd: root,
    env: { ...env, PORT: '0', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const { port } = await waitReady<{ port: number }>(child, 'O app de exemplo');
    const client = createQueryClient(port);
    await client.get('/');
    const elapsedMs = performance.now() - startedAt;
    client.close();
    return elapsedMs;
  } finally {
    await trees.end(child);
  }
}

/** Um agente Jaeger que ouve e ignora: os exemplos encontram alguém na porta, e nenhum backend divide a CPU com eles. */
async function openSilentAgent(): Promise<{ env: NodeJS.ProcessEnv; close(): void }> {
  const socket = createSocket('udp4');
  socket.on('message', () => {});
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const env = {
    OTEL_EXPORTER_JAEGER_AGENT_HOST: '127.0.0.1',
    OTEL_EXPORTER_JAEGER_AGENT_PORT: String(socket.address().port),
  };
  return { env, close: () => void socket.close() };
}

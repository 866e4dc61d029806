/** Os passos que rodam fora daqui, pela linha de comando, numa máquina sem Docker e sem AWS. */
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startLuneta } from '../../../luneta/start.ts';
import { ANY_PORTS } from '../../../luneta/testing/any-ports.ts';
import { servePort } from '../../../testing/serve.ts';
import { labRoot, type LabRun } from '../testing/lab-root.ts';
import { runHere } from '../testing/run-here.ts';

/** Nem docker, nem credenciais. */
const BARE = { PATH: '/nao-ha', HOME: '/nao-ha', USERPROFILE: '/nao-ha' };

const run = (root: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<LabRun> =>
  runHere(root, args, { env: { ...BARE, ...env } });

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const failedOf = ({ stdout }: LabRun) => JSON.parse(stdout).checks.filter(({ passed }: { passed: boolean }) => !passed);

test('sem Docker: o código 3, o que falta e a prova; com ela, passa, e fica anotado como', async () => {
  const root = labRoot();
  await run(root, ['jump', '01/8']);
  const missing = await run(root, ['verify', '01/8']);
  expect(missing).toMatchObject({ code: 3, stdout: '' });
  expect(missing.stderr).toContain('npm run lab verify 01/8 offline');

  // Quem não diz como recebe a dica da prova.
  const hint = await run(root, ['hint', '01/8']);
  expect(hint).toMatchObject({ code: 0, stdout: expect.stringContaining('Dica 1 de 3') });
  expect((await run(root, ['verify', '01/8', 'offline'])).code).toBe(1);

  await run(root, ['solution', '01/8', 'write']);
  const proved = await run(root, ['verify', '01/8', 'offline']);
  expect(proved).toMatchObject({ code: 0, stdout: expect.stringContaining('Prova sem Docker') });
  const { steps } = JSON.parse(readFileSync(path.join(root, 'meu-lab/.progresso.json'), 'utf8'));
  expect(steps['01/8']).toMatchObject({ passedAt: expect.any(String), provedOffline: true });
  expect((await run(root, ['list'])).stdout).toMatch(/só\s+pela\s+prova/);

  const report = JSON.parse((await run(root, ['report', 'json'])).stdout);
  const reported = report.labs[0].steps.filter(({ passedLive }: { passedLive?: boolean }) => passedLive !== undefined);
  expect(reported).toMatchObject([
    { id: '01/8', status: 'passed', passedLive: false },
    { id: '01/9', status: 'missing', reason: expect.stringContaining('npm ci') },
  ]);
}, 60_000);

test('no ar: ninguém no app, outro programa na porta, e quem não é um Jaeger', async () => {
  const root = labRoot();
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  const url = `http://localhost:${luneta.ports.ui}`;
  const verify = (address: string, samplePort: number) =>
    run(root, ['verify', '01/8', address, 'json'], { SAMPLE_PORT: String(samplePort) });

  // Uma que acabou de ter dono: agora, ninguém.
  const free = await closedPort();
  const nobody = await verify(url, free);
  expect(nobody.code).toBe(1);
  expect(failedOf(nobody)).toMatchObject([
    {
      code: 'app_unreachable',
      observed: `GET http://localhost:${free}/: ninguém atende (ECONNREFUSED).`,
      finding: expect.stringContaining(
        'docker compose -f meu-lab/01-tracing/compose.yaml --project-directory . up --wait',
      ),
    },
  ]);

  const other = await servePort((_, response) => response.end('It works!'));
  expect(failedOf(await verify(url, other))).toMatchObject([
    {
      code: 'app_differs',
      observed: expect.stringMatching(/devia responder "SRE and DevOps .* e respondeu: It works!/),
    },
  ]);
  const absent = await servePort((_, response) => response.writeHead(503).end('preparando'));
  expect(failedOf(await verify(url, absent))).toMatchObject([
    { code: 'app_differs', observed: expect.stringContaining('devia responder 200, e respondeu 503: preparando') },
  ]);

  const app = await servePort((_, response) => response.end('SRE and DevOps work together!!!'));
  expect(failedOf(await verify(`http://localhost:${other}`, app))).toMatchObject([
    { code: 'backend_unreachable', observed: expect.stringContaining('não responde como a API do Jaeger') },
  ]);
});

test('o que não faz sentido é dito: rodar daqui, provar quem já é daqui, a VM sem endereço', async () => {
  const root = labRoot();
  const outside = await run(root, ['run', '01/8']);
  expect(outside).toMatchObject({ code: 2, stderr: expect.stringContaining('docker compose -f') });
  expect(await run(root, ['verify', '01/1', 'offline'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('offline'),
  });

  const keys = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'B' };
  const nowhere = await run(root, ['verify', '01/9'], keys);
  expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('http://IP:8080') });
  expect(await run(root, ['verify', '01/9'])).toMatchObject({ code: 3, stderr: expect.stringContaining('offline') });
});

/** A página de saúde da VM, a de verdade (precisa de um python3), com a situação de quem esqueceu o `git push`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { poll } from '../kit/poll.ts';

const PROGRAM = fileURLToPath(new URL('../iac/templates/status_page.py', import.meta.url));
const REPO_REF = '0123456789abcdef0123456789abcdef01234567';
const LOG = `── clone: tentativa 5 de 5
fatal: remote error: upload-pack: not our ref ${REPO_REF}
── clone: falhou de vez (clone_failed). Depois de corrigir: sudo systemctl restart lab
`;

export async function startVmStatusPage(): Promise<{ url: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-vm-page-'));
  const since = new Date(Date.now() - 20_000).toISOString().replace(/\.\d+/, '');
  const status = { state: 'failed', step: 'clone', code: 'clone_failed', attempt: 5, attempts: 5, since };
  await writeFile(join(folder, 'status.json'), JSON.stringify(status));
  await writeFile(join(folder, 'lab-up.log'), LOG);
  const [sample, jaeger] = [await freePort(), await freePort()];
  const env = {
    ...process.env,
    STATE_DIRECTORY: folder,
    RUNTIME_DIRECTORY: folder,
    BIND_ADDRESS: '127.0.0.1',
    SAMPLE_PORT: String(sample),
    JAEGER_UI_PORT: String(jaeger),
    REPO_URL: 'https://github.com/turma/lab-otel.git',
    REPO_REF,
  };
  const page = spawn('python3', [PROGRAM], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const exit = once(page, 'exit');
  const url = `http://127.0.0.1:${sample}/`;
  await poll(() => fetch(url).catch(() => undefined), { deadlineMs: 10_000 });
  const close = async () => {
    page.kill();
    await exit;
    await rm(folder, { recursive: true });
  };
  return { url, close };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

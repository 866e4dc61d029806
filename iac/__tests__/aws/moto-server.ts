/**
 * Uma AWS de mentira que guarda o que se cria nela: o moto, do PyPI, como um processo com portas de verdade.
 *
 * Instalado fora do clone, em `${LAB_CACHE:-~/.cache/lab-otel}/moto-<resumo das versões>`. Sem `python3` é erro: um teste
 * que não roda não prova nada.
 */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

export interface MotoServer {
  url: string;
  stop(): Promise<void>;
}

/** Inicia um servidor vazio em uma porta livre. */
export async function startMoto(): Promise<MotoServer> {
  const python = await installMoto();
  const server = spawn(python, ['-m', 'moto.server', '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = once(server, 'close');
  const url = await new Promise<string>((resolve, reject) => {
    const said: string[] = [];
    createInterface(server.stderr).on('line', (line) => {
      said.push(line);
      const [, address] = line.match(/Running on (http:\S+)/) ?? [];
      if (address) resolve(address);
    });
    server.once('close', () => reject(new Error(`O moto terminou sem abrir uma porta:\n${said.join('\n')}`)));
  });
  const stop = async () => {
    server.kill();
    await closed;
  };
  return { url, stop };
}

async function installMoto(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(process.env.LAB_CACHE ?? join(homedir(), '.cache', 'lab-otel'), `moto-${hash}`);
  const python = join(folder, 'bin', 'python');
  const ready = join(folder, 'ready');
  if (existsSync(ready)) return python;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run('python3', ['-m', 'venv', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
  writeFileSync(ready, '');
  return python;
}

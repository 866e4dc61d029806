/** Uma AWS de mentira que guarda o que se cria nela: o moto, do PyPI, como um processo com portas de verdade. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cachedPython } from '../../../kit/testing/cached-install.ts';

export interface MotoServer {
  url: string;
  stop(): Promise<void>;
}

/** Inicia um servidor vazio em uma porta livre. */
export async function startMoto(): Promise<MotoServer> {
  const python = await cachedPython('moto', join(import.meta.dirname, 'requirements.txt'));
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

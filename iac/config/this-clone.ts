import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** De onde a VM clona, e o que ela executa. */
export interface Repository {
  /** Endereço https, sem usuário nem senha. */
  url: string;
  /** Commit, tag ou branch. */
  ref: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SSH_ORIGIN = /^(?:ssh:\/\/)?git@([^:/]+)(?::\d+(?=\/))?[:/]/;

/**
 * O repositório de onde este clone veio e o commit em que ele está: sem dizer nada, a VM roda o que você tem aqui.
 * Um campo fica de fora quando não dá para saber: projeto baixado em zip, ou clonado de uma pasta.
 */
export function thisClone(root = ROOT): Partial<Repository> {
  // Um zip aberto dentro de outro repositório é uma pasta dele, e não um clone nosso.
  if (git(root, 'rev-parse', '--show-prefix') !== '') return {};
  const origin = git(root, 'remote', 'get-url', 'origin')?.replace(SSH_ORIGIN, 'https://$1/');
  const url = origin?.startsWith('https://') ? origin.replace(/\/\/[^/]*@/, '//') : undefined;
  return { url, ref: git(root, 'rev-parse', 'HEAD') };
}

function git(cwd: string, ...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

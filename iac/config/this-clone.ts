import { execFileSync } from 'node:child_process';

/** De onde a VM clona, e o que ela executa. */
export interface Repository {
  /** Endereço https, sem usuário nem senha. */
  url: string;
  /** Commit, tag ou branch. */
  ref: string;
}

/**
 * O repositório de onde este clone veio e o commit em que ele está: sem dizer nada, a VM roda o que você tem aqui.
 * Um campo fica de fora quando não dá para saber: projeto baixado em zip, ou clonado de uma pasta.
 */
export function thisClone(folder = import.meta.dirname): Partial<Repository> {
  const origin = git(folder, 'remote', 'get-url', 'origin')?.replace(/^(?:ssh:\/\/)?git@([^:/]+)[:/]/, 'https://$1/');
  const url = origin?.startsWith('https://') ? origin.replace(/\/\/[^/]*@/, '//') : undefined;
  return { url, ref: git(folder, 'rev-parse', 'HEAD') };
}

function git(cwd: string, ...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** Um projeto de teste, só com o que o aluno precisa: os labs, e os pacotes da raiz. */
import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../../course/testing/temporary-folder.ts';
import { copyImage } from './lab-bench.ts';
import { ANY_PORT_ENV } from '../../backend/testing/any-port-env.ts';
import { findRepoRoot } from '../../../repo-root.ts';
import { type KitProcess, type ProcessOptions, startNode } from '../../testing/kit-process.ts';

const LAB_PROCESS = path.join(import.meta.dirname, 'lab-process.mjs');

export function labRoot(options?: LabRootOptions): string {
  return fillLabRoot(temporaryFolder(), options);
}

export interface LabRootOptions {
  packages?: boolean;
}

/** O mesmo, numa pasta que já existe: quem roda vários testes ao mesmo tempo é que sabe quando apagá-la. */
export function fillLabRoot(root: string, { packages = true }: LabRootOptions = {}): string {
  const repo = findRepoRoot();
  const filter = (source: string): boolean => path.basename(source) !== 'node_modules';
  for (const name of ['labs', 'tsconfig.json', 'package.json']) {
    cpSync(path.join(repo, name), path.join(root, name), { recursive: true, filter });
  }
  copyImage(root);
  if (packages) symlinkSync(path.join(repo, 'node_modules'), path.join(root, 'node_modules'), 'junction');
  return root;
}

export interface LabRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Sem nenhuma porta padrão: não acha a Luneta de ninguém, nem toma as portas dela. */
export function startLab(
  root: string,
  args: readonly string[],
  env: Record<string, string> = {},
  options?: ProcessOptions,
): KitProcess {
  return startNode([LAB_PROCESS, root, ...args], { ...ANY_PORT_ENV, ...env }, options);
}

/** `npm run lab …args`, num processo, até o fim. */
export async function runLab(root: string, args: readonly string[], env?: Record<string, string>): Promise<LabRun> {
  const { exit, stdout, stderr } = startLab(root, args, env);
  return { code: await exit, stdout: stdout(), stderr: stderr() };
}

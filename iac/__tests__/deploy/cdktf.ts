import { fileURLToPath } from 'node:url';
import { runProgram } from '../run-program.ts';

const CLI = fileURLToPath(new URL('../../node_modules/cdktf-cli/bundle/bin/cdktf', import.meta.url));

/** A pasta `iac/`. */
export const IAC = fileURLToPath(new URL('../../', import.meta.url));

/** Roda o `cdktf` de verdade numa pasta, como uma máquina de CI o rodaria. */
export function cdktf(args: string[], folder: string, environment: Record<string, string>) {
  const env = {
    ...process.env,
    CI: '1',
    // Nem aviso de versão nova, nem pasta de cache na casa de quem testa.
    CHECKPOINT_DISABLE: '1',
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
    ...environment,
  };
  return runProgram(process.execPath, [CLI, ...args], { cwd: folder, env });
}

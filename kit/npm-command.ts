/** Como chamar `npm` e `npx` sem passar por um shell. */
import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Quem roda por `npm run` recebe em `npm_execpath` onde está o JavaScript do npm, e o do npx mora ao lado: chamá-los pelo
 * Node funciona também no Windows, onde `npm` é um script que o `spawn` não abre.
 * @returns O programa e os primeiros argumentos dele.
 */
export function npmCommand(name: 'npm' | 'npx', env: NodeJS.ProcessEnv = process.env): [string, ...string[]] {
  const npm = env.npm_execpath;
  if (npm) {
    const script = path.join(path.dirname(npm), `${name}-cli.js`);
    if (existsSync(script)) return [process.execPath, script];
  }
  return [name];
}

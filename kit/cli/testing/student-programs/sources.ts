/** Programas de aluno para os testes: cada um se comporta mal de um jeito. */
import { temporaryFolder } from '../../../course/testing/temporary-folder.ts';
import type { StudentProgramOptions } from '../../student-program.ts';

/** O programa numa pasta dele, com prazos e limites que os testes mudam à vontade. */
export function program(source: string, options: Partial<StudentProgramOptions> = {}): StudentProgramOptions {
  const cwd = temporaryFolder({ 'main.ts': source, 'package.json': '{"type":"commonjs"}' });
  return { entry: 'main.ts', cwd, deadlineMs: 20_000, maxOutputBytes: 1024 * 1024, ...options };
}

/** Só SIGKILL o encerra. */
export const STUBBORN = `
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
setInterval(() => {}, 1000);
`;

const IDLE = 'setInterval(() => {}, 1000)';

/** Deixa um neto que herda a saída; escreve o pid dele. `own`: num grupo só dele, fora do alcance de quem encerra a árvore. */
export function withGrandchild({ own = false, script = IDLE } = {}): string {
  return `
import { spawn } from 'node:child_process';
const grandchild = spawn(process.execPath, ['-e', ${JSON.stringify(script)}], { stdio: 'inherit', detached: ${own} });
console.log('pids ' + process.pid + ' ' + grandchild.pid);
grandchild.unref();
`;
}

export function pidsIn(text: string): number[] {
  return /^pids (\d+) (\d+)$/m.exec(text)?.slice(1).map(Number) ?? [];
}

/**
 * Um `docker` de mentira, mas um processo de verdade, primeiro no PATH: um Node com esse nome, que responde o que o teste
 * manda e sai antes de procurar o "script". Serve nos três sistemas: no Windows, um script de shell não se acha pelo PATH.
 */
import { copyFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../../course/testing/temporary-folder.ts';

export interface Answer {
  code: number;
  stdout?: string;
  stderr?: string;
}

export interface FakeDocker {
  version: Answer | 'stuck';
  compose: Answer | 'stuck';
}

/** Preso, inicia um filho que também não acaba e segura a saída: matar só o `docker` não bastaria. */
const PROGRAM = `
const { appendFileSync, writeSync } = require('node:fs');
const { spawn } = require('node:child_process');
const { basename, join } = require('node:path');
const answer = JSON.parse(process.env.FAKE_DOCKER)[basename(process.argv[1])];
if (answer === 'stuck') {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit', env });
  appendFileSync(join(__dirname, 'pids'), process.pid + '\\n' + child.pid + '\\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
writeSync(1, answer.stdout ?? '');
writeSync(2, answer.stderr ?? '');
process.exit(answer.code);
`;

/** @returns O ambiente com que este `docker` é o que se acha, e o arquivo com os pids de quem ficou preso. */
export function fakeDocker(answers: FakeDocker): { env: NodeJS.ProcessEnv; pids: string } {
  const folder = temporaryFolder();
  const program = path.join(folder, 'program.cjs');
  writeFileSync(program, PROGRAM);
  if (process.platform === 'win32') copyFileSync(process.execPath, path.join(folder, 'docker.exe'));
  else symlinkSync(process.execPath, path.join(folder, 'docker'));
  const env = {
    ...process.env,
    PATH: folder,
    NODE_OPTIONS: `--require ${JSON.stringify(program)}`,
    FAKE_DOCKER: JSON.stringify(answers),
    DOCKER_HOST: undefined,
  };
  return { env, pids: path.join(folder, 'pids') };
}

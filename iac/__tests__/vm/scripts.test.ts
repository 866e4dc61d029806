// Os arquivos que vão à VM, conferidos por quem os lê: o shellcheck, o Python e o systemd.

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createVm } from './throwaway-vm.ts';

/** O que o verificador disse de errado; nada, se aceitou. Faltar é falha, e não teste pulado. */
async function problems(command: string, ...args: string[]): Promise<string> {
  return promisify(execFile)(command, args, { env: { ...process.env, LC_ALL: 'C.UTF-8' } }).then(
    ({ stderr }) => stderr,
    (error: NodeJS.ErrnoException & { stdout: string; stderr: string }) =>
      error.code === 'ENOENT'
        ? `Não há um ${command} no PATH, e este teste precisa dele. No Debian e no Ubuntu: apt-get install shellcheck python3 systemd`
        : error.stdout + error.stderr,
  );
}

const PROGRAMS = 'usr/local/lib/lab-otel';

test('o shellcheck aceita o lab-up.sh, com todas as regras', async () => {
  const { root } = await createVm();
  // Menos duas: chamado num `if`, um passo perde o `set -e` (por isso cada um encadeia os seus comandos com && e ||); e
  // o código de saída do `tee` não interessa.
  expect(
    await problems('shellcheck', '--enable=all', '--exclude=SC2310,SC2312', join(root, PROGRAMS, 'lab-up.sh')),
  ).toBe('');
});

test('o Python aceita a página, sem avisos', async () => {
  const { root } = await createVm();
  expect(await problems('python3', '-W', 'error', '-m', 'py_compile', join(root, PROGRAMS, 'status_page.py'))).toBe('');
});

test('o systemd aceita as unidades', async () => {
  const { root } = await createVm();
  const folder = join(root, 'etc/systemd/system');
  const units = readdirSync(folder).map((name) => join(folder, name));
  // Ele confere que o programa existe: aqui, está abaixo de `root`.
  for (const unit of units) {
    writeFileSync(unit, readFileSync(unit, 'utf8').replace('ExecStart=/usr/local', `ExecStart=${root}/usr/local`));
  }
  expect(units).toHaveLength(3);
  expect(await problems('systemd-analyze', 'verify', '--man=no', ...units)).toBe('');
});

/**
 * Os dados de usuário da VM, conferidos pelo cloud-init: um erro neles só apareceria minutos depois do deploy, no diário
 * de uma VM que ficou sem o lab.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { renderCloudInit, type CloudInitProps } from '../../constructs/cloud-init.ts';
import { runProgram } from '../run-program.ts';

const CHECKER = fileURLToPath(new URL('../../../.ci/cloud-init-schema', import.meta.url));
const DEFAULT: CloudInitProps = {
  repository: { url: 'https://github.com/turma/lab-otel.git', ref: 'main' },
  autoShutdownHours: 8,
};

const folder = mkdtempSync(join(tmpdir(), 'lab-user-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

function verdict(userData: string) {
  const file = join(folder, 'user-data');
  writeFileSync(file, userData);
  return runProgram(CHECKER, [file]);
}

test.each<[what: string, props: Partial<CloudInitProps>]>([
  ['o padrão', {}],
  ['imagem pronta', { image: 'docker.io/turma/sample:1.0.0' }],
  ['outras portas', { samplePort: 8000, jaegerUiPort: 16686 }],
])('o cloud-init aceita: %s', async (_what, props) => {
  const { code, output } = await verdict(renderCloudInit({ ...DEFAULT, ...props }));
  expect(output).toContain('Valid schema');
  expect(output).not.toMatch(/deprecat/i);
  expect(code).toBe(0);
});

/** O padrão com uma chave a mais, ou trocada. */
const changed = (change: object) =>
  `#cloud-config\n${stringify({ ...(parse(renderCloudInit(DEFAULT)) as object), ...change })}`;

test.each<[what: string, userData: string, complaint: string]>([
  ['uma chave que não existe', changed({ write_file: [] }), "'write_file' was unexpected"],
  ['um tipo trocado', changed({ runcmd: 3 }), "runcmd: 3 is not of type 'array'"],
  ['um YAML quebrado', `${renderCloudInit(DEFAULT)}\nruncmd: [`, 'is not valid YAML'],
  ['o cabeçalho que falta', renderCloudInit(DEFAULT).replace('#cloud-config\n', ''), 'Unrecognized user-data header'],
])('o cloud-init recusa: %s', async (_what, userData, complaint) => {
  const { code, output } = await verdict(userData);
  expect(output).toContain(complaint);
  expect(code).toBe(1);
});

/**
 * O ciclo que o guia manda rodar, com o cdktf e o Terraform de verdade, numa pilha sem nuvem (`main.ts`, ao lado): o que
 * a ferramenta promete continua valendo com estas versões, e no Node que estiver rodando os testes.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAB } from '../../constructs/tags.ts';
import { runProgram } from '../run-program.ts';
import { cdktf, IAC } from './cdktf.ts';
import { needsTerraform, terraform } from './terraform.ts';

const VMS = {
  'lab-01': { id: expect.any(String) as string, publicIp: '203.0.113.1', sampleUrl: 'http://127.0.0.1:9' },
  'lab-02': { id: expect.any(String) as string, publicIp: '203.0.113.2', sampleUrl: 'http://127.0.0.1:9' },
};

interface State {
  outputs: Record<string, { value: unknown }>;
  resources: { type: string; name: string }[];
}

let folder: string;
const lab = (...args: string[]) => cdktf(args, folder, { TERRAFORM_BINARY_NAME: terraform });
const situacao = () =>
  runProgram(process.execPath, ['--import', 'tsx', join(IAC, 'commands/status.ts')], { cwd: folder });
const json = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown;
const state = () => json(`terraform.${LAB}.tfstate`) as State;

// Uma pasta com o cdktf.json do lab e outro main.ts: o comando que o cdktf executa é o mesmo.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-deploy-'));
  for (const file of ['cdktf.json', 'package.json']) copyFileSync(join(IAC, file), join(folder, file));
  copyFileSync(fileURLToPath(new URL('main.ts', import.meta.url)), join(folder, 'main.ts'));
  symlinkSync(join(IAC, 'node_modules'), join(folder, 'node_modules'), 'junction');
});
afterAll(() => rmSync(folder, { recursive: true }));

// Cada passo continua de onde o anterior parou.
describe('o ciclo do lab', () => {
  needsTerraform();

  test('deploy cria, mostra os endereços e os grava', async () => {
    const { code, output } = await lab('deploy', '--auto-approve', '--outputs-file', 'outputs.json');
    expect(output).toContain('Apply complete! Resources: 2 added, 0 changed, 0 destroyed.');
    expect(output).toContain('"publicIp": "203.0.113.2"');
    expect(code).toBe(0);
    expect(json('outputs.json')).toEqual({ [LAB]: { vms: VMS } });
    expect(state().resources.map(({ type, name }) => `${type}.${name}`)).toEqual([
      'terraform_data.lab-01',
      'terraform_data.lab-02',
    ]);
    expect(state().outputs.vms.value).toEqual(VMS);
  });

  test('diff depois do deploy não encontra mudança', async () => {
    const { code, output } = await lab('diff');
    expect(output).toContain('No changes.');
    expect(code).toBe(0);
  });

  test('deploy --refresh-only lê os endereços de novo e não muda nada', async () => {
    const { code, output } = await lab('deploy', '--refresh-only', '--auto-approve');
    expect(output).toContain('Apply complete! Resources: 0 added, 0 changed, 0 destroyed.');
    expect(code).toBe(0);
    expect(state().outputs.vms.value).toEqual(VMS);
  });

  test('output mostra os endereços de novo', async () => {
    const { code, output } = await lab('output', '--outputs-file', 'again.json');
    expect(output).toContain('"publicIp": "203.0.113.1"');
    expect(code).toBe(0);
    expect(json('again.json')).toEqual({ [LAB]: { vms: VMS } });
  });

  test('situacao encontra as VMs no estado, e diz de cada uma que ninguém responde', async () => {
    const { code, output } = await situacao();
    expect(output).toMatch(/^lab-01 {2}não responde.*\nlab-02 {2}não responde/);
    expect(code).toBe(1);
  });

  test('destroy não deixa nada', async () => {
    const { code, output } = await lab('destroy', '--auto-approve');
    expect(output).toContain('Destroy complete! Resources: 2 destroyed.');
    expect(code).toBe(0);
    expect(state()).toMatchObject({ resources: [], outputs: {} });
    expect((await situacao()).code).toBe(2);
  });
});

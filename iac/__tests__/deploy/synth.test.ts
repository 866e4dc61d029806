/**
 * O lab, como o `cdktf synth` o escreve: em JSON, que o deploy usa, e em HCL, que é a saída de quem deixar o CDKTF.
 *
 * O Terraform de verdade lê os dois com `terraform get`, que confere a sintaxe, os blocos dele e as referências de
 * `lifecycle` sem baixar nada. `terraform validate` iria até os argumentos de cada recurso, mas precisa do provider da AWS.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAB } from '../../constructs/tags.ts';
import { runProgram, type Outcome } from '../run-program.ts';
import { cdktf, IAC } from './cdktf.ts';
import { needsTerraform, terraform } from './terraform.ts';

/** O bloco de código do guia que usa este texto. */
function guideBlock(text: string): string {
  const blocks = [...readFileSync(join(IAC, 'README.md'), 'utf8').matchAll(/```ts\n([^]*?)```/g)].map(
    ([, code]) => code,
  );
  const block = blocks.find((code) => code.includes(text));
  if (!block) throw new Error(`O guia não tem mais um bloco com ${text}.`);
  return block;
}

const work = mkdtempSync(join(tmpdir(), 'lab-synth-'));
afterAll(() => rmSync(work, { recursive: true }));

const VALID = {
  ALLOWED_CIDR: '203.0.113.7/32',
  SSH_CIDR: '203.0.113.7/32',
  KEY_NAME: 'id_lab',
  STUDENTS: '2',
  REPO_URL: 'https://github.com/turma/lab-otel.git',
};
const synth = (folder: string, ...options: string[]) =>
  cdktf(['synth', '--output', join(work, folder), ...options], IAC, VALID);
let written: Outcome[];
beforeAll(async () => {
  written = [await synth('json'), await synth('hcl', '--hcl')];
});

const read = (folder: string, file: string) => readFileSync(join(work, folder, 'stacks', LAB, file), 'utf8');

/**
 * Tira o que muda só de uma forma de escrever para a outra: o JSON do CDKTF tem comentários (`//`), e um bloco que
 * aparece uma vez é um objeto numa e uma lista de um objeto na outra.
 */
function normalized(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.length === 1 && typeof value[0] === 'object' ? normalized(value[0]) : value.map(normalized);
  }
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([name]) => name !== '//');
  return Object.fromEntries(entries.map(([name, inner]) => [name, normalized(inner)]));
}

describe('cdktf synth', () => {
  test('o HCL tem os mesmos recursos, argumentos e saídas que o JSON', async () => {
    expect(written).toMatchObject([{ code: 0 }, { code: 0 }]);
    const json = normalized(JSON.parse(read('json', 'cdk.tf.json')));
    expect(json).toMatchObject({ resource: { aws_instance: expect.anything() as unknown }, output: { vms: {} } });
    expect(normalized(await parse('cdk.tf', read('hcl', 'cdk.tf')))).toEqual(json);
  });

  test('uma configuração inválida falha com a mensagem do lab', async () => {
    const options = ['synth', '--output', join(work, 'invalid')];
    const { code, output } = await cdktf(options, IAC, { ...VALID, ALLOWED_CIDR: '203.0.113.7' });
    expect(output).toContain('Configuração inválida; nada foi criado.');
    expect(output).toContain('ALLOWED_CIDR precisa do tamanho da faixa; veio "203.0.113.7".');
    expect(output).not.toContain('    at ');
    expect(code).toBe(1);
  });
});

/** O main.ts do guia com o estado no S3: o bloco no lugar das linhas que criam a aplicação e a pilha. */
function withS3Backend(): string {
  const [imports, ...code] = guideBlock('S3Backend').split('\n\n');
  const main = readFileSync(join(IAC, 'main.ts'), 'utf8');
  const changed = main
    .replace("import { App } from 'cdktf';", imports)
    .replace(/const app = new App\(\);\nnew LabStack\(.*\);\n/, code.join('\n\n'));
  if (!changed.includes('new S3Backend')) throw new Error('O guia e o main.ts não combinam mais.');
  return changed;
}

test('o estado no S3, como o guia ensina: um backend só, e o Terraform o lê', async () => {
  const folder = mkdtempSync(join(IAC, '.s3-'));
  try {
    writeFileSync(join(folder, 'main.ts'), withS3Backend().replaceAll("'./", "'../"));
    const app = ['--app', `node --import tsx ${basename(folder)}/main.ts`];
    const { code, output } = await cdktf(['synth', '--output', join(work, 's3'), ...app], IAC, VALID);
    expect(output).not.toContain('Error');
    expect(code).toBe(0);
    const { terraform: settings } = JSON.parse(read('s3', 'cdk.tf.json')) as { terraform: { backend: object } };
    expect(settings.backend).toEqual({
      s3: expect.objectContaining({ bucket: 'meu-bucket', use_lockfile: true }) as unknown,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('terraform get', () => {
  needsTerraform();

  test.each(['json', 'hcl'])('o Terraform lê o %s', async (folder) => {
    const { code, output } = await runProgram(terraform, ['get'], { cwd: join(work, folder, 'stacks', LAB) });
    expect(output).not.toContain('Error');
    expect(code).toBe(0);
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Lab, LabFile, Step } from './manifest.ts';
import { PROGRESS_FILE, readProgress, updateProgress } from './progress.ts';
import { courseErrorOf } from './testing/course-error-of.ts';
import { temporaryFolder, writeIn } from './testing/temporary-folder.ts';
import type { Changes } from './student-files.ts';
import { createWorkspace } from './workspace.ts';

// O nome da pasta usa a hora local; com uma data sem fuso, o teste vale em qualquer um.
const now = new Date(2026, 2, 4, 5, 6, 7);
const BEFORE = '.antes/2026-03-04_05-06-07';

function step(id: string, files: readonly LabFile[]): Step {
  return { id, title: id, minutes: 5, files, hints: {} };
}

const lab: Lab = {
  id: '01-tracing',
  number: '01',
  title: 'Traces',
  steps: [
    step('01/1', ['a.ts', { path: 'dash.json', from: 'dash.1.json' }]),
    step('01/2', ['a.ts', 'src/b.py', '../../compose.yaml', { path: 'dash.json', from: 'dash.2.json' }]),
    step('01/3', ['a.ts', 'late.sql']),
  ],
};

const sources = {
  'labs/01-tracing/tsconfig.json': '{"compilerOptions":{"strict":true}}',
  'labs/01-tracing/app/a.ts': '// #region 1 Um\none();\n// #endregion\n// #region 2 Dois\ntwo();\n// #endregion\n',
  'labs/01-tracing/app/src/b.py': '# #region 2 Dois\r\ntwo()\r\n# #endregion\r\nend()\r\n',
  'labs/01-tracing/app/late.sql': '-- #region 3 Três\nSELECT 3;\n-- #endregion\n',
  'labs/01-tracing/app/dash.json': '{"pronto":true}',
  'labs/01-tracing/app/dash.1.json': '{"passo":1}\r\n',
  'labs/01-tracing/app/dash.2.json': '{"passo":2}\n',
  'compose.yaml': 'services:\n  # #region 2 Ponha a Luneta\n  luneta: {}\n  # #endregion\n',
};

function course(): { root: string; mine: (file: string) => string; edit: (file: string, text: string) => void } {
  const root = temporaryFolder(sources);
  return {
    root,
    mine: (file) => readFileSync(path.join(root, 'meu-lab/01-tracing', file), 'utf8'),
    edit: (file, text) => writeIn(root, `meu-lab/01-tracing/${file}`, text),
  };
}

const PROJECT = ['01-tracing/package.json', '01-tracing/tsconfig.json'];
const nothing: Changes = { written: [], refreshed: [], kept: [], moved: [], warnings: [] };

const A1 = '// TODO(1): Um\n// TODO(2): Dois\n';
const A2 = 'one();\n// TODO(2): Dois\n';
const A3 = 'one();\ntwo();\n';

test('um exercício resolvido continua resolvido quando se abre de novo', () => {
  const { root, mine } = course();
  const exercises: Lab = { ...lab, exercises: true, steps: [step('01/1', ['a.ts']), step('01/2', ['src/b.py'])] };
  const { openStep, solution } = createWorkspace(root);
  openStep(exercises, '01/1', now);
  solution(exercises, '01/1', { write: true, now });
  const solved = mine('a.ts');
  expect(solved).toContain('one();');
  expect(openStep(exercises, '01/1', now).refreshed).toEqual([]);
  expect(mine('a.ts')).toBe(solved);
});

describe('abrir o lab inteiro', () => {
  test('os arquivos dos passos seguintes chegam como são agora; sem mudança, são refeitos quando a hora deles chega', () => {
    const { root, mine, edit } = course();
    const { openAll, openStep } = createWorkspace(root);
    expect(openAll(lab, '01/1', now).written).toContain('01-tracing/late.sql');
    expect([mine('a.ts'), mine('src/b.py')]).toEqual([A1, '# TODO(2): Dois\r\nend()\r\n']);
    edit('late.sql', '-- meu\n');
    expect(openStep(lab, '01/3', now)).toMatchObject({
      written: [],
      refreshed: ['01-tracing/src/b.py', '01-tracing/compose.yaml'],
      moved: [],
    });
    expect([mine('a.ts'), mine('src/b.py'), mine('late.sql')]).toEqual([A1, 'two()\r\nend()\r\n', '-- meu\n']);
  });
});

describe('abrir um passo', () => {
  test('escreve os arquivos dele, cada um uma vez', () => {
    const { root, mine, edit } = course();
    const { openStep } = createWorkspace(root);
    const first = ['01-tracing/a.ts', '01-tracing/dash.json', ...PROJECT];
    expect(openStep(lab, '01/1', now)).toEqual({ ...nothing, written: first });
    expect([mine('a.ts'), mine('dash.json')]).toEqual([A1, '{"passo":1}\r\n']);
    expect(existsSync(path.join(root, 'meu-lab/01-tracing/src'))).toBe(false);

    edit('a.ts', 'meu();\n');
    expect(openStep(lab, '01/2', now)).toEqual({
      ...nothing,
      written: ['01-tracing/src/b.py', '01-tracing/compose.yaml'],
      kept: first,
    });
    expect([mine('a.ts'), mine('dash.json')]).toEqual(['meu();\n', '{"passo":1}\r\n']);
    // O fim de linha é o da fonte.
    expect(mine('src/b.py')).toBe('# TODO(2): Dois\r\nend()\r\n');
    expect(mine('compose.yaml')).toBe('services:\n  # TODO(2): Ponha a Luneta\n');
  });

  test('o que falta de passos anteriores também vem, com eles resolvidos', () => {
    const { root, mine } = course();
    const { written } = createWorkspace(root).openStep(lab, '01/2', now);
    expect(written).toContain('01-tracing/a.ts');
    expect([mine('a.ts'), mine('dash.json')]).toEqual([A2, '{"passo":2}\n']);
  });

  test('a fonte mudou: refaz o que o aluno não mexeu, no ponto em que estava e com o fim de linha dele', () => {
    const { root, mine, edit } = course();
    const { openStep } = createWorkspace(root);
    openStep(lab, '01/1', now);
    edit('a.ts', A1.replaceAll('\n', '\r\n')); // trocar só o fim de linha não é mexer
    writeIn(root, 'labs/01-tracing/app/a.ts', `// novo\n${sources['labs/01-tracing/app/a.ts']}`);
    const { refreshed, moved } = openStep(lab, '01/2', now);
    expect({ refreshed, moved }).toEqual({ refreshed: ['01-tracing/a.ts'], moved: [] });
    // O passo 1 não foi resolvido por ninguém: abrir o 2 não entrega a solução dele.
    expect(mine('a.ts')).toBe('// novo\r\n// TODO(1): Um\r\n// TODO(2): Dois\r\n');
    expect(openStep(lab, '01/2', now).refreshed).toEqual([]);
  });

  test('a fonte mudou: o que o aluno mexeu fica', () => {
    const { root, mine, edit } = course();
    const { openStep } = createWorkspace(root);
    openStep(lab, '01/1', now);
    edit('a.ts', `${A1}meu();\n`);
    writeIn(root, 'labs/01-tracing/app/a.ts', 'outra();\n');
    expect(openStep(lab, '01/1', now)).toMatchObject({ refreshed: [], moved: [] });
    expect(mine('a.ts')).toBe(`${A1}meu();\n`);
  });

  test('o passo em que o arquivo estava saiu do manifesto: refaz no passo que abre', () => {
    const { root, mine } = course();
    const { openStep, startAt } = createWorkspace(root);
    startAt(lab, '01/2', now);
    writeIn(root, 'labs/01-tracing/app/a.ts', '// #region 1 Um\nuno();\n// #endregion\n');
    const shorter = { ...lab, steps: [step('01/1', ['a.ts'])] };
    expect(openStep(shorter, '01/1', now).refreshed).toEqual(['01-tracing/a.ts']);
    expect(mine('a.ts')).toBe('// TODO(1): Um\n');
  });

  test('sem o progresso, um arquivo que existe é do aluno', () => {
    const { root, mine } = course();
    const { openStep } = createWorkspace(root);
    openStep(lab, '01/1', now);
    rmSync(path.join(root, PROGRESS_FILE));
    writeIn(root, 'labs/01-tracing/app/a.ts', 'outra();\n');
    expect(openStep(lab, '01/1', now).refreshed).toEqual([]);
    expect(mine('a.ts')).toBe(A1);
  });

  test('o progresso ilegível vira um aviso', () => {
    const { root } = course();
    writeIn(root, PROGRESS_FILE, '{');
    const { warnings, written } = createWorkspace(root).openStep(lab, '01/1', now);
    expect(warnings).toEqual([expect.stringContaining('.ilegivel-')]);
    expect(written).toContain('01-tracing/a.ts');
  });

  test('um passo que não existe não cria nada', () => {
    const { root } = course();
    expect(courseErrorOf(() => createWorkspace(root).openStep(lab, '01/9', now)).code).toBe('unknown_step');
    expect(existsSync(path.join(root, 'meu-lab'))).toBe(false);
  });
});

describe('recomeçar, pular e escrever a solução', () => {
  test('o que o aluno mexeu vai antes para .antes, no mesmo caminho; o resto é só refeito', () => {
    const { root, mine, edit } = course();
    const { openStep, startAt } = createWorkspace(root);
    openStep(lab, '01/2', now);
    edit('a.ts', 'meu();\n');
    edit('src/b.py', 'meu()\n');
    expect(startAt(lab, '01/2', now)).toEqual({
      ...nothing,
      written: ['01-tracing/a.ts', '01-tracing/src/b.py'],
      kept: ['01-tracing/dash.json', '01-tracing/compose.yaml', ...PROJECT],
      moved: [
        { from: '01-tracing/a.ts', to: `01-tracing/${BEFORE}/a.ts` },
        { from: '01-tracing/src/b.py', to: `01-tracing/${BEFORE}/src/b.py` },
      ],
    });
    expect([mine('a.ts'), mine(`${BEFORE}/a.ts`), mine(`${BEFORE}/src/b.py`)]).toEqual([A2, 'meu();\n', 'meu()\n']);
  });

  test('duas vezes no mesmo segundo: a segunda versão não apaga a primeira', () => {
    const { root, mine, edit } = course();
    const { startAt } = createWorkspace(root);
    startAt(lab, '01/1', now);
    for (const text of ['primeira', 'segunda', 'terceira']) {
      edit('a.ts', text);
      startAt(lab, '01/1', now);
    }
    expect(['', '-2', '-3'].map((copy) => mine(`${BEFORE}${copy}/a.ts`))).toEqual(['primeira', 'segunda', 'terceira']);
    expect(mine('a.ts')).toBe(A1);
  });

  test('pular põe tudo no começo do passo, sem guardar o que não tem nada do aluno', () => {
    const { root, mine } = course();
    const { openStep, startAt } = createWorkspace(root);
    openStep(lab, '01/1', now);
    expect(startAt(lab, '01/3', now)).toEqual({
      ...nothing,
      written: ['01-tracing/src/b.py', '01-tracing/compose.yaml', '01-tracing/late.sql'],
      refreshed: ['01-tracing/a.ts', '01-tracing/dash.json'],
      kept: PROJECT,
    });
    expect([mine('a.ts'), mine('dash.json'), mine('late.sql')]).toEqual([A3, '{"passo":2}\n', '-- TODO(3): Três\n']);
    // De volta a um passo anterior, abrir não desfaz o que o pulo escreveu.
    expect(openStep(lab, '01/1', now)).toMatchObject({ refreshed: [], written: [] });
    expect(mine('a.ts')).toBe(A3);
  });

  test('ver a solução não escreve nada', () => {
    const { root } = course();
    expect(createWorkspace(root).solution(lab, '01/1', { write: false, now })).toEqual({
      files: [
        { path: '01-tracing/a.ts', text: A2 },
        { path: '01-tracing/dash.json', text: '{"passo":2}\n' },
      ],
    });
    expect(existsSync(path.join(root, 'meu-lab'))).toBe(false);
  });

  test('escrevê-la muda só os arquivos do passo, depois de guardar os do aluno', () => {
    const { root, mine, edit } = course();
    const { openStep, solution } = createWorkspace(root);
    openStep(lab, '01/3', now);
    edit('a.ts', 'meu();\n');
    edit('late.sql', 'SELECT 0;\n');
    const { changes } = solution(lab, '01/3', { write: true, now });
    expect(changes).toEqual({
      ...nothing,
      // No fim, o arquivo que vem inteiro é o pronto.
      refreshed: ['01-tracing/dash.json'],
      written: ['01-tracing/late.sql'],
      moved: [{ from: '01-tracing/late.sql', to: `01-tracing/${BEFORE}/late.sql` }],
    });
    expect([mine('a.ts'), mine('late.sql'), mine('dash.json')]).toEqual(['meu();\n', 'SELECT 3;\n', '{"pronto":true}']);
    // Abrir de novo o mesmo passo não desfaz a solução.
    expect(openStep(lab, '01/3', now)).toMatchObject({ refreshed: [], written: [] });
  });

  test('um marcador errado aparece antes da primeira mudança', () => {
    const { root, mine, edit } = course();
    const { openStep, startAt } = createWorkspace(root);
    openStep(lab, '01/2', now);
    edit('a.ts', 'meu();\n');
    writeIn(root, 'labs/01-tracing/app/src/b.py', '# #region 2 x\n');
    const error = courseErrorOf(() => startAt(lab, '01/2', now));
    expect(error).toMatchObject({
      code: 'unclosed_region',
      message: expect.stringContaining('labs/01-tracing/app/src/b.py, linha 1'),
    });
    expect(mine('a.ts')).toBe('meu();\n');
  });
});

describe('o projeto do aluno', () => {
  test('CommonJS, com a configuração do lab e os pacotes da raiz', () => {
    const { root, mine } = course();
    createWorkspace(root).openStep(lab, '01/1', now);
    expect(JSON.parse(mine('package.json'))).toMatchObject({ private: true, type: 'commonjs' });
    const tsconfig: { extends: string } = JSON.parse(mine('tsconfig.json'));
    expect(path.join(root, 'meu-lab/01-tracing', tsconfig.extends)).toBe(
      path.join(root, 'labs/01-tracing/tsconfig.json'),
    );

    writeIn(root, 'package.json', '{"type":"module"}');
    writeIn(root, 'node_modules/colors/index.js', 'module.exports = "da raiz";');
    const program = 'console.log(require("colors"))';
    writeIn(root, 'meu-lab/01-tracing/main.js', program);
    expect(execFileSync(process.execPath, [path.join(root, 'meu-lab/01-tracing/main.js')]).toString()).toBe(
      'da raiz\n',
    );
  });

  test('de dentro dela, npm run lab é o da raiz, com tudo o que se escreveu e o mesmo código de saída', () => {
    const { root } = course();
    createWorkspace(root).openStep(lab, '01/1', now);
    writeIn(root, 'package.json', '{"name":"lab-otel","scripts":{"lab":"node lab.cjs"}}');
    writeIn(
      root,
      'lab.cjs',
      'console.log(process.cwd(), JSON.stringify(process.argv.slice(2))); process.exitCode = 3;',
    );
    const { status, stdout } = spawnSync('npm', ['run', 'lab', 'verify', '01/1', '--', '--backend', 'http://a:1'], {
      cwd: path.join(root, 'meu-lab/01-tracing'),
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    expect(stdout).toContain(`${realpathSync(root)} ["verify","01/1","--backend","http://a:1"]\n`);
    expect(status).toBe(3);
  });

  test('o package.json de antes, em que o aluno não mexeu, ganha o npm run lab', () => {
    const { root, mine, edit } = course();
    const { openStep } = createWorkspace(root);
    openStep(lab, '01/1', now);
    const old = '{\n  "private": true,\n  "type": "commonjs"\n}\n';
    edit('package.json', old);
    updateProgress(root, now, ({ files }) => {
      files['01-tracing/package.json'] = { sha256: createHash('sha256').update(old).digest('hex'), step: '1' };
    });
    expect(openStep(lab, '01/1', now).refreshed).toEqual(['01-tracing/package.json']);
    expect(mine('package.json')).toContain('run lab');
  });

  test('um package.json do próprio lab vale no lugar do nosso', () => {
    const { root, mine } = course();
    writeIn(root, 'labs/01-tracing/app/package.json', '{"name":"loja"}');
    const own = { ...lab, steps: [step('01/1', ['package.json'])] };
    createWorkspace(root).openStep(own, '01/1', now);
    expect(mine('package.json')).toBe('{"name":"loja"}');
  });

  test('um lab com node_modules: erro', () => {
    const { root } = course();
    mkdirSync(path.join(root, 'labs/02-outro/node_modules'), { recursive: true });
    const error = courseErrorOf(() => createWorkspace(root).openStep(lab, '01/1', now));
    expect(error.code).toBe('lab_node_modules');
    expect(error.message).toContain('labs/02-outro/node_modules');
  });

  test.each(['labs/01-tracing/app/a.ts', 'labs/01-tracing/app/dash.1.json', 'labs/01-tracing/tsconfig.json'])(
    'sem %s: diz o que falta, e não escreve nada',
    (missing) => {
      const { root } = course();
      rmSync(path.join(root, missing));
      const error = courseErrorOf(() => createWorkspace(root).openStep(lab, '01/1', now));
      expect(error.code).toBe('source_missing');
      expect(error.message).toContain(missing);
      expect(existsSync(path.join(root, 'meu-lab'))).toBe(false);
    },
  );

  test('dois caminhos com o mesmo destino: erro', () => {
    const { root } = course();
    const clash = { ...lab, steps: [step('01/1', ['compose.yaml', '../../compose.yaml'])] };
    expect(courseErrorOf(() => createWorkspace(root).openStep(clash, '01/1', now)).code).toBe('path_clash');
  });
});

describe('pastas que levariam a escrita para outro lugar', () => {
  test.each(['meu-lab', 'meu-lab/01-tracing', 'meu-lab/01-tracing/src'])('%s é um link simbólico', (linked) => {
    const { root } = course();
    const outside = temporaryFolder();
    mkdirSync(path.dirname(path.join(root, linked)), { recursive: true });
    symlinkSync(outside, path.join(root, linked), 'junction');
    const error = courseErrorOf(() => createWorkspace(root).openStep(lab, '01/2', now));
    expect(error.code).toBe('linked_path');
    expect(error.message).toContain(`${linked} é um link simbólico`);
    expect(readdirSync(outside)).toEqual([]);
  });

  test('.antes é um link simbólico: o arquivo do aluno fica onde estava', () => {
    const { root, mine, edit } = course();
    const outside = temporaryFolder();
    edit('a.ts', 'meu();\n');
    symlinkSync(outside, path.join(root, 'meu-lab/01-tracing/.antes'), 'junction');
    expect(courseErrorOf(() => createWorkspace(root).startAt(lab, '01/1', now)).code).toBe('linked_path');
    expect(mine('a.ts')).toBe('meu();\n');
    expect(readdirSync(outside)).toEqual([]);
  });

  test('o arquivo é um link, ou uma pasta', () => {
    const { root } = course();
    const outside = temporaryFolder({ 'x.ts': 'fora' });
    mkdirSync(path.join(root, 'meu-lab/01-tracing'), { recursive: true });
    symlinkSync(path.join(outside, 'x.ts'), path.join(root, 'meu-lab/01-tracing/a.ts'));
    const { startAt } = createWorkspace(root);
    expect(courseErrorOf(() => startAt(lab, '01/1', now)).code).toBe('linked_path');
    expect(readFileSync(path.join(outside, 'x.ts'), 'utf8')).toBe('fora');
    rmSync(path.join(root, 'meu-lab/01-tracing/a.ts'));
    mkdirSync(path.join(root, 'meu-lab/01-tracing/a.ts'));
    expect(courseErrorOf(() => startAt(lab, '01/1', now)).code).toBe('wrong_kind');
  });

  test('o que foi escrito antes de uma falha fica anotado como nosso', () => {
    const { root } = course();
    mkdirSync(path.join(root, 'meu-lab/01-tracing/dash.json'), { recursive: true });
    expect(courseErrorOf(() => createWorkspace(root).openStep(lab, '01/1', now)).code).toBe('wrong_kind');
    expect(Object.keys(readProgress(root, now).progress.files)).toEqual(['01-tracing/a.ts']);
  });
});

test('um exercício traz só os arquivos dele, e pular para ele não toca nos outros', () => {
  const { root, mine } = course();
  const exercises = {
    ...lab,
    exercises: true,
    steps: lab.steps.map((own, i) => ({ ...own, files: [['a.ts'], ['src/b.py'], ['late.sql']][i] ?? [] })),
  };
  const workspace = createWorkspace(root);
  expect(workspace.openStep(exercises, '01/2', now).written).toEqual([`01-tracing/src/b.py`, ...PROJECT]);
  expect(workspace.startAt(exercises, '01/3', now).written).toEqual(['01-tracing/late.sql']);
  expect(mine('late.sql')).toContain('TODO(3)');
});

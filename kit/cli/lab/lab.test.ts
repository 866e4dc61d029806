/** O `lab` de verdade: processos, a pasta do aluno no disco, o programa dele rodando. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { labs } from '../../../labs/labs.ts';
import { courseSteps } from '../../course/manifest.ts';
import { startLuneta } from '../../luneta/start.ts';
import { ANY_PORTS } from '../../luneta/testing/any-ports.ts';
import { poll } from '../../poll.ts';
import { isAlive } from '../testing/kit-process.ts';
import { textWidth } from '../../text-width.ts';
import { labRoot, runLab, startLab } from './testing/lab-root.ts';
import { MILESTONES, NODE_LABS, passOthers } from './testing/milestones.ts';
import { runHere } from './testing/run-here.ts';

const STEPS = labs[0]!.steps;
const LAST = courseSteps(NODE_LABS).at(-1)!.step;
const PROGRAM = 'meu-lab/01-tracing/tracing.ts';

function edit(root: string, change: (source: string) => string): void {
  const file = path.join(root, PROGRAM);
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  if (after === before) throw new Error('a mudança não mudou nada');
  writeFileSync(file, after);
}

function widest(text: string): number {
  return Math.max(...text.split('\n').map(textWidth));
}

test('do zero: não passa, com o motivo; com a solução, passa; e o próximo passo é o seguinte', async () => {
  const root = labRoot();

  const first = await runLab(root, []);
  expect(first).toMatchObject({ code: 1, stderr: '' });
  expect(first.stdout).toContain(`Escrevi ${PROGRAM}`);
  expect(first.stdout).toContain('✓ na saída do programa: "SRE and DevOps work together!!!"');
  expect(first.stdout).toMatch(/✗ pelo menos um span\n {2}O que se viu: nenhum span;/);
  expect(first.stdout).toMatch(/^ {2}test_span_01 {2}lab01 {4}(─ )+ +não veio$/m);
  expect(first.stdout).toContain('    npm run lab verify 01/1\n');
  expect(first.stdout).toContain('    npm run lab hint 01/1\n');

  const solution = await runLab(root, ['solution', 'write']);
  expect(solution).toMatchObject({ code: 0, stderr: '' });
  const second = await runLab(root, ['verify']);
  expect(second).toMatchObject({ code: 0, stderr: '' });
  expect(second.stdout).toMatch(/✓ "test_span_01": um span sem pai; kind INTERNAL; serviço/);
  expect(second.stdout).toMatch(/^ {2}test_span_01 {2}lab01 {4}█+ {2,}\d/m);
  expect(second.stdout).not.toContain('não veio');
  expect(second.stdout).toMatch(/O passo 01\/1 passou\.\n {2}Para seguir:\n {4}npm run lab verify 01\/2\n/);

  const list = await runLab(root, ['list']);
  expect(list.stdout).toContain('✓  01/1 Spans no console (20 min)');
  expect(list.stdout).toContain('·  01/2 Um span dentro do outro (15 min)');

  const next = await runLab(root, []);
  expect(next.code).toBe(1);
  expect(next.stdout).toContain('✓ 01/1 continua valendo: 5 conferências');
  expect(next.stdout).toContain('✗ um span chamado "test_span_02"');
  expect(next.stdout).toMatch(/^ {2}test_span_01 {5}lab01 {4}█+.*\n {2}└─ test_span_02 {2}lab01 {4}(─ )+ +não veio$/m);

  for (const { stdout } of [first, solution, second, list, next]) expect(widest(stdout)).toBeLessThan(80);
});

test('o curso até o fim: pular, resolver, e o último passo não tem seguinte', async () => {
  const root = labRoot();
  const course = (args: readonly string[]) => runHere(root, args, { labs: NODE_LABS });
  const [first, onBackend, last] = MILESTONES.map(({ id }) => id);
  for (const [step, short] of [
    [first, first.replace(/^.*\//, '')],
    [onBackend, onBackend],
    [last, last.replace(/^0/, '')],
  ] as const) {
    expect(await course(['jump', short])).toMatchObject({ code: 0, stderr: '' });
    // Pular desfaz o que vem depois.
    passOthers(root);
    expect((await course(['verify', short])).code).toBe(1);
    expect(await course(['solution', step, 'write'])).toMatchObject({ code: 0, stderr: '' });
    expect(await course(['verify', step])).toMatchObject({ code: 0, stderr: '' });
  }
  const again = await course([]);
  expect(again.stdout).toContain(`${LAST.id} ${LAST.title}`);
  expect(again.stdout).toContain('Todos os passos passaram.');
  expect((await course(['list'])).stdout).toMatch(/ {2}Todos os passos passaram\. Parabéns!\n$/);
}, 60_000);

test('--json: sempre a mesma forma, e nada mais em stdout', async () => {
  const root = labRoot();
  const failed = await runHere(root, ['verify', '1', 'json']);
  expect(failed).toMatchObject({ code: 1, stderr: '' });
  expect(JSON.parse(failed.stdout)).toEqual({
    step: '01/1',
    passed: false,
    checks: [
      {
        code: 'ok',
        passed: true,
        expected: expect.any(String),
        observed: expect.any(String),
        span: null,
        field: null,
        finding: null,
        hint: null,
        traceId: null,
        url: null,
      },
      {
        code: 'no_telemetry',
        passed: false,
        expected: 'pelo menos um span',
        observed: expect.stringMatching(/^nenhum span;/),
        span: null,
        field: null,
        finding: null,
        hint: expect.stringMatching(/^O programa rodou, mas nenhum span/),
        traceId: null,
        url: null,
      },
    ],
  });

  await runHere(root, ['solution', '1', 'write']);
  const passed = await runHere(root, ['verify', '1', 'json']);
  expect(passed).toMatchObject({ code: 0, stderr: '' });
  const verdict: { passed: boolean; checks: { passed: boolean; traceId: string | null }[] } = JSON.parse(passed.stdout);
  expect(verdict.passed).toBe(true);
  expect(verdict.checks.map((check) => check.passed)).toEqual([true, true, true, true, true]);
  expect(verdict.checks[1]?.traceId).toMatch(/^[0-9a-f]{32}$/);

  const list = await runHere(root, ['list', '--json']);
  expect(list).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(list.stdout)).toEqual({
    labs: [
      {
        id: '01-tracing',
        title: 'Tracing',
        steps: [
          { id: '01/1', title: 'Spans no console', status: 'passed', needs: [] },
          ...STEPS.slice(1).map(({ id, title, needs = [] }) => ({ id, title, status: 'pending', needs })),
        ],
      },
      { id: '01-exercicios', title: 'Exercícios do lab 01', exercises: true, steps: expect.any(Array) },
      ...labs.slice(2).map(({ id, title }) => ({ id, title, steps: expect.any(Array) })),
    ],
  });
});

test('uma Luneta que já roda: os spans que o programa só imprimiu ficam à vista nela', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  const root = labRoot();
  await runHere(root, ['solution', '1', 'write']);
  const { code, stdout } = await runHere(root, ['verify', '1', 'json'], {
    env: { LUNETA_UI: String(luneta.ports.ui) },
  });
  expect(code).toBe(0);
  const [, check] = JSON.parse(stdout).checks;
  expect(check.url).toBe(`${luneta.urls.ui}/trace/${check.traceId}`);
  const { data } = await (await fetch(`${luneta.urls.ui}/api/traces/${check.traceId}`)).json();
  expect(data[0].spans[0].operationName).toBe('test_span_01');
});

test.each([
  [['verfy'], /^Não existe o comando "verfy"\. Os mais parecidos: verify, /],
  [['toString'], /^Não existe o comando "toString"/],
  [['verify', '99'], /^Não existe o passo "01\/99"\. Os mais parecidos: 01\/9, .*npm run lab list$/],
  [['99'], /^Não existe o passo "01\/99"\. Os mais parecidos: /],
  [['1', '2'], /^"2" sobra: verify não espera/],
  [['verify', '09/3.2'], /^Não existe o passo "09\/3\.2"\. Os mais parecidos: /],
  [['jump'], /^Diga para que passo: npm run lab jump 01\/2/],
  [['list', '1'], /^"1" sobra: list não espera/],
  [['verify', '1', '2'], /^"2" sobra: verify não espera/],
  [['verify', 'write'], /^verify não tem a opção write\./],
  [['verify', '--write'], /^verify não tem a opção write\./],
  [['verify', '--backend'], /^Opção mal escrita: --backend pede um endereço/],
  [['list', 'http://localhost:16686'], /^list não tem a opção backend\./],
  [['list', '--backend', 'localhost:16686'], /^list não tem a opção backend\./],
  [['verify', '16686'], /^Não existe o passo "01\/16686"/],
  [['--jsom'], /^Opção desconhecida: --jsom/],
  [['--json=sim'], /^Opção mal escrita: --json não leva valor; recebido: "sim"/],
])('mal escrito, %j: código 2, uma frase, e nada é escrito na pasta', async (args, message) => {
  const root = labRoot();
  const { code, stdout, stderr } = await runHere(root, args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.trimEnd()).toMatch(message);
  expect(readdirSync(root)).not.toContain('meu-lab');
});

test.each([['help'], ['--help'], ['verify', '-h']])(
  '%s: a ajuda, com todos os comandos, em 80 colunas',
  async (...args) => {
    const { code, stdout, stderr } = await runLab(labRoot(), args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of ['verify [passo]', 'hint [passo]', 'list ', 'jump <passo>', 'write']) {
      expect(stdout).toContain(`  ${command}`);
    }
    expect(stdout).toContain('130');
    expect(stdout).not.toContain('lab --');
    expect(widest(stdout)).toBeLessThan(80);
  },
);

test('no PowerShell o npm toma as opções por dele: valem as que ele deixa no ambiente', async () => {
  const root = labRoot();
  const shown = await runHere(root, ['solution', '1']);
  expect(shown.stdout).toContain('    npm run lab solution 01/1 write\n');
  expect((await runHere(root, ['solution', '1'], { env: { npm_config_write: 'true' } })).stdout).toContain(
    'resolvido.',
  );
  expect(readFileSync(path.join(root, PROGRAM), 'utf8')).toContain('provider.register();');
  const list = await runHere(root, ['list'], { env: { npm_config_json: 'true' } });
  expect(JSON.parse(list.stdout)).toHaveProperty('labs.0.id', '01-tracing');
  expect(JSON.parse((await runHere(root, ['list', 'json'])).stdout)).toEqual(JSON.parse(list.stdout));

  // O npm guarda que --backend veio, e o endereço sobra entre as palavras; com "=", guarda o endereço.
  const nobody = 'http://127.0.0.1:1';
  for (const [args, env] of [
    [['verify', '1', nobody], {}],
    [['verify', '127.0.0.1:1'], { npm_config_backend: 'true' }],
    [['verify', '1'], { npm_config_backend: nobody }],
    [['verify', '1', '--backend', nobody], {}],
  ] as const) {
    const { code, stderr } = await runHere(root, args, { env });
    expect({ args, code }).toEqual({ args, code: 3 });
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`Ninguém atende em ${nobody} (`);
  }
  const missing = await runHere(root, ['verify', '1'], { env: { npm_config_backend: 'true' } });
  expect(missing).toMatchObject({ code: 2, stdout: '' });
});

test('recomeçar um passo que já passou: dali em diante nada passou, e é nele que se continua', async () => {
  const root = labRoot();
  await runHere(root, ['hint', '1']);
  for (const step of ['1', '2', '3']) {
    await runHere(root, ['solution', step, 'write']);
    await runHere(root, ['verify', step]);
  }
  const progress = () => JSON.parse(readFileSync(path.join(root, 'meu-lab/.progresso.json'), 'utf8'));
  expect(Object.keys(progress().steps)).toEqual(['01/1', '01/2', '01/3']);

  await runHere(root, ['reset', '1/2']);
  expect(progress()).toMatchObject({ current: '01/2', steps: { '01/1': { passedAt: expect.any(String) } } });
  await runHere(root, ['reset', '1']);
  expect(progress()).toMatchObject({ current: '01/1', steps: { '01/1': {}, '01/2': {}, '01/3': {} } });
  expect(JSON.stringify(progress())).not.toMatch(/passedAt|hints/);
  expect((await runHere(root, ['list'])).stdout).not.toContain('✓');
  const verified = await runHere(root, []);
  expect(verified.stdout).toMatch(/^\n {2}01\/1 Spans no console\n/);
  expect((await runHere(root, ['hint'])).stdout).toContain('Dica 1 de 3:');
});

test('pular e passar: continua no seguinte; passado o último, já não há de onde continuar', async () => {
  const root = labRoot();
  const course = (args: readonly string[]) => runHere(root, args, { labs: NODE_LABS });
  const current = () => JSON.parse(readFileSync(path.join(root, 'meu-lab/.progresso.json'), 'utf8')).current;
  await course(['jump', '2']);
  expect(current()).toBe('01/2');
  await course(['solution', '2', 'write']);
  expect((await course(['verify'])).stdout).toContain('npm run lab verify 01/3\n');
  expect(current()).toBe('01/3');
  await course(['jump', LAST.id]);
  await course(['solution', LAST.id, 'write']);
  expect((await course(['verify'])).stdout).toContain('npm run lab verify 01/1\n');
  expect(current()).toBeUndefined();
});

test('run: com uma Luneta aberta, ou a que se pede, quem exporta exporta para ela', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  const root = labRoot();
  await runHere(root, ['run', '1']);
  writeFileSync(path.join(root, PROGRAM), 'console.log(process.env.OTEL_EXPORTER_OTLP_ENDPOINT);');
  const endpoint = new RegExp(`:${luneta.ports.otlpHttp}$`, 'm');
  const running = await runHere(root, ['run'], { env: { LUNETA_UI: String(luneta.ports.ui) } });
  expect(running).toMatchObject({ code: 0, stdout: expect.stringMatching(endpoint) });
  expect((await runHere(root, ['run', String(luneta.urls.ui)])).stdout).toMatch(endpoint);
  expect((await runHere(root, ['run'])).stdout).toBe('undefined\n');
});

test('sem dica para um defeito: uma frase inteira', async () => {
  const root = labRoot();
  const bare = labs.map((lab) => ({ ...lab, steps: lab.steps.map((step) => ({ ...step, hints: {} })) }));
  const { stdout } = await runHere(root, ['hint', '1'], { labs: bare });
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /O que se viu: .* Não há dica para "no_telemetry": compare o que se esperava com o que se viu\. $/,
  );
});

test('um programa que cai: isso antes de tudo, com a linha dele; o passo não passa, mesmo com a telemetria certa', async () => {
  const root = labRoot();
  await runLab(root, ['solution', '1', 'write']);
  appendFileSync(path.join(root, PROGRAM), "throw new TypeError('ops');\n");

  const shown = await runLab(root, ['verify', '1']);
  expect(shown.code).toBe(1);
  expect(shown.stdout).toMatch(/^[^✓]+ {2}✗ tracing\.ts roda até o fim, sem erro\n.+código 1/);
  expect(shown.stdout).toMatch(/app │ TypeError: ops\n {2}app │ +at .+tracing\.ts:\d+:\d+\)\n/);

  const { checks } = JSON.parse((await runLab(root, ['verify', '1', 'json'])).stdout);
  expect(checks[0]).toMatchObject({ code: 'program_failed', passed: false, hint: expect.stringContaining('parou') });
  expect(checks.slice(1).every(({ passed }: { passed: boolean }) => passed)).toBe(true);
  expect((await runLab(root, ['list', '--json'])).stdout).not.toContain('"passed"');
  expect((await runLab(root, ['hint', '1'])).stdout).toContain('Dica 1 de 3:\n  O programa parou com um erro');
});

test('dicas: uma mais direta a cada vez, por defeito, até a última', async () => {
  const root = labRoot();
  const hint = async (): Promise<string> => {
    const { code, stdout } = await runHere(root, ['hint', '1']);
    expect(code).toBe(0);
    return /Dica .*\n.*/.exec(stdout)?.[0] ?? stdout;
  };
  expect(await hint()).toMatch(/^Dica 1 de 3:\n {2}O programa rodou/);
  expect(await hint()).toMatch(/^Dica 2 de 3:\n {2}Siga o caminho/);
  expect(await hint()).toMatch(/^Dica 3 de 3:\n {2}As três linhas/);
  expect(await hint()).toMatch(/^Dica 3 de 3:/);

  await runHere(root, ['solution', '1', 'write']);
  edit(root, (source) => source.replace("'test_span_01'", "'test_span_1'"));
  expect(await hint()).toMatch(/^Dica 1 de 3:\n {2}Nenhum span chamado test_span_01/);
  edit(root, (source) => source.replace("'test_span_1'", "'test_span_01'"));
  expect(await hint()).toContain('O passo 01/1 já passa');
});

test('um passo anterior desfeito: diz de que passo é, e a dica é a dele', async () => {
  const root = labRoot();
  await runHere(root, ['solution', '2', 'write']);
  edit(root, (source) => source.replace("[ATTR_SERVICE_NAME]: 'lab01'", "[ATTR_SERVICE_NAME]: 'outro'"));
  const shown = await runHere(root, ['verify', '2']);
  expect(shown.code).toBe(1);
  expect(shown.stdout).toMatch(/✗ "test_span_01": serviço .*\n {2}É do passo 01\/1, que continua valendo\./);
  await runHere(root, ['hint', '2']);
  const progress = JSON.parse(readFileSync(path.join(root, 'meu-lab/.progresso.json'), 'utf8'));
  expect(progress.steps).toEqual({ '01/1': { hints: { 'service_differs:test_span_01': 1 } } });
});

test('run: a saída é só a do programa, e o código diz se ele acabou bem', async () => {
  const root = labRoot();
  const well = await runLab(root, ['run']);
  expect(well).toMatchObject({
    code: 0,
    stdout: 'SRE and DevOps work together!!!\nSem a escala de plantão: seguimos sem ela.\n',
  });
  expect(well.stderr).toContain(`Escrevi ${PROGRAM}`);
  writeFileSync(path.join(root, PROGRAM), "console.error('adeus'); process.exit(3);");
  const badly = await runLab(root, ['run']);
  expect(badly).toMatchObject({ code: 1, stdout: '' });
  expect(badly.stderr).toMatch(/^adeus\n {2}tracing\.ts terminou com erro \(código 3\)\..*dizem\.\n$/s);
});

test('recomeçar guarda o que o aluno tinha; ver a solução não muda nada', async () => {
  const root = labRoot();
  await runHere(root, ['run', '1']);
  const start = readFileSync(path.join(root, PROGRAM), 'utf8');
  const shown = await runHere(root, ['solution', '1']);
  expect(shown.stdout).toContain('provider.register();\n');
  expect(readFileSync(path.join(root, PROGRAM), 'utf8')).toBe(start);

  edit(root, (source) => `${source}// meu\n`);
  const reset = await runHere(root, ['reset', '1']);
  expect(reset.code).toBe(0);
  const [, kept = ''] = /guardado em\s+(\S+)\./.exec(reset.stdout) ?? [];
  expect(readFileSync(path.join(root, kept), 'utf8')).toBe(`${start}// meu\n`);
  expect(readFileSync(path.join(root, PROGRAM), 'utf8')).toBe(start);
});

test('falta algo na máquina: código 3, com o que fazer', async () => {
  const noPackages = await runLab(labRoot({ packages: false }), ['verify']);
  expect(noPackages).toMatchObject({ code: 3, stdout: '' });
  expect(noPackages.stderr.replaceAll(/\s+/g, ' ')).toContain('Rode npm ci');

  const root = labRoot();
  mkdirSync(path.join(root, PROGRAM), { recursive: true });
  const folder = await runLab(root, ['verify']);
  expect(folder.code).toBe(3);
  expect(folder.stderr).toContain(`${PROGRAM} devia ser um arquivo.`);
});

test('um defeito do roteiro: código 4, e diz que não é do aluno', async () => {
  const root = labRoot();
  appendFileSync(path.join(root, 'labs/01-tracing/app/tracing.ts'), '// #region 7 De outro curso\n// #endregion\n');
  const { code, stderr } = await runHere(root, ['verify']);
  expect(code).toBe(4);
  expect(stderr).toContain('defeito do laboratório, não do seu programa');
});

test('cores só com quem as mostra; sem UTF-8, só ASCII', async () => {
  const root = labRoot();
  const plain = await runLab(root, ['verify'], { NO_COLOR: '1' });
  expect(plain.stdout).not.toContain('\u001b');
  const color = await runLab(root, ['verify'], { FORCE_COLOR: '1' });
  expect(color.stdout).toContain('\u001b[32m✓ na saída');
  const ascii = await runLab(root, ['verify'], { LC_ALL: 'C' });
  expect(ascii.stdout).toMatch(/^[\n\x20-\x7e]*$/);
  expect(ascii.stdout).toMatch(/ok na saida do programa.*\n {2}x +pelo menos um span/);
  expect(ascii.stdout).toMatch(/^ {2}test_span_01 {2}lab01 {4}(- )+ +nao veio$/m);
});

test('Ctrl+C no meio: o programa do aluno é encerrado, e nada é dado por conferido', async () => {
  const root = labRoot();
  await runLab(root, ['run', '1']);
  const pidFile = path.join(root, 'pid');
  writeFileSync(
    path.join(root, PROGRAM),
    `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, process.pid + '\\n'); setInterval(() => {}, 1000);`,
  );
  const lab = startLab(root, ['verify', '1']);
  const pid = await poll(
    () => (readdirSync(root).includes('pid') ? Number.parseInt(readFileSync(pidFile, 'utf8')) || undefined : undefined),
    { deadlineMs: 15_000 },
  );
  expect(pid).toBeGreaterThan(0);
  lab.child.kill('SIGINT');
  expect(await lab.exit).toBe(130);
  expect(lab.stdout()).toBe('');
  expect(lab.stderr()).toContain('Interrompido');
  expect(await poll(() => (isAlive(pid ?? 0) ? undefined : true), { deadlineMs: 5000 })).toBe(true);
});

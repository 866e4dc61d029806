/**
 * Os passos que rodam em contêineres, num Docker de verdade: os comandos são os do guia, lidos dele e na ordem em que estão.
 * Onde não se alcança um registro de imagens, JAEGER_IMAGE é quem fica no lugar do Jaeger, e ganha o nome dele.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { ACCEPTED, REFUSED } from '../../kit/cli/container/testing/compose-cases.ts';
import { type LabRun, labRoot, runLab } from '../../kit/cli/lab/testing/lab-root.ts';
import { readLabFile } from '../../kit/cli/lab/testing/lab-bench.ts';
import { stepOf } from '../../kit/course/manifest.ts';
import { applyEdit } from '../../kit/course/edit.ts';
import type { Mistake } from '../../kit/course/mistakes.ts';
import { temporaryFolder } from '../../kit/course/testing/temporary-folder.ts';
import { poll } from '../../kit/poll.ts';
import { findRepoRoot } from '../../kit/repo-root.ts';
import { labs } from '../labs.ts';
import { equivocos } from './equivocos.ts';

const ROOT = findRepoRoot();
const { lab } = stepOf(labs, '01/8');
/** `<!-- docker: à mão -->` e os comandos que vêm logo abaixo. */
const BLOCK = /<!-- docker: (.+?) -->\n+```\n([\s\S]*?)\n```/g;
const BLOCKS = [...readLabFile(lab, 'README.md').matchAll(BLOCK)].map(([, label = '', body = '']) => ({
  label,
  commands: body.split('\n'),
}));
const LAB_COMMAND = 'npm run lab ';
const PROJECT = 'lab-otel';

/** Rejeita com o que ele escreveu, se não sai com 0. */
function shell(command: string, cwd: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile('sh', ['-c', command], { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 }, (error, out, err) => {
      if (error) reject(new Error(`${command}\n${out}${err}`));
      else resolve();
    });
  });
}

/** O compose leria este arquivo? Nada sobe. */
function composeRefuses(file: string, root: string): Promise<boolean> {
  return shell(`docker compose -f ${file} --project-directory . config --quiet`, root).then(
    () => false,
    () => true,
  );
}

/** A pasta do aluno, com o que a imagem pede. */
function dockerRoot(): string {
  const root = labRoot();
  for (const name of ['package-lock.json', '.npmrc', '.dockerignore'])
    cpSync(path.join(ROOT, name), path.join(root, name));
  return root;
}

/** Os comandos de um bloco, um por vez; os do lab rodam na pasta do teste. @returns O último do lab. */
async function runBlock(root: string, commands: readonly string[]): Promise<LabRun | undefined> {
  let last: LabRun | undefined;
  for (const command of commands) {
    if (command.startsWith(LAB_COMMAND)) last = await runLab(root, command.slice(LAB_COMMAND.length).split(' '));
    else await shell(command, root);
  }
  return last;
}

/** Num terminal de verdade, como o `-it` pede; volta quando o app atende. */
async function openTerminal(command: string, root: string): Promise<ChildProcess> {
  const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: root,
    stdio: 'pipe',
  });
  let said = '';
  terminal.stdout.on('data', (chunk: Buffer) => (said += chunk));
  const isAnswering = async (): Promise<true | undefined> => {
    const answer = await fetch('http://localhost/', { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    return answer?.ok || undefined;
  };
  const answered = await poll(isAnswering, { deadlineMs: 60_000, intervalMs: 200 });
  if (!answered) throw new Error(`o app não atendeu:\n${said}`);
  return terminal;
}

beforeAll(async () => {
  const { JAEGER_IMAGE } = process.env;
  const [jaeger] =
    BLOCKS.flatMap(({ commands }) => commands)
      .join(' ')
      .match(/jaegertracing\/jaeger:\S+/) ?? [];
  if (JAEGER_IMAGE) await shell(`docker tag ${JAEGER_IMAGE} ${jaeger}`, ROOT);
});

afterEach(async () => {
  await shell(
    `docker rm --force app jaeger; docker network rm lab; docker compose --project-name ${PROJECT} down`,
    ROOT,
  );
});

test('o guia do passo 8, comando por comando: à mão, o localhost que perde tudo, e o compose', async () => {
  const root = dockerRoot();
  await runLab(root, ['jump', '01/8']);
  const passed: (LabRun | undefined)[] = [];
  let lost: LabRun | undefined;
  for (const { label, commands } of BLOCKS) {
    const [command = ''] = commands;
    if (label === 'com o compose, e passa') await runLab(root, ['solution', '01/8', 'write']);
    if (label.startsWith('no terminal do app')) await openTerminal(command, root);
    else passed.push(await runBlock(root, commands));
    if (label === 'no terminal do app, sem endereço') lost = await runLab(root, ['verify', '01/8', 'json']);
  }
  const failed = JSON.parse(lost?.stdout ?? '').checks.filter((check: { passed: boolean }) => !check.passed);
  expect(failed).toMatchObject([{ code: 'no_telemetry', hint: expect.stringContaining('dentro do contêiner') }]);
  // À mão e com o compose: as duas vezes que o guia manda conferir e diz que passa.
  const checked = passed.filter((run) => run !== undefined);
  const isPassed = { code: 0, stdout: expect.stringContaining('O passo 01/8 passou.') };
  expect(checked).toMatchObject([isPassed, isPassed]);
});

test('o mesmo compose, noutro endereço: o passo 9 se confere na VM, e um app que não está lá é dito', async () => {
  const root = dockerRoot();
  await runLab(root, ['jump', '01/9']);
  await shell('docker compose up --wait', root, { BIND_ADDRESS: '127.0.0.5' });
  const there = await runLab(root, ['verify', '01/9', 'http://127.0.0.5:8080']);
  expect(there).toMatchObject({ code: 0, stdout: expect.stringContaining('O passo 01/9 passou.') });

  await shell(`docker compose --project-name ${PROJECT} stop sample`, root);
  const gone = await runLab(root, ['verify', '01/9', 'http://127.0.0.5:8080']);
  expect(gone.code).toBe(1);
  expect(gone.stdout).toContain('GET http://127.0.0.5/: ninguém atende');
});

test('o que a prova sem Docker recusa, o compose recusa; o que ela aceita, ele aceita', async () => {
  const root = dockerRoot();
  await runLab(root, ['jump', '01/8']);
  await runLab(root, ['solution', '01/8', 'write']);
  const file = path.join(root, 'meu-lab/01-tracing/compose.yaml');
  const solved = readFileSync(file, 'utf8');
  const verdicts = [];
  for (const mistake of equivocos.filter(({ step }) => step === '01/8')) {
    writeFileSync(file, applyEdit(solved, mistake));
    verdicts.push({ to: mistake.replace[1], isRefused: await composeRefuses(file, root) });
  }
  // De duas portas iguais ele só reclama ao subir.
  const isOurs = ({ code, replace: [, to] }: Mistake): boolean =>
    code === 'compose_invalid' && !to.includes('SAMPLE_PORT');
  expect(verdicts).toEqual(
    equivocos.filter(({ step }) => step === '01/8').map((item) => ({ to: item.replace[1], isRefused: isOurs(item) })),
  );
});

test('os arquivos que a leitura daqui aceita e os que ela recusa: o compose diz o mesmo de cada um', async () => {
  const root = temporaryFolder();
  const file = path.join(root, 'compose.yaml');
  const all = [
    ...ACCEPTED.map(({ title, text }) => ({ title, text, isRefused: false })),
    ...REFUSED.map(({ title, text, onlyWhenUp }) => ({ title, text, isRefused: !onlyWhenUp })),
  ];
  const verdicts = [];
  for (const { title, text } of all) {
    writeFileSync(file, text);
    verdicts.push({ title, isRefused: await composeRefuses(file, root) });
  }
  expect(verdicts).toEqual(all.map(({ title, isRefused }) => ({ title, isRefused })));
});

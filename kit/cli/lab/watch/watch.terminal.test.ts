/** `npm run lab` num terminal de verdade: um pty, com um bash dentro, como quem o digita. Pede o `script` do util-linux. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ANY_PORT_ENV } from '../../backend/testing/any-port-env.ts';
import { poll } from '../../../poll.ts';
import { findRepoRoot } from '../../../repo-root.ts';
import { isAlive } from '../../testing/kit-process.ts';
import { fakeTerminal, type Shown } from '../testing/fake-terminal.ts';
import { labRoot } from '../testing/lab-root.ts';

/** Uma cópia: o `npm run lab` daqui escreveria no `meu-lab` de quem roda os testes. */
function project(): string {
  const root = labRoot();
  const filter = (source: string): boolean => !['node_modules', 'dist'].includes(path.basename(source));
  cpSync(path.join(findRepoRoot(), 'kit'), path.join(root, 'kit'), { recursive: true, filter });
  return root;
}

interface Pty {
  root: string;
  press(keys: string): void;
  until(pattern: RegExp): Promise<Shown>;
  written(): string;
  /** Fecha a janela do terminal. */
  close(): Promise<void>;
}

function openTerminal(): Pty {
  const { PATH, HOME } = process.env;
  const root = project();
  const screen = fakeTerminal(80, 24);
  const shell = 'stty rows 24 cols 80; exec bash --norc --noprofile -i';
  const script = spawn('script', ['-qfec', shell, '/dev/null'], {
    cwd: root,
    // Nada de NO_COLOR, CI e o mais que os testes tenham.
    env: { PATH, HOME, ...ANY_PORT_ENV, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  script.stdout.setEncoding('utf8').on('data', (text: string) => screen.write(text));
  script.stdin.on('error', () => {});
  const closed = once(script, 'close');
  const close = async (): Promise<void> => {
    // O dono do pty some, e o sistema manda SIGHUP a quem estava nele.
    script.kill('SIGKILL');
    await closed;
  };
  onTestFinished(close);
  const { until, written } = screen;
  return { root, press: (keys) => void script.stdin.write(keys), until, written, close };
}

/** Depois que o programa sai, o que o terminal faz com as teclas: tem de ser o de antes. */
async function expectCooked(pty: Pty): Promise<void> {
  pty.press("clear; stty -a | tr ' ;' '\\n\\n' | grep -E '^-?(icanon|echo|isig)$' | sort | xargs echo modos\n");
  await pty.until(/^modos echo icanon isig$/m);
}

const PROMPT = /[#$] $/m;
const WHOLE = { scrolled: 0 };
const VERDICT = /✗ pelo menos um span[^]*q sair$/;

test('as teclas valem sem Enter; Ctrl+C sai com 0, e o terminal volta ao que era', async () => {
  const pty = openTerminal();
  await pty.until(PROMPT);
  pty.press('echo o que havia antes\n');
  await pty.until(/^o que havia antes$/m);
  pty.press('npm run lab; echo "código $?"\n');
  expect(await pty.until(VERDICT)).toMatchObject(WHOLE);
  pty.press('h');
  expect(await pty.until(/Dica 1 de 3:[^]*q sair$/)).toMatchObject(WHOLE);
  pty.press('l');
  expect(await pty.until(/Lab 01: Tracing[^]*q sair$/)).toMatchObject(WHOLE);
  pty.press('\u0003');
  // A tela de antes volta, com o último resultado abaixo do que já estava nela.
  const { lines } = await pty.until(/Até logo! [^]*código 0/);
  expect(lines.join('\n')).toMatch(/o que havia antes\n[^]*✗ pelo menos um span[^]*Até logo!/);
  expect(lines.join('\n')).not.toContain('q sair');
  expect(pty.written()).not.toContain('\u001b[3J');
  await expectCooked(pty);
});

test('Ctrl+Z devolve o terminal ao shell; fg traz a tela e as teclas de volta', async () => {
  const pty = openTerminal();
  await pty.until(PROMPT);
  pty.press('npm run lab\n');
  await pty.until(VERDICT);
  pty.press('\u001a');
  // Suspenso, o terminal é o do shell, com o que havia nele.
  expect((await pty.until(/Stopped/)).lines.join('\n')).toMatch(/npm run lab\n[^]*Stopped/);
  await expectCooked(pty);
  pty.press('fg\n');
  expect(await pty.until(VERDICT)).toMatchObject(WHOLE);
  pty.press('h');
  await pty.until(/Dica 1 de 3:[^]*q sair$/);
  pty.press('q');
  const { lines } = await pty.until(/Até logo!/);
  expect(lines.join('\n')).not.toContain('q sair');
  await expectCooked(pty);
});

test.each<[string, NodeJS.Signals, RegExp]>([
  ['um defeito nosso', 'SIGUSR2', /Error: defeito/],
  ['quem insiste num sinal', 'SIGINT', /código 130/],
])('%s: o terminal também volta', async (_name, signal, seen) => {
  const pty = openTerminal();
  // O defeito: um erro que ninguém espera, no meio de tudo.
  const hook = path.join(pty.root, 'hook.cjs');
  const labPid = path.join(pty.root, 'lab-pid');
  writeFileSync(
    hook,
    `if (process.argv.includes('watch')) {
       require('node:fs').writeFileSync(${JSON.stringify(labPid)}, String(process.pid));
       process.on('SIGUSR2', () => setImmediate(() => { throw new Error('defeito'); }));
     }`,
  );
  await pty.until(PROMPT);
  pty.press(`NODE_OPTIONS="-r ${hook}" node kit/run.mjs lab watch; echo "código $?"\n`);
  await pty.until(VERDICT);
  const pidFile = path.join(pty.root, 'pids');
  writeFileSync(
    path.join(pty.root, 'meu-lab/01-tracing/tracing.ts'),
    `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);
     require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, process.ppid + ' ' + process.pid + ' .');`,
  );
  const pids = await poll(() => readPids(pidFile), { deadlineMs: 15_000 });
  const pid = Number(readFileSync(labPid, 'utf8'));
  const insist = (): true | undefined => {
    if (!isAlive(pid)) return true;
    process.kill(pid, signal);
    return undefined;
  };
  expect(await poll(insist, { deadlineMs: 5000 })).toBe(true);
  const { lines } = await pty.until(seen);
  expect(lines.join('\n')).toContain('Preparando o laboratório');
  expect(lines.join('\n')).not.toContain('q sair');
  expect(await poll(() => (pids?.some(isAlive) ? undefined : true), { deadlineMs: 5000 })).toBe(true);
  await expectCooked(pty);
});

test('fechar a janela no meio: nem o lab, nem o programa do aluno ficam rodando', async () => {
  const pty = openTerminal();
  await pty.until(PROMPT);
  pty.press('npm run lab\n');
  await pty.until(VERDICT);
  const pidFile = path.join(pty.root, 'pids');
  writeFileSync(
    path.join(pty.root, 'meu-lab/01-tracing/tracing.ts'),
    `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, process.ppid + ' ' + process.pid + ' .');
     setInterval(() => {}, 1000);`,
  );
  const pids = await poll(() => readPids(pidFile), { deadlineMs: 15_000 });
  expect(pids?.every(isAlive)).toBe(true);
  await pty.close();
  expect(await poll(() => (pids?.some(isAlive) ? undefined : true), { deadlineMs: 5000 })).toBe(true);
});

test('npm run lab verify: com cores, e 1', async () => {
  const pty = openTerminal();
  await pty.until(PROMPT);
  pty.press('npm run lab verify; echo "código $?"\n');
  await pty.until(/código 1/);
  expect(pty.written()).toContain('\u001b[32m✓ na saída');
  expect(pty.written()).not.toContain('\u001b[2J');
  await expectCooked(pty);
});

function readPids(file: string): number[] | undefined {
  try {
    return /^(\d+) (\d+) \.$/.exec(readFileSync(file, 'utf8'))?.slice(1).map(Number);
  } catch {
    return undefined;
  }
}

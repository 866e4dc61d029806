/** Um programa de Node como processo, com a saída acompanhada, para os testes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface NodeProcess {
  child: ChildProcess;
  /** O que já escreveu. */
  stdout: () => string;
  stderr: () => string;
  /** Resolve com o código de saída, quando acabou e a saída foi toda lida. */
  exit: Promise<number | null>;
}

export interface NodeProcessOptions {
  cwd: string;
  /** Acrescentadas às de quem roda os testes. */
  env?: Readonly<Record<string, string>>;
  /** `pipe`: o teste escreve em `child.stdin`. */
  stdin?: 'ignore' | 'pipe';
}

/** Variáveis de quem roda os testes que mudariam o que o programa faz ou mostra. */
const IGNORED =
  /^(OTEL_|OTLP_|LUNETA_|OPENAI_|LLM_|MODEL_URL$|PORT$|HOST$|NODE_|VITEST|FORCE_COLOR$|NO_COLOR$|LC_|LANG|TERM$)/;

/** Roda `node ...args`. Quem o inicia o encerra. */
export function spawnNode(args: readonly string[], options: NodeProcessOptions): NodeProcess {
  const { cwd, env = {}, stdin = 'ignore' } = options;
  const inherited = Object.entries(process.env).filter(([name]) => !IGNORED.test(name));
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: [stdin, 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exit = once(child, 'close').then(([code]: (number | null)[]) => code);
  return { child, stdout: () => stdout, stderr: () => stderr, exit };
}

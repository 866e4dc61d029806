/** O lab resolvido, conferido como o aluno o confere, com as perguntas respondidas por um servidor que não é nosso. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXIT } from '../../../kit/cli/lab/exit-codes.ts';
import { fillLabRoot, type LabRun, runLab } from '../../../kit/cli/lab/testing/lab-root.ts';
import { stepOf, withoutSuperseded } from '../../../kit/course/manifest.ts';
import { labs } from '../../labs.ts';
import { LITELLM_KEY, type LiteLlm, startLiteLlm } from './litellm.ts';

const LAST = '03/6.2';
/** Uma dúzia de passos, cada um com os seus serviços. */
const WHOLE_LAB_MS = 300_000;

let root: string;
let server: LiteLlm;
beforeAll(async () => {
  server = await startLiteLlm();
  root = fillLabRoot(await mkdtemp(path.join(tmpdir(), 'provedor-')));
});
afterAll(async () => {
  await server?.close();
  if (root) rmSync(root, { recursive: true, force: true });
});

const lab = (...args: readonly string[]): Promise<LabRun> => labWith(LITELLM_KEY, ...args);

/** Como quem escreveu as duas variáveis no terminal. */
function labWith(apiKey: string, ...args: readonly string[]): Promise<LabRun> {
  return runLab(root, args, { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: apiKey });
}

interface StepResult {
  step: string;
  passed: boolean;
  checks: { code: string; expected: string; observed: string; passed: boolean }[];
}

/** Os que `verify 03` confere, menos o do Collector, que não depende de quem responde. */
const stepsHere = withoutSuperseded(stepOf(labs, LAST).lab.steps)
  .filter(({ collector }) => collector === undefined)
  .map(({ id }) => id);

/** Quantas chamadas ele respondeu com este status: prova de que foi a ele que se perguntou. */
function answered(status: number): number {
  return server.log().split(`"POST /v1/chat/completions HTTP/1.1" ${status}`).length - 1;
}

test(
  'cada passo passa, e quem respondeu foi ele',
  async () => {
    expect(await lab('jump', LAST)).toMatchObject({ code: EXIT.passed });
    expect(await lab('solution', LAST, 'write')).toMatchObject({ code: EXIT.passed });
    const verified = await lab('verify', '03', 'json');
    // Sem o Collector, um passo não se confere, e o que falta está em stderr.
    expect(verified).toMatchObject({ code: EXIT.passed });
    const { steps } = JSON.parse(verified.stdout) as { steps: StepResult[] };
    const seen = steps.filter(({ step }) => stepsHere.includes(step));
    expect(seen.flatMap(({ checks }) => checks.filter(({ passed }) => !passed))).toEqual([]);
    expect(seen.map(({ step, passed }) => ({ step, passed }))).toEqual(
      stepsHere.map((step) => ({ step, passed: true })),
    );
    for (const status of [200, 429, 500, 503])
      expect({ status, calls: answered(status) > 0 }).toMatchObject({ calls: true });
  },
  WHOLE_LAB_MS,
);

test('com outra chave o passo não passa, e a resposta diz o que conferir', async () => {
  expect(await lab('jump', LAST)).toMatchObject({ code: EXIT.passed });
  const { code, stdout } = await labWith('sk-outra', 'verify', '03/1', 'json');
  expect(code).toBe(EXIT.failed);
  const { checks } = JSON.parse(stdout) as StepResult;
  expect(checks.find(({ passed }) => !passed)?.observed).toContain('confira OPENAI_API_KEY');
});

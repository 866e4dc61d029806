/** O servidor de jobs, visitado de fora: o contrato da API do Databricks, e um notebook de verdade por trás dele. */
import { expect, test } from 'vitest';
import { poll } from '../../../kit/poll.ts';
import { startJobs } from '../testing/jobs-server.ts';
import { LOCAL_JOB_ID } from './token.ts';

const RUN_NOW = '/api/2.2/jobs/run-now';
const run = (act: string, more: object = {}) => ({ job_id: LOCAL_JOB_ID, job_parameters: { act }, ...more });

test.each(['2.1', '2.2'])('%s: o job roda, diz em que pé está, e o resultado é o da tarefa', async (version) => {
  const { ask, untilOver } = await startJobs();
  const api = `/api/${version}/jobs`;
  const started = await ask(`${api}/run-now`, { ...run('exit'), job_parameters: { act: 'exit', traceparent: '00-a' } });
  expect(started.status).toBe(200);
  const runId = started.body.run_id as number;
  const over = await untilOver(runId);
  expect(over).toMatchObject({
    job_id: LOCAL_JOB_ID,
    run_id: runId,
    state: { life_cycle_state: 'TERMINATED', result_state: 'SUCCESS', user_cancelled_or_timedout: false },
    status: { state: 'TERMINATED', termination_details: { code: 'SUCCESS' } },
  });
  expect(over.job_parameters).toContainEqual({ name: 'traceparent', value: '00-a', default: '' });
  const [task] = over.tasks as { run_id: number }[];
  expect(task?.run_id).not.toBe(runId);
  const output = await ask(`${api}/runs/get-output?run_id=${task?.run_id}`);
  const { result, truncated } = output.body.notebook_output as { result: string; truncated: boolean };
  expect(truncated).toBe(false);
  expect(JSON.parse(result)).toEqual({ widgets: { act: 'exit', traceparent: '00-a', run_id: String(runId) } });

  const ofJob = await ask(`${api}/runs/get-output?run_id=${runId}`);
  expect(ofJob).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } });
  expect(ofJob.body.message).toMatch(/output of each task run/);
});

test.each([
  ['o que falha', 'fail', 'FAILED', 'RangeError: deu errado'],
  ['o parâmetro que o job não tem', 'unknown', 'FAILED', /^Error: O job não tem o parâmetro "nao-existe"/],
])('%s: FAILED, com a linha do erro e o resto', async (_, act, result, error) => {
  const { ask, untilOver, stdout, stderr } = await startJobs();
  const { body } = await ask(RUN_NOW, run(act));
  const over = await untilOver(body.run_id);
  expect(over.state).toMatchObject({ result_state: result });
  const [task] = over.tasks as { run_id: number }[];
  const output = await ask(`/api/2.2/jobs/runs/get-output?run_id=${task?.run_id}`);
  expect(output.body).toMatchObject({ notebook_output: {}, error: expect.stringMatching(error) as string });
  expect(output.body.error_trace).toContain('tiny-notebook.ts');
  // Quem está à frente do terminal vê o que o notebook escreveu, e sabe que foi ele.
  expect(stdout()).toMatch(/^\[notebook\] .*Error/m);
  expect(stderr()).toBe('');
});

test('sem o programa que roda o notebook, o job falha, e diz o que falta', async () => {
  const env = { NOTEBOOK_FILE: 'notebooks/distributed_tracing.ipynb', JUPYTER_PYTHON: 'python-que-nao-existe' };
  const { ask, untilOver } = await startJobs(env);
  const over = await untilOver((await ask(RUN_NOW, run('exit'))).body.run_id);
  expect(over.state).toMatchObject({ result_state: 'FAILED' });
  const [task] = over.tasks as { run_id: number }[];
  const output = await ask(`/api/2.2/jobs/runs/get-output?run_id=${task?.run_id}`);
  expect(output.body.error).toMatch(/could not start python-que-nao-existe/);
});

test('quem acaba sem dbutils.notebook.exit vai bem, e não diz nada; o exit acaba ali mesmo', async () => {
  const { ask, untilOver, stdout } = await startJobs();
  const silent = await untilOver((await ask(RUN_NOW, run('silent'))).body.run_id);
  const [task] = silent.tasks as { run_id: number }[];
  expect((await ask(`/api/2.2/jobs/runs/get-output?run_id=${task?.run_id}`)).body.notebook_output).toEqual({});
  await untilOver((await ask(RUN_NOW, run('after'))).body.run_id);
  expect(stdout()).toContain('[notebook] saiu');
  expect(stdout()).not.toContain('nunca se lê');
});

test('o token de quem pede não chega ao notebook; o resultado enorme é cortado, e se diz', async () => {
  const { ask, untilOver } = await startJobs({ DATABRICKS_TOKEN: 'dapi-de-verdade' });
  const outputOf = async (act: string) => {
    const { tasks } = await untilOver((await ask(RUN_NOW, run(act))).body.run_id);
    const [task] = tasks as { run_id: number }[];
    return (await ask(`/api/2.2/jobs/runs/get-output?run_id=${task?.run_id}`)).body.notebook_output;
  };
  expect(await outputOf('token')).toEqual({ result: 'undefined', truncated: false });
  const huge = (await outputOf('huge')) as { result: string; truncated: boolean };
  expect([huge.result.length, huge.truncated]).toEqual([5 * 1024 * 1024, true]);
});

test('cancelar acaba com o processo, e a execução fica CANCELED; de novo, nada muda', async () => {
  const { ask, untilOver } = await startJobs();
  const { body } = await ask(RUN_NOW, run('hang'));
  expect(await ask('/api/2.2/jobs/runs/cancel', { run_id: body.run_id })).toMatchObject({ status: 200, body: {} });
  const over = await untilOver(body.run_id);
  expect(over).toMatchObject({
    state: { result_state: 'CANCELED', user_cancelled_or_timedout: true },
    status: { termination_details: { code: 'USER_CANCELED' } },
  });
  await ask('/api/2.2/jobs/runs/cancel', { run_id: body.run_id });
  expect((await untilOver(body.run_id)).state).toEqual(over.state);
});

test('o prazo do job: TIMEDOUT', async () => {
  const { ask, untilOver } = await startJobs({ JOBS_TIMEOUT_SECONDS: '1' });
  const over = await untilOver((await ask(RUN_NOW, run('hang'))).body.run_id);
  expect(over.state).toMatchObject({ result_state: 'TIMEDOUT', user_cancelled_or_timedout: true });
});

test('a mesma chave é a mesma execução, mesmo depois de ela acabar; outra chave, outra', async () => {
  const { ask, untilOver } = await startJobs();
  const start = async (token?: string) => (await ask(RUN_NOW, run('exit', { idempotency_token: token }))).body.run_id;
  const first = await start('a');
  expect(await start('a')).toBe(first);
  await untilOver(first);
  expect(await start('a')).toBe(first);
  expect(await start('b')).not.toBe(first);
  expect(await start()).not.toBe(await start());
});

test('orders-busy: a primeira vez é demais, e quem volta cedo espera de novo', async () => {
  const { ask } = await startJobs();
  const busy = { job_id: LOCAL_JOB_ID, job_parameters: { dataset: 'orders-busy', act: 'exit' } };
  for (let i = 0; i < 2; i++) {
    const refused = await ask(RUN_NOW, busy);
    expect(refused).toMatchObject({ status: 429, body: { error_code: 'REQUEST_LIMIT_EXCEEDED' } });
    expect(refused.headers.get('retry-after')).toBe('1');
  }
  // Quem espera o que pediram é atendido: perguntar antes recomeçaria a espera.
  const waited = performance.now() + 1000;
  await poll(() => performance.now() > waited || undefined, { deadlineMs: 5000 });
  expect((await ask(RUN_NOW, busy)).status).toBe(200);
});

test('orders-lost: o job começa, e a resposta se perde; com a mesma chave, é o mesmo', async () => {
  const { ask, stdout } = await startJobs();
  const lost = {
    job_id: LOCAL_JOB_ID,
    job_parameters: { dataset: 'orders-lost', act: 'silent' },
    idempotency_token: 'x',
  };
  await expect(ask(RUN_NOW, lost)).rejects.toThrow('fetch failed');
  expect((await ask(RUN_NOW, lost)).status).toBe(200);
  const said = await poll(() => (stdout().includes('nada a dizer') ? stdout() : undefined), { deadlineMs: 10_000 });
  expect(said?.match(/nada a dizer/g)).toHaveLength(1);
});

const REFUSALS: readonly [string, string, unknown, Record<string, string>, number, string][] = [
  ['sem token', RUN_NOW, {}, { authorization: '' }, 401, 'UNAUTHENTICATED'],
  ['com outro token', RUN_NOW, {}, { authorization: 'Bearer dapi-outro' }, 403, 'PERMISSION_DENIED'],
  ['o que não é JSON', RUN_NOW, '{', {}, 400, 'MALFORMED_REQUEST'],
  ['um corpo enorme', RUN_NOW, { x: 'x'.repeat(70_000) }, {}, 413, 'MAX_REQUEST_SIZE_EXCEEDED'],
  ['outro job', RUN_NOW, { job_id: 7 }, {}, 400, 'INVALID_PARAMETER_VALUE'],
  ['o job como texto', RUN_NOW, { job_id: '1001' }, {}, 400, 'INVALID_PARAMETER_VALUE'],
  ['um parâmetro que não é texto', RUN_NOW, run('', { job_parameters: { a: 1 } }), {}, 400, 'INVALID_PARAMETER_VALUE'],
  ['uma chave longa', RUN_NOW, run('', { idempotency_token: 'x'.repeat(65) }), {}, 400, 'INVALID_PARAMETER_VALUE'],
  ['outra execução', '/api/2.2/jobs/runs/get?run_id=7', undefined, {}, 400, 'INVALID_PARAMETER_VALUE'],
  ['sem execução', '/api/2.2/jobs/runs/get', undefined, {}, 400, 'INVALID_PARAMETER_VALUE'],
  ['outra versão', '/api/2.0/jobs/runs/get?run_id=7', undefined, {}, 404, 'ENDPOINT_NOT_FOUND'],
  ['outro verbo', '/api/2.2/jobs/runs/get', {}, {}, 404, 'ENDPOINT_NOT_FOUND'],
];

test('o que não se aceita: o erro é o deles, e o servidor segue atendendo', async () => {
  const { ask, stderr } = await startJobs();
  for (const [what, route, body, headers, status, code] of REFUSALS) {
    const refused = await ask(route, body, headers);
    expect.soft(refused, what).toMatchObject({ status, body: { error_code: code } });
    expect.soft(String(refused.body.message), what).toMatch(/\w+/);
  }
  expect(stderr()).toBe('');
});

test('jobs/get descreve o job', async () => {
  const { ask } = await startJobs();
  const { body } = await ask(`/api/2.2/jobs/get?job_id=${LOCAL_JOB_ID}`);
  expect(body).toMatchObject({ job_id: LOCAL_JOB_ID, settings: { tasks: [{ notebook_task: {} }] } });
});

test('o processo que o notebook deixou para trás não segura a execução', async () => {
  const { ask, untilOver } = await startJobs();
  const over = await untilOver((await ask(RUN_NOW, run('leaveBehind'))).body.run_id);
  expect(over.state).toMatchObject({ result_state: 'SUCCESS' });
});

// No Windows, o SIGTERM de outro processo não se recebe.
test.runIf(process.platform !== 'win32')('quem encerra o servidor encerra os notebooks que ele roda', async () => {
  const { ask, child, exit } = await startJobs();
  await ask(RUN_NOW, run('hang'));
  child.kill('SIGTERM');
  // Os notebooks escrevem na saída dele: com um vivo, ele não acabaria.
  expect(await exit).toBe(0);
});

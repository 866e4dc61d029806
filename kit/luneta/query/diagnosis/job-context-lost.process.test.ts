/** Um job de verdade, noutro processo: o contexto que não vai nos parâmetros, o que vai, e o trace à parte com um link. */
import { expect, test } from 'vitest';
import { codesOf } from './testing/doctor-of.ts';
import { usePatient } from './testing/use-patient.ts';

const ward = usePatient();

/** O mesmo programa é quem pede e, com PARAMETERS, o notebook: só por ali passa alguma coisa de um ao outro. */
const PROGRAM = `
const { once } = require('node:events');
const { spawn } = require('node:child_process');

async function notebook(parameters) {
  provider('notebook').register();
  const asked = propagation.extract(ROOT_CONTEXT, parameters);
  const isLinked = process.env.MODE === 'link';
  const options = {
    kind: SpanKind.SERVER,
    attributes: { 'databricks.run.id': Number(parameters.run_id) },
    links: isLinked ? [{ context: trace.getSpanContext(asked) }] : [],
  };
  trace.getTracer('notebook').startSpan('Notebook Invoked', options, isLinked ? ROOT_CONTEXT : asked).end();
  await shutdown();
}

async function api() {
  provider(process.env.SERVICE).register();
  await trace.getTracer('api').startActiveSpan('run_notebook', { kind: SpanKind.CLIENT }, async (span) => {
    const parameters = { run_id: process.env.RUN_ID };
    if (process.env.MODE !== 'forget') propagation.inject(context.active(), parameters);
    const env = { ...process.env, PARAMETERS: JSON.stringify(parameters) };
    const job = spawn(process.execPath, process.execArgv, { env, stdio: 'inherit' });
    const [code] = await once(job, 'close');
    if (code !== 0) throw new Error('o notebook acabou com ' + code);
    span.setAttribute('databricks.run.id', Number(parameters.run_id));
    span.end();
  });
  await shutdown();
}

void (process.env.PARAMETERS ? notebook(JSON.parse(process.env.PARAMETERS)) : api());
`;

test('só o job que não recebeu o contexto, nem apontou para quem o pediu, é um achado', async () => {
  const { patient, run, spansArrive } = ward;
  await run(PROGRAM, { SERVICE: 'boa', MODE: 'inject', RUN_ID: '759600' });
  await run(PROGRAM, { SERVICE: 'esquecida', MODE: 'forget', RUN_ID: '759601' });
  await run(PROGRAM, { SERVICE: 'apontada', MODE: 'link', RUN_ID: '759602' });
  await spansArrive(6);
  const diagnosis = await patient.later();
  expect(codesOf(diagnosis)).toEqual(['job_context_lost']);
  const [{ count, examples }] = diagnosis.findings;
  expect([count, examples.length]).toEqual([1, 1]);
  expect(examples[0].detail).toMatch(
    /^databricks\.run\.id 759601: esquecida pediu no trace [0-9a-f]{32}, notebook fez no [0-9a-f]{32}$/,
  );
  expect(codesOf(await patient.later('notebook'))).toEqual(['job_context_lost']);
  expect(codesOf(await patient.later('boa'))).toEqual([]);
  // O filho verdadeiro ainda podia estar na fila de alguém.
  expect(codesOf(await patient.ask())).toEqual([]);
});

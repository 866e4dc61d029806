// Lab 04: uma função que um agendador chama.
//
// Toda madrugada, às três, ela pergunta à API marítima e escreve um resumo; aqui, a cada segundo, duas vezes. Como na nuvem, quem a
// hospeda não a espera: assim que a execução acaba, o processo some.

import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { api, PipelineTracer, telescopeJob, telescopeResource } from '@lab-otel/telescope';
import { Cron } from 'croner';

const SERVICE = 'azure_function_app';
const CRON = '* * * * * *';
const RUNS = 2;
/** O endereço como a configuração o traz: com a chave dentro. */
const MARITIME_API = 'https://maritime.example/v1/positions?code=nao-conte-a-ninguem';

const pipeline = new PipelineTracer({ serviceName: 'pipelines', exporterType: 'OTLP' });
const tracer = pipeline.getTracer('nightly');

async function report(): Promise<void> {
  // #region 8 Observe a API de onde os dados vêm: maritime
  await telescopeResource(tracer, SERVICE, api(MARITIME_API), 'maritime');
  // #endregion
  console.log('Resumo da madrugada: 50 navios.');
}

let runs = 0;
/** A hora combinada da próxima execução. */
let scheduledAt = new Date();

async function invoke(): Promise<void> {
  runs += 1;
  // #region 8 Uma execução é um trace, que diz quem a chamou e quando era para ser, e manda os spans antes de acabar
  await telescopeJob(tracer, SERVICE, 'nightly_report', report, {
    schedule: { cron: CRON, scheduledAt, invocationId: randomUUID(), coldStart: runs === 1 },
    flush: () => pipeline.forceFlush(),
  });
  // #problema
  // await report();
  // #endregion
}

const timer = new Cron(CRON, { paused: true, protect: true }, async () => {
  try {
    // Quem a hospeda demora a acordá-la.
    await setTimeout(300);
    await invoke();
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
  scheduledAt = timer.nextRun() ?? new Date();
  // Quem hospeda a função não chama shutdown: congela o processo, ou o mata.
  if (runs === RUNS) process.exit(0);
});
scheduledAt = timer.nextRun() ?? new Date();
timer.resume();

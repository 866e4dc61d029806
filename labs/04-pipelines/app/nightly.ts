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

/** @param scheduledAt A hora combinada desta execução. */
async function invoke(scheduledAt: Date): Promise<void> {
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

/** A hora combinada da próxima execução. */
let nextAt = new Date();
const timer = new Cron(CRON, { paused: true, protect: true }, async () => {
  // Pergunta-se já pela próxima: se esta demorar e passar da hora dela, o relógio só diria a seguinte.
  const scheduledAt = nextAt;
  nextAt = timer.nextRun() ?? new Date();
  try {
    // Quem a hospeda demora a acordá-la.
    await setTimeout(300);
    await invoke(scheduledAt);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
  // Quem hospeda a função não chama shutdown: congela o processo, ou o mata.
  if (runs === RUNS) process.exit(0);
});
nextAt = timer.nextRun() ?? new Date();
timer.resume();

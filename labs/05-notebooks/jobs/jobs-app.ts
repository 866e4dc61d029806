/**
 * As rotas da API de jobs. Os nomes dos campos, os códigos e a forma dos erros são os do Databricks; as mensagens, em inglês como as
 * deles, são nossas. Fonte: a referência da API de jobs 2.2, em docs.databricks.com/api/workspace/jobs.
 */
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { z } from 'zod';
import { createMisbehaviour } from './misbehaviour';
import type { JobRun, Runs } from './runs';
import { LOCAL_TOKEN } from './token';

const TASK_KEY = 'distributed_tracing';
const id = z.number().int().positive();

const runNowBody = z.object({
  job_id: id,
  idempotency_token: z.string().max(64).optional(),
  job_parameters: z.record(z.string(), z.string()).optional(),
});
const runBody = z.object({ run_id: id });
const runQuery = z.object({ run_id: z.coerce.number().int().positive() });
const jobQuery = z.object({ job_id: z.coerce.number().int().positive() });

/** Um erro na forma do Databricks. */
class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const invalid = (message: string): ApiError => new ApiError(400, 'INVALID_PARAMETER_VALUE', message);

function read<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  throw invalid(`${issue?.path.join('.') || 'request'}: ${issue?.message ?? 'invalid value'}`);
}

export function createJobsApp(runs: Runs): Express {
  const { busyFor, losesAnswer } = createMisbehaviour();
  const app = express();
  app.disable('x-powered-by');
  app.use((request, _response, next) => {
    const [scheme, token] = (request.get('authorization') ?? '').split(' ');
    if (scheme === 'Bearer' && token === LOCAL_TOKEN) return next();
    if (token === undefined) throw new ApiError(401, 'UNAUTHENTICATED', 'Credential was not sent.');
    throw new ApiError(403, 'PERMISSION_DENIED', 'Invalid access token.');
  });
  app.use(express.json({ limit: '64kb' }));

  const api = express.Router();

  api.post('/jobs/run-now', (request, response) => {
    const { job_id: jobId, idempotency_token: token, job_parameters: parameters = {} } = read(runNowBody, request.body);
    requireJob(jobId);
    const wait = busyFor(parameters.dataset);
    if (wait !== undefined) {
      response.set('retry-after', String(wait));
      throw new ApiError(429, 'REQUEST_LIMIT_EXCEEDED', 'Too many requests for this workspace.');
    }
    const run = runs.start(parameters, token);
    if (losesAnswer(parameters.dataset)) {
      request.socket.destroy();
      return;
    }
    response.json({ run_id: run.runId, number_in_job: run.number });
  });

  api.get('/jobs/runs/get', ({ query }, response) => {
    response.json(describeRun(requireRun(read(runQuery, query).run_id), runs));
  });

  api.get('/jobs/runs/get-output', ({ query }, response) => {
    const { run_id: runId } = read(runQuery, query);
    const run = runs.findTask(runId);
    if (!run && runs.find(runId)) {
      throw invalid(
        'Retrieving the output of a job run is not supported: a job run may have many tasks. Retrieve the output of each task run instead.',
      );
    }
    if (!run) throw missingRun(runId);
    response.json({ metadata: describeTask(run, runs), ...describeOutput(run) });
  });

  api.post('/jobs/runs/cancel', ({ body }, response) => {
    runs.cancel(requireRun(read(runBody, body).run_id));
    response.json({});
  });

  api.get('/jobs/get', ({ query }, response) => {
    const { job_id: jobId } = read(jobQuery, query);
    requireJob(jobId);
    response.json({
      job_id: jobId,
      settings: {
        name: TASK_KEY,
        tasks: [{ task_key: TASK_KEY, notebook_task: { notebook_path: runs.notebookFile } }],
        parameters: ['dataset', 'traceparent', 'tracestate']
          .map((name) => ({ name, default: '' }))
          .concat({ name: 'run_id', default: '{{job.run_id}}' }),
      },
    });
  });

  function requireJob(jobId: number): void {
    if (jobId !== runs.jobId) throw invalid(`Job ${jobId} does not exist.`);
  }

  function requireRun(runId: number): JobRun {
    const run = runs.find(runId) ?? runs.findTask(runId);
    if (!run) throw missingRun(runId);
    return run;
  }

  app.use(/^\/api\/2\.[12]/, api);
  app.use((request) => {
    throw new ApiError(404, 'ENDPOINT_NOT_FOUND', `No API found for '${request.method} ${request.path}'.`);
  });
  app.use(answerError);
  return app;
}

function missingRun(runId: number): ApiError {
  return invalid(`Run ${runId} does not exist.`);
}

const answerError: ErrorRequestHandler = (error, _request: Request, response: Response, next) => {
  if (response.headersSent) return next(error);
  if (error instanceof ApiError) {
    response.status(error.status).json({ error_code: error.code, message: error.message });
    return;
  }
  const { status = 500, type = '' } = error as { status?: number; type?: string };
  if (type === 'entity.too.large') {
    response
      .status(413)
      .json({ error_code: 'MAX_REQUEST_SIZE_EXCEEDED', message: 'The request is larger than 64 kB.' });
  } else if (status < 500) {
    response.status(400).json({ error_code: 'MALFORMED_REQUEST', message: 'The request body is not valid JSON.' });
  } else {
    console.error(error);
    response.status(500).json({ error_code: 'INTERNAL_ERROR', message: 'Internal error.' });
  }
};

function describeState({ lifeCycle, result, message }: JobRun): object {
  const isOver = lifeCycle === 'TERMINATED';
  return {
    // Encerrado, o processo ainda leva um instante para acabar.
    life_cycle_state: !isOver && result !== undefined ? 'TERMINATING' : lifeCycle,
    ...(isOver && { result_state: result }),
    state_message: message,
    user_cancelled_or_timedout: result === 'CANCELED' || result === 'TIMEDOUT',
  };
}

const TERMINATIONS = {
  SUCCESS: ['SUCCESS', 'SUCCESS'],
  FAILED: ['RUN_EXECUTION_ERROR', 'CLIENT_ERROR'],
  TIMEDOUT: ['RUN_TIMED_OUT', 'CLIENT_ERROR'],
  CANCELED: ['USER_CANCELED', 'SUCCESS'],
} as const;

/** Só na 2.2; quem lê a 2.1 o ignora. */
function describeStatus({ lifeCycle, result, message }: JobRun): object {
  if (lifeCycle !== 'TERMINATED' || result === undefined)
    return { state: result === undefined ? lifeCycle : 'TERMINATING' };
  const [code, type] = TERMINATIONS[result];
  return { state: lifeCycle, termination_details: { code, type, message } };
}

function describeTimes({ startedMs, endedMs }: JobRun): object {
  return {
    start_time: startedMs,
    end_time: endedMs ?? 0,
    run_duration: endedMs === undefined ? 0 : endedMs - startedMs,
  };
}

function describeTask(run: JobRun, { jobId, notebookFile }: Runs): object {
  return {
    job_id: jobId,
    run_id: run.taskRunId,
    task_key: TASK_KEY,
    notebook_task: { notebook_path: notebookFile },
    state: describeState(run),
    status: describeStatus(run),
    ...describeTimes(run),
  };
}

function describeRun(run: JobRun, runs: Runs): object {
  return {
    job_id: runs.jobId,
    run_id: run.runId,
    number_in_job: run.number,
    run_name: TASK_KEY,
    state: describeState(run),
    status: describeStatus(run),
    job_parameters: Object.entries(run.parameters).map(([name, value]) => ({ name, value, default: '' })),
    tasks: [describeTask(run, runs)],
    ...describeTimes(run),
  };
}

function describeOutput({ end, result: state }: JobRun): object {
  if (!end) return {};
  const { result, isTruncated, error, errorTrace } = end;
  return {
    notebook_output: result === undefined ? {} : { result, truncated: isTruncated },
    ...(state === 'FAILED' && { error: error ?? 'The notebook ended with an error.', error_trace: errorTrace }),
  };
}

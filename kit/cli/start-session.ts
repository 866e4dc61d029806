/**
 * O `npm start` do começo ao fim: a Luneta (a que já roda, ou uma neste processo), o app em outro processo, uma
 * requisição, o trace na tela, e fechado tudo o que foi aberto.
 * Não conhece o processo em que roda: sinais, saída e código de saída ficam com `start.ts`.
 */
import { randomBytes } from 'node:crypto';
import { traceUrl } from '../jaeger-backend.ts';
import { appEnv } from './app-env.ts';
import { ANY_PORT, DEFAULT_APP_PORT, isPortFree } from './app-port.ts';
import { isReachedWithout } from './backend/backend-address.ts';
import { type Backend, openBackend } from './backend/backend.ts';
import { type JaegerTrace, searchTraces, toRowSpans, waitForTrace } from './find-trace.ts';
import { AppNotReadyError, startSampleApp, type OutputName, type SampleApp } from './sample-app.ts';
import type { Screen } from './screen.ts';
import { SERVICE, texts } from './start-texts.ts';
import { toTraceRows } from './trace-rows.ts';
import { renderWaterfall, shortDuration } from './waterfall.ts';

export interface SessionOptions {
  once: boolean;
  verbose: boolean;
  root: string;
  /** Arquivo do app, relativo à raiz. */
  entry: string;
  env: NodeJS.ProcessEnv;
  screen: Screen;
  /** Onde vão os erros. */
  errors: Screen;
  /** Abortado quando se pede o fim (Ctrl+C). */
  stop: AbortSignal;
  /** Generoso: a primeira execução do tsx, numa máquina lenta com antivírus, demora. */
  readyDeadlineMs?: number;
  traceDeadlineMs?: number;
}

/** O que os outros exemplos leem para saber aonde mandar. */
const READ_BY_EXAMPLES = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_JAEGER_AGENT_HOST',
  'OTEL_EXPORTER_JAEGER_AGENT_PORT',
];

const DEFAULT_READY_DEADLINE_MS = 30_000;
const DEFAULT_TRACE_DEADLINE_MS = 10_000;

/**
 * Resolve com o código de saída, quando já não resta nada aberto.
 * @throws UsageError, BackendError como `openBackend`.
 */
export async function runSession(options: SessionOptions): Promise<number> {
  const { screen, stop, once } = options;
  screen.text(texts.starting, 'dim');
  const backend = await openBackend({ env: options.env, onWarning: (message) => screen.text(message, 'yellow') });
  if (backend.kind === 'reused') screen.text(texts.reused(backend.url));
  let app: SampleApp | undefined;
  try {
    const output = new AppOutput(screen, options.verbose);
    app = await launchApp(options, backend, output);
    output.isReady = true;
    const arrived = await showFirstTrace(options, backend, app);
    if (once) return arrived ? 0 : 1;
    const died = await Promise.race([app.exited, aborted(stop)]);
    if (!died) {
      screen.blank();
      screen.text(texts.stopping, 'dim');
      return 0;
    }
    options.errors.blank();
    options.errors.text(texts.appDied(died.how, output.hasShownErrors), 'red');
    if (!output.hasShownErrors) died.lastLines.forEach((line) => options.errors.appLine(line));
    return 1;
  } catch (error) {
    if (stop.aborted) return once ? 1 : 0;
    if (!(error instanceof AppNotReadyError || error instanceof RequestError)) throw error;
    if (error instanceof AppNotReadyError) explainNotReady(error, options);
    else options.errors.text(error.message, 'red');
    return 1;
  } finally {
    // Ao mesmo tempo: juntos, os dois prazos passariam dos 2 s que prometemos.
    await Promise.all([app?.end(), backend.close()]);
  }
}

/** O que o app escreve: erros sempre aparecem; os spans, que são muitos, só com --verbose. */
class AppOutput {
  isReady = false;
  hasShownErrors = false;
  readonly #screen: Screen;
  readonly #verbose: boolean;

  constructor(screen: Screen, verbose: boolean) {
    this.#screen = screen;
    this.#verbose = verbose;
  }

  onLine = (line: string, output: OutputName): void => {
    // Antes de estar pronto, um erro é do começo, e a mensagem do começo já o mostra.
    const isError = output === 'stderr' && this.isReady;
    if (!isError && !this.#verbose) return;
    if (isError) this.hasShownErrors = true;
    this.#screen.appLine(line);
  };
}

async function launchApp(options: SessionOptions, backend: Backend, output: AppOutput): Promise<SampleApp> {
  const { root, entry, env, stop, screen } = options;
  const start = (port: number): Promise<SampleApp> =>
    startSampleApp({
      entry,
      root,
      env: appEnv(env, backend, port),
      readyDeadlineMs: options.readyDeadlineMs ?? DEFAULT_READY_DEADLINE_MS,
      signal: stop,
      onLine: output.onLine,
    });

  let app: SampleApp;
  const isFree = await isPortFree(DEFAULT_APP_PORT);
  try {
    app = await start(isFree ? DEFAULT_APP_PORT : ANY_PORT);
  } catch (error) {
    // Entre o teste e o app, alguém pode ter tomado a porta: outro `npm start`, por exemplo.
    if (!isFree || !(error instanceof AppNotReadyError) || !error.exit || !(await wasPortTaken(error))) throw error;
    app = await start(ANY_PORT);
  }
  if (app.port !== DEFAULT_APP_PORT) {
    screen.text(texts.movedAppPort(DEFAULT_APP_PORT, app.port, process.platform), 'yellow');
  }
  return app;
}

/** Quem tomou a porta pode já tê-la devolvido: aí só a queixa do app, que cita o número dela, conta o que houve. */
async function wasPortTaken({ lastLines }: AppNotReadyError): Promise<boolean> {
  return lastLines.some((line) => line.includes(String(DEFAULT_APP_PORT))) || !(await isPortFree(DEFAULT_APP_PORT));
}

class RequestError extends Error {
  readonly code = 'request_failed';
}

/** Faz a requisição, espera o trace dela e mostra. Resolve com "o trace chegou?". */
async function showFirstTrace(options: SessionOptions, backend: Backend, app: SampleApp): Promise<boolean> {
  const { screen, errors, once, stop } = options;
  const deadlineMs = options.traceDeadlineMs ?? DEFAULT_TRACE_DEADLINE_MS;
  const appUrl = `http://127.0.0.1:${app.port}/`;

  // Um nome só desta requisição, para achá-la entre outras. Um traceparent também serviria, mas daria ao span do app
  // um pai que nunca chega: o trace nasceria quebrado.
  const userAgent = `lab-otel-start/${randomBytes(4).toString('hex')}`;
  const startedUs = Date.now() * 1000;
  const status = await request(appUrl, userAgent, stop);
  const tags = { 'user_agent.original': userAgent };
  const trace = await asking(
    backend,
    waitForTrace(backend.url, { service: SERVICE, tags }, { deadlineMs, signal: stop }),
  );

  if (trace) showTrace(trace, status, screen);
  else {
    const traces = await asking(backend, searchTraces(backend.url, { service: SERVICE }));
    // Uma Luneta que já rodava pode ter os de antes, que não dizem nada deste.
    const hasOthers = traces.some(({ spans }) => spans.some(({ startTime }) => startTime >= startedUs));
    const [problem, ...hints] = texts.noTrace(status, shortDuration(deadlineMs * 1000), hasOthers);
    errors.text(problem, 'red');
    hints.forEach((hint) => errors.bullet(hint));
  }

  screen.blank();
  screen.text(texts.linksTitle, 'bold');
  screen.links([
    { label: 'o app', url: appUrl },
    { label: 'a busca', url: `${backend.url}/search?service=${SERVICE}` },
    ...(trace ? [{ label: 'este trace', url: traceUrl(backend.url, trace.traceID) }] : []),
  ]);
  screen.blank();
  const ours = backend.kind === 'started';
  if (once) screen.text(texts.onceEnds(ours), 'dim');
  else {
    screen.text(texts.nextTitle, 'bold');
    texts.next(isReachedWithout(READ_BY_EXAMPLES, backend)).forEach((step) => screen.bullet(step));
    screen.text(texts.howToStop(ours), 'dim');
  }
  return trace !== undefined;
}

/** Uma Luneta que já rodava pode ser encerrada por quem a abriu. */
async function asking<T>({ url }: Backend, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new RequestError(texts.lostBackend(url, reasonOf(error)));
  }
}

async function request(url: string, userAgent: string, signal: AbortSignal): Promise<number> {
  try {
    const response = await fetch(url, { headers: { 'user-agent': userAgent }, signal });
    await response.text();
    return response.status;
  } catch (error) {
    throw new RequestError(texts.requestFailed(url, reasonOf(error)));
  }
}

/** O `fetch` embrulha o erro da conexão. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

function showTrace(trace: JaegerTrace, status: number, screen: Screen): void {
  const rows = toTraceRows(toRowSpans(trace));
  const errorCount = rows.rows.filter(({ isError }) => isError).length;
  const spans = texts.spans(rows.rows.length, errorCount);
  screen.text(texts.arrived(status, spans, shortDuration(rows.durationUs)));
  screen.blank();
  screen.raw(renderWaterfall(rows, screen.terminal));
}

function explainNotReady(error: AppNotReadyError, { errors, entry }: SessionOptions): void {
  errors.text(texts.appNotReady(error.message, entry), 'red');
  errors.text(error.lastLines.length > 0 ? texts.lastLines : texts.noLines);
  error.lastLines.forEach((line) => errors.appLine(line));
  errors.text(texts.tryAlone(entry));
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

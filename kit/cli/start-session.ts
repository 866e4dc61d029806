/**
 * O `npm start` do começo ao fim: Luneta neste processo, app em outro, uma requisição, o trace na tela, e tudo fechado.
 * Não conhece o processo em que roda: sinais, saída e código de saída ficam com `start.ts`.
 */
import { randomBytes } from 'node:crypto';
import { startLuneta, type Luneta } from '../luneta/start.ts';
import { appEnv } from './app-env.ts';
import { ANY_PORT, DEFAULT_APP_PORT, isPortFree } from './app-port.ts';
import { type JaegerTrace, searchTraces, waitForTrace } from './find-trace.ts';
import { AppNotReadyError, startSampleApp, type OutputName, type SampleApp } from './sample-app.ts';
import type { Screen } from './screen.ts';
import { describeMovedPorts, receivesFromExamples, SERVICE, texts } from './start-texts.ts';
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

const DEFAULT_READY_DEADLINE_MS = 30_000;
const DEFAULT_TRACE_DEADLINE_MS = 10_000;

/** Resolve com o código de saída, quando já não resta nada aberto. */
export async function runSession(options: SessionOptions): Promise<number> {
  const { screen, stop, once } = options;
  screen.text(texts.starting, 'dim');
  const luneta = await startLuneta({ freePorts: true });
  const moved = describeMovedPorts(luneta.ports);
  if (moved.length > 0) screen.text(texts.movedPorts(moved), 'yellow');
  let app: SampleApp | undefined;
  try {
    const output = new AppOutput(screen, options.verbose);
    app = await launchApp(options, luneta, output);
    output.isReady = true;
    const arrived = await showFirstTrace(options, luneta, app);
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
    await Promise.all([app?.end(), luneta.close()]);
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

async function launchApp(options: SessionOptions, luneta: Luneta, output: AppOutput): Promise<SampleApp> {
  const { root, entry, env, stop, screen } = options;
  const start = (port: number): Promise<SampleApp> =>
    startSampleApp({
      entry,
      root,
      env: appEnv(env, luneta.ports, port),
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
async function showFirstTrace(options: SessionOptions, luneta: Luneta, app: SampleApp): Promise<boolean> {
  const { screen, errors, once, stop } = options;
  const deadlineMs = options.traceDeadlineMs ?? DEFAULT_TRACE_DEADLINE_MS;
  const appUrl = `http://127.0.0.1:${app.port}/`;
  const lunetaUrl = luneta.urls.ui ?? '';
  const apiUrl = `http://127.0.0.1:${luneta.ports.ui}`;

  // Um nome só desta requisição, para achá-la entre outras. Um traceparent também serviria, mas daria ao span do app
  // um pai que nunca chega: o trace nasceria quebrado.
  const userAgent = `lab-otel-start/${randomBytes(4).toString('hex')}`;
  const status = await request(appUrl, userAgent, stop);
  const tags = { 'user_agent.original': userAgent };
  const trace = await waitForTrace(apiUrl, { service: SERVICE, tags }, { deadlineMs, signal: stop });

  if (trace) showTrace(trace, status, screen);
  else {
    const others = await searchTraces(apiUrl, { service: SERVICE, limit: 1 });
    const [problem, ...hints] = texts.noTrace(status, shortDuration(deadlineMs * 1000), others.length > 0);
    errors.text(problem, 'red');
    hints.forEach((hint) => errors.bullet(hint));
  }

  screen.blank();
  screen.text(texts.linksTitle, 'bold');
  screen.links([
    { label: 'o app', url: appUrl },
    { label: 'a busca', url: `${lunetaUrl}/search?service=${SERVICE}` },
    ...(trace ? [{ label: 'este trace', url: `${lunetaUrl}/trace/${trace.traceID}` }] : []),
  ]);
  screen.blank();
  if (once) screen.text(texts.onceEnds, 'dim');
  else {
    screen.text(texts.nextTitle, 'bold');
    texts.next(receivesFromExamples(luneta.ports)).forEach((step) => screen.bullet(step));
    screen.text(texts.howToStop, 'dim');
  }
  return trace !== undefined;
}

async function request(url: string, userAgent: string, signal: AbortSignal): Promise<number> {
  try {
    const response = await fetch(url, { headers: { 'user-agent': userAgent }, signal });
    await response.text();
    return response.status;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new RequestError(texts.requestFailed(url, cause instanceof Error ? cause.message : String(cause)));
  }
}

function showTrace(trace: JaegerTrace, status: number, screen: Screen): void {
  const rows = toTraceRows(trace);
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

/**
 * A aplicação HTTP da porta 16686: APIs de consulta e interface. Montar é separado de escutar: quem escuta é `start.ts`.
 * O roteador é o do Express 5, sem o resto do Express, que dobraria o tempo de início.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import Router, { type RequestHandler } from 'router';
import { createClassRouter } from './api/class.ts';
import { type CourseBoard, createCourseRouter } from './api/course.ts';
import { createDiagnosisRouter } from './api/diagnosis.ts';
import { IDENTITY_PATH, type LunetaIdentity } from './api/identity.ts';
import { ApiError, sendJson, sendV1Error } from './api/jaeger-error.ts';
import { createJaegerMetricsRouter } from './api/jaeger-metrics.ts';
import { createJaegerV1Router, type JaegerApiDeps } from './api/jaeger-v1.ts';
import { createJaegerV3Router } from './api/jaeger-v3.ts';
import { createLokiRouter } from './api/loki.ts';
import { createPrometheusRouter } from './api/prometheus.ts';
import type { Classroom } from './classroom/classroom.ts';
import { handleHttpErrors } from './http-errors.ts';
import { localHostOnly, originFormOnly, sameOriginWrites } from './http/host-check.ts';
import { pathOf } from './http/url.ts';
import type { Diagnose } from './query/diagnosis/diagnose.ts';
import type { LogStore } from './store/logs/log-store.ts';
import type { MetricStore } from './store/metrics/metric-store.ts';

export interface AppDeps extends JaegerApiDeps {
  /** Sem isto, a API do Prometheus é 404. */
  metrics?: MetricStore;
  /** Põe em dia as métricas que saem dos spans. */
  refreshMetrics?: () => void;
  /** Sem isto, a API do Loki é 404. */
  logs?: LogStore;
  /** Páginas, na ordem em que respondem; montadas depois das APIs. */
  ui?: readonly RequestHandler[];
  /** Recusa pedidos cujo `Host` não é um nome local. */
  localOnly?: boolean;
  /** Perguntada a cada pedido: as portas só são conhecidas depois de abertas. Sem isto, a identidade é 404. */
  identity?: () => LunetaIdentity;
  /** O progresso do curso. Sem isto, é 404. */
  course?: CourseBoard;
  /** A turma. Sem isto, é 404. */
  classroom?: Classroom;
  /** O doutor. Sem isto, o diagnóstico é 404. */
  diagnose?: Diagnose;
  /** `/api/events`; sem isto, é 404. */
  events?: RequestHandler;
  /** Responde à telemetria que errou de porta. Sem isto, é 404 como o resto. */
  misdirected?: RequestHandler;
}

export function createApp(deps: AppDeps): RequestListener {
  const router = Router({ strict: true, caseSensitive: true });
  router.use((_req, res, next) => {
    res.setHeader('X-Content-Type-Options', 'nosniff');
    // Uma página de fora não inclui estas respostas nem como <script> ou <img>.
    res.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    next();
  });
  router.use(originFormOnly());
  // Quem junta um endereço base terminado em barra com "/api/…" pede "//api/…".
  router.use((req, _res, next) => {
    const path = pathOf(req);
    if (/^\/+api\//.test(path)) req.url = path.replace(/\/+/g, '/') + (req.url ?? '').slice(path.length);
    next();
  });
  if (deps.localOnly) router.use(localHostOnly());
  if (deps.misdirected) router.use(deps.misdirected);
  // O roteador responderia OPTIONS sozinho; como no Jaeger, as APIs de consulta não têm essa conversa.
  router.options('/api/{*rest}', notFound);
  router.use(sameOriginWrites());
  router.use(createJaegerV1Router(deps));
  router.use(createJaegerMetricsRouter(deps));
  router.use(createJaegerV3Router(deps));
  const { metrics, refreshMetrics, logs, now } = deps;
  if (metrics) router.use(createPrometheusRouter({ metrics, now, refresh: refreshMetrics }));
  if (logs) router.use(createLokiRouter({ logs, now }));
  const { identity } = deps;
  if (identity) router.get(IDENTITY_PATH, (_req, res) => sendJson(res, 200, identity()));
  if (deps.events) router.use(deps.events);
  if (deps.course) router.use(createCourseRouter(deps.course, deps.now));
  if (deps.classroom) router.use(createClassRouter(deps.classroom, deps.now));
  if (deps.diagnose) router.use(createDiagnosisRouter(deps.diagnose));
  router.all('/api/{*rest}', notFound);
  for (const pages of deps.ui ?? []) router.use(pages);
  router.use(handleHttpErrors);
  return (req, res) => router(req, res, (error) => giveUp(res, error));
}

function notFound(_req: IncomingMessage, res: ServerResponse): void {
  sendV1Error(res, new ApiError(404, '404 page not found'));
}

/** Só chega aqui o que ninguém respondeu, ou o erro de uma resposta já começada: aí só resta cortá-la. */
function giveUp(res: ServerResponse, error: unknown): void {
  if (res.headersSent) res.destroy(error instanceof Error ? error : undefined);
  else notFound(res.req, res);
}

// frontend: a página, e o que ela pergunta.

import './telemetry';
import { context, propagation } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { callJson } from './call';
import { buildPage } from '@lab-otel/02-iss/app/page-bundle';
import { createService, listen } from './service';

const GATEWAY_URL = process.env.GATEWAY_URL || 'http://127.0.0.1:5001';
/** Para onde o navegador manda os spans dele: só HTTP, que gRPC ele não fala. */
const BROWSER_OTLP_URL = process.env.BROWSER_OTLP_URL || '';

const logger = logs.getLogger('frontend');
const app = createService();
/** Montada no primeiro pedido dela. */
let page: ReturnType<typeof buildPage> | undefined;

// #region 4.2 Ponha no baggage de cada pedido o canal por onde o visitante veio
app.use(function keepChannel(request, _response, next) {
  const channel = String(request.query.channel ?? 'site');
  const baggage = propagation.createBaggage({ 'app.channel': { value: channel } });
  context.with(propagation.setBaggage(context.active(), baggage), next);
});
// #endregion

app.get('/config.json', (_request, response) => {
  response.json({ lab: '02', otlpUrl: BROWSER_OTLP_URL, backendUrl: process.env.BACKEND_URL });
});

app.get('/api/station', async (_request, response) => {
  response.json((await callJson(new URL('/station', GATEWAY_URL))).body);
});

app.get('/api/iss', async (request, response) => {
  const { place = '', email = '' } = request.query as Record<string, string>;
  if (email) {
    logger.emit({
      severityNumber: SeverityNumber.INFO,
      severityText: 'INFO',
      body: `aviso pedido por ${email}`,
      attributes: { 'user.email': email },
    });
  }
  const url = new URL('/iss', GATEWAY_URL);
  url.searchParams.set('place', place);
  response.json((await callJson(url)).body);
});

app.get('/{*path}', async (request, response, next) => {
  const { files } = await (page ??= buildPage());
  const file = files.get(request.path === '/' ? 'index.html' : request.path.slice(1));
  if (!file) return next();
  const connect = ["'self'", ...(BROWSER_OTLP_URL ? [new URL(BROWSER_OTLP_URL).origin] : [])].join(' ');
  response.set('content-security-policy', `default-src 'self'; connect-src ${connect}`).type(file.type).send(file.body);
});

listen(app, { port: 5000 });

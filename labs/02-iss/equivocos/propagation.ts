/** Os da parte 4: um trace por quatro serviços, o que vai com ele, e o que não devia ir. */
import type { Trades } from '../../trades.ts';

const TELEMETRY = 'telemetry.ts';
const FRONTEND = 'frontend.ts';
const DISTANCE = 'iss-distance.ts';
const GEOLOCATOR = 'geolocator.ts';

const ALL = '[new HttpInstrumentation(), new ExpressInstrumentation(), new UndiciInstrumentation()]';
const FETCH = 'response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });';
const COPY_CHANNEL = "    new BaggageSpanProcessor((key) => key === 'app.channel'),\n";
const ENTRY = "{ 'app.channel': { value: channel } }";
const SET_BAGGAGE = 'context.with(propagation.setBaggage(context.active(), baggage), next);';
const OUTSIDE = 'const outside = propagation.deleteBaggage(context.active());';
const CALL = 'callJson<OpenNotify>(url)';
const CALL_OUTSIDE = `await context.with(outside, () => ${CALL});`;
const COUNT_FOUND = "lookups.add(1, { 'geo.place.found': place !== undefined });";

export const propagationTrades: Trades = {
  '02/4.1': [
    // a de http não vê o fetch: quem pede não manda traceparent
    [ALL, '[new HttpInstrumentation(), new ExpressInstrumentation()]', 'trace_services_differ', TELEMETRY],
    // quem pede manda, e quem atende não lê
    [ALL, '[new ExpressInstrumentation(), new UndiciInstrumentation()]', 'trace_services_differ', TELEMETRY],
    // o trace se liga, e ninguém sabe que rota atendeu
    [ALL, '[new HttpInstrumentation(), new UndiciInstrumentation()]', 'span_missing:GET /places/:name', TELEMETRY],
    // os imports em ordem alfabética: por service.ts se carregam o http e o express antes de quem os instrumenta
    ["import './telemetry';", "import './service';\nimport './telemetry';", 'trace_services_differ', GEOLOCATOR],
    // sem propagador, as instrumentações não têm o que escrever nem como ler
    [
      'tracerProvider.register();',
      'tracerProvider.register({ propagator: null });',
      'trace_services_differ',
      TELEMETRY,
    ],
    // o inject do lab 01, à mão, e mais o da instrumentação: dois traceparent, e nenhum se lê
    [
      FETCH,
      `const { context, propagation } = await import('@opentelemetry/api');
      const headers: Record<string, string> = {};
      propagation.inject(context.active(), headers);
      response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });`,
      'trace_services_differ',
      'call.ts',
    ],
  ],
  '02/4.2': [
    // o baggage viaja, e ninguém o copia: baggage não vira atributo sozinho
    [COPY_CHANNEL, '', 'attribute_missing', TELEMETRY],
    // o contexto novo é jogado fora
    [SET_BAGGAGE, 'propagation.setBaggage(context.active(), baggage);\n  next();', 'attribute_missing', FRONTEND],
    // quem segue adiante está fora do contexto novo
    [
      SET_BAGGAGE,
      'context.with(propagation.setBaggage(context.active(), baggage), () => {});\n  next();',
      'attribute_missing',
      FRONTEND,
    ],
    // a chave que se põe não é a que se copia
    [ENTRY, '{ channel: { value: channel } }', 'attribute_missing', FRONTEND],
    // uma entrada é um objeto, e não um texto
    [ENTRY, "{ 'app.channel': channel as never }", 'attribute_differs', FRONTEND],
    // o canal não é um parâmetro da rota
    ['request.query.channel', 'request.params.channel', 'attribute_differs', FRONTEND],
  ],
  '02/4.3': [
    // deleteBaggage não muda o contexto de agora
    [CALL_OUTSIDE, `await ${CALL};`, 'value_unexpected', DISTANCE],
    // o baggage seria apagado, se fosse este o contexto
    [OUTSIDE, 'const outside = context.active();', 'value_unexpected', DISTANCE],
    // cedo demais: o nosso span nasce sem o canal
    [
      'return await getCoordinates();',
      'return await context.with(propagation.deleteBaggage(context.active()), getCoordinates);',
      'attribute_missing',
      DISTANCE,
    ],
    // foi-se o baggage, e o trace com ele
    [
      OUTSIDE,
      'const outside = trace.deleteSpan(propagation.deleteBaggage(context.active()));',
      'span_other_trace',
      DISTANCE,
    ],
    // ninguém vaza o que ninguém leva, nem para os nossos
    [SET_BAGGAGE, 'next();', 'attribute_missing', FRONTEND],
  ],
  '02/4.4': [
    // os spans, e não os logs
    ['    new RedactingLogRecordProcessor(),\n', '', 'value_unexpected', TELEMETRY],
    // os logs, e não os spans: url.query ninguém escreveu à mão, mas está lá
    ['    new RedactingSpanProcessor(),\n', '', 'value_unexpected', TELEMETRY],
    // numa URL, a arroba é %40
    ['(?:@|%40)', '@', 'value_unexpected', 'redact.ts'],
    // leva junto o lugar procurado
    ['[\\p{L}\\d_.+%-]+(?:@|%40)', '\\S*(?:@|%40)', 'attribute_differs', 'redact.ts'],
    // o dado era o e-mail, e não o aviso
    ['if (email) {', 'if (false) {', 'log_missing', FRONTEND],
  ],
  '02/4.5': [
    // é "só mais um atributo"
    [
      COUNT_FOUND,
      "lookups.add(1, { 'geo.place.found': place !== undefined, 'geo.place.query': name });",
      'metric_series_exceeded',
      GEOLOCATOR,
    ],
    // o nome, e não a pergunta que se quer fazer
    [COUNT_FOUND, "lookups.add(1, { 'geo.place.query': name });", 'metric_attribute_missing', GEOLOCATOR],
    // uma métrica por valor é a mesma conta, com outro nome
    [
      COUNT_FOUND,
      "metrics.getMeter('geolocator').createCounter(`geolocator.lookups.${place?.country ?? 'unknown'}`).add(1);",
      'metric_missing',
      GEOLOCATOR,
    ],
    ['createCounter(', 'createUpDownCounter(', 'metric_type_differs', GEOLOCATOR],
    // no log, o nome não custa uma série
    [
      "attributes: { 'geo.place.query': name },",
      'attributes: {},',
      'log_attribute_missing:lugar desconhecido:geo.place.query',
      GEOLOCATOR,
    ],
  ],
};

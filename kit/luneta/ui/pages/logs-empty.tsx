/** Nenhum log: por quê, e qual é o próximo comando. */
import type { JSX } from 'preact';
import { list } from '../../../format.ts';
import { DOORS } from '../../doors.ts';
import type { LogStats } from '../../store/logs/log-store.ts';
import type { DoorUrls } from '../door-urls.ts';
import { type LogForm, logsUrl } from '../log-params.ts';
import type { FoundLogs } from '../log-search.ts';
import { MAX_CHOICES, shownName } from '../shown.ts';
import { logTexts } from '../texts/logs.ts';
import { traceUrl } from '../urls.ts';

export interface EmptyLogsProps {
  form: LogForm;
  counts: FoundLogs['counts'];
  stats: LogStats;
  /** Os que mandaram logs, e os que mandaram spans. */
  services: readonly string[];
  spanServices: readonly string[];
  /** O que mais há guardado. */
  others: readonly string[];
  hasTrace: (traceId: string) => boolean;
  doors: DoorUrls;
  /** A página se atualiza sozinha (com JavaScript). */
  live: boolean;
}

export function EmptyLogs(props: EmptyLogsProps): JSX.Element {
  const { form, stats, services, hasTrace } = props;
  if (stats.records === 0) return <NothingYet {...props} />;
  if (form.service && !services.includes(form.service)) return <UnknownService {...props} />;
  if (form.traceID && hasTrace(form.traceID) && !form.text && !form.level) return <TraceWithoutLogs form={form} />;
  return <NoMatch {...props} />;
}

const AUTO = ['OTEL_LOGS_EXPORTER=otlp'];

function NothingYet({ spanServices, others, doors, live }: EmptyLogsProps): JSX.Element {
  const t = logTexts.empty.nothing;
  const endpoint = doors.otlpHttp;
  return (
    <div class="notice log-empty">
      <h1>{t.title}</h1>
      <SeenInstead {...{ spanServices, others }} />
      {endpoint === undefined ? (
        <p>{t.closed}</p>
      ) : (
        <ol class="steps">
          <li>
            <p>{t.auto}</p>
            <pre class="command">{[...AUTO, ...endpointVariable(endpoint)].join('\n')}</pre>
          </li>
          <li>
            <p>{t.code}</p>
            <pre class="command">{snippet(endpoint)}</pre>
          </li>
        </ol>
      )}
      <p>{t.trace}</p>
      {live && <p class="needs-js waiting">{t.live}</p>}
      <p class={live ? 'no-js' : undefined}>{t.reload}</p>
      <AskDoctor sentence={t.doctor} />
    </div>
  );
}

function SeenInstead({ spanServices, others }: Pick<EmptyLogsProps, 'spanServices' | 'others'>): JSX.Element {
  const t = logTexts.empty.nothing;
  if (spanServices.length > 0) {
    return <p class="seen">{t.spansOnly(list(spanServices.map(shownName)), spanServices.length)}</p>;
  }
  return others.length > 0 ? <p class="seen">{t.othersOnly(others.join(' e '))}</p> : <p>{t.lead}</p>;
}

/** O SDK já manda para a porta padrão. */
function endpointVariable(endpoint: string): string[] {
  return endpoint.endsWith(`:${DOORS.otlpHttp.defaultPort}`) ? [] : [`OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`];
}

function snippet(endpoint: string): string {
  return `import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';

const exporter = new OTLPLogExporter({ url: '${endpoint}/v1/logs' });
const processors = [new BatchLogRecordProcessor({ exporter })];
const provider = new LoggerProvider({ processors });

provider.getLogger('loja').emit({
  severityNumber: 9,
  severityText: 'INFO',
  body: 'pedido criado',
  attributes: { 'pedido.id': 1042 },
});
await provider.shutdown();`;
}

function UnknownService({ form, services, spanServices }: EmptyLogsProps): JSX.Element {
  const t = logTexts.empty.unknownService;
  return (
    <div class="notice">
      <h1>{t.title(shownName(form.service))}</h1>
      {spanServices.includes(form.service) && (
        <p class="seen">
          {t.spans}
          <code>{AUTO[0]}</code>
        </p>
      )}
      <p>{t.known}</p>
      <ul class="inline">
        {services.slice(0, MAX_CHOICES).map((service) => (
          <li key={service}>
            <a href={logsUrl({ service })}>{shownName(service)}</a>
          </li>
        ))}
      </ul>
      <AskDoctor sentence={logTexts.empty.noMatch.doctor} />
    </div>
  );
}

function TraceWithoutLogs({ form }: { form: LogForm }): JSX.Element {
  const t = logTexts.empty.traceWithoutLogs;
  return (
    <div class="notice">
      <h1>{t.title}</h1>
      <p>{t.lead}</p>
      <p class="buttons">
        <a class="button" href={traceUrl(form.traceID)}>
          {t.open}
        </a>
        <a class="button quiet" href="/logs">
          {logTexts.empty.noMatch.clear}
        </a>
      </p>
    </div>
  );
}

function NoMatch({ form, stats, counts }: EmptyLogsProps): JSX.Element {
  const t = logTexts.empty.noMatch;
  const below = [...counts.values()].reduce((sum, n) => sum + n, 0);
  return (
    <div class="notice">
      <h1>{t.title}</h1>
      <p>
        {t.lead(stats.records)} {form.level && below > 0 && t.belowLevel(below, logTexts.levels[form.level])}
      </p>
      <p class="buttons">
        {form.level && below > 0 && (
          <a class="button" href={logsUrl({ ...form, level: '' })}>
            {t.anyLevel}
          </a>
        )}
        {(form.lookback !== 'custom' || form.start || form.end) && (
          <a class="button quiet" href={logsUrl({ ...form, lookback: 'custom', start: '', end: '' })}>
            {t.wider}
          </a>
        )}
        <a class="button quiet" href={logsUrl({ lookback: 'custom' })}>
          {t.clear}
        </a>
      </p>
      <AskDoctor sentence={t.doctor} />
    </div>
  );
}

function AskDoctor({ sentence: [before, link, after] }: { sentence: readonly [string, string, string] }): JSX.Element {
  return (
    <p class="faint">
      {before}
      <a href="/doutor">{link}</a>
      {after}
    </p>
  );
}

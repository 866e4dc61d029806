/** `/trace/{id}` de um trace de que só chegaram os logs: diz por quê, mostra-os, e espera pelos spans. */
import type { TraceLogs } from '../../query/trace-logs.ts';
import { traceLogsUrl } from '../log-params.ts';
import type { ServiceColors } from '../service-colors.ts';
import { texts } from '../texts.ts';
import { noticeTexts } from '../texts/live-notice.ts';
import { logTexts } from '../texts/logs.ts';
import { traceUrl } from '../urls.ts';
import { Layout, type PageContext } from './layout.tsx';
import { LiveNotice } from './live-notice.tsx';
import { LogRows } from './logs-list.tsx';
import { renderDocument } from './render.ts';
import { withCode } from './with-code.tsx';

const t = logTexts.onlyLogs;

/** Os primeiros bastam para reconhecê-lo; os outros se acham na página dos logs. */
const SHOWN_LOGS = 100;

interface LogOnlyTraceModel {
  context: PageContext;
  traceId: string;
  logs: TraceLogs;
  colors: ServiceColors;
  /** A página espera os spans, e abre o trace quando chegam (com JavaScript). */
  waits: boolean;
}

export function renderLogOnlyTrace({ context, traceId, logs, colors, waits }: LogOnlyTraceModel): string {
  return renderDocument(
    <Layout title={t.title} context={context} section="/search" island={waits ? 'trace' : undefined}>
      <div class="log-only">
        <header class="notice">
          <p>
            <code class="trace-id">{traceId}</code>
          </p>
          <h1>{t.title}</h1>
          {waits && <p class="waiting needs-js">{noticeTexts.waiting}</p>}
          <p>{t.lead(logs.count)}</p>
          <ol class="causes">
            {t.causes.map(([cause, what]) => (
              <li key={cause}>
                <b>{cause}</b> {withCode(what)}
              </li>
            ))}
          </ol>
          <p class="buttons">
            <a class="button" href={traceLogsUrl(traceId)}>
              {logTexts.inTrace.all}
            </a>
            <a class="button quiet" href={traceUrl(traceId)}>
              {texts.notFound.trace.retry}
            </a>
          </p>
        </header>
        <section aria-labelledby="only-logs">
          <h2 id="only-logs">{logTexts.count(logs.count)}</h2>
          <LogRows rows={logs.all.slice(0, SHOWN_LOGS)} colors={colors} hasTrace={() => false} />
        </section>
      </div>
      {waits && <LiveNotice traceId={traceId} spanCount={0} />}
    </Layout>,
  );
}

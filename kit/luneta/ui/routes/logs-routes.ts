/** `/logs`: a página; com `fragment`, só o que muda nela; com `format=jsonl`, um arquivo. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Router from 'router';
import { sendText } from '../../http/answer.ts';
import { searchParams } from '../../http/url.ts';
import type { LogRecord, LogStore } from '../../store/logs/log-store.ts';
import { logJsonLine } from '../log-json.ts';
import { type LogRequest, type LogSearch, parseLogRequest } from '../log-params.ts';
import { findLogs, findOlderLogs, type FoundLogs } from '../log-search.ts';
import { renderLogsFragment, renderLogsPage, renderOlderLogs } from '../pages/logs-page.tsx';
import { setPageHeaders } from '../security-headers.ts';
import type { UiDeps } from '../ui-deps.ts';
import { sendPage } from './send-page.ts';

/** Linhas que se leem de cada vez para o arquivo. */
const FILE_CHUNK = 500;

const NOTHING: FoundLogs = { rows: [], older: undefined, counts: new Map(), marks: [], stoppedAt: undefined };

export function logsRoutes(deps: UiDeps): Router.Router {
  const { logs, store, doors, now, live, context, colorsFor } = deps;
  const router = Router({ strict: true, caseSensitive: true });
  const hasTrace = (traceId: string): boolean => store.hasTrace(traceId);
  const colorsOf = (rows: readonly LogRecord[]) => colorsFor(rows.map(({ resource }) => resource.serviceName));

  router.get('/logs', async (request, response) => {
    const params = searchParams(request);
    const asked = parseLogRequest(params, BigInt(now()) * 1_000_000n);
    const { form, search, problem } = asked;
    if (params.get('format') === 'jsonl') return sendFile(response, logs, asked);
    const fragment = params.get('fragment');
    if (fragment === 'older' && search) {
      const found = await findOlderLogs(logs, search);
      if (response.destroyed) return;
      return sendPage(response, 200, renderOlderLogs({ form, colors: colorsOf(found.rows), hasTrace, ...found }));
    }
    // A procura faz pausas: o que chega no meio dela é novidade para a página.
    const sequence = logs.getStats().lastSequence;
    const found = search ? await findLogs(logs, search, sequenceOf(params.get('after'))) : NOTHING;
    // Quem desenha com a d3 só é carregado quando há o que desenhar.
    const { logHistogram } = found.marks.length > 1 ? await import('../log-histogram.ts') : {};
    if (response.destroyed) return;
    const model = {
      context: context(),
      form,
      search,
      problem,
      found,
      histogram: logHistogram?.(found.marks),
      services: logs.getServices(),
      spanServices: store.getServices(),
      stats: logs.getStats(),
      colors: colorsOf(found.rows),
      hasTrace,
      doors,
      sequence,
      // Um período que termina no passado, ou a continuação de uma página, já tem tudo o que terá.
      live: live && search !== undefined && search.query.endUnixNano === undefined && !search.before,
    };
    const render = fragment === null ? renderLogsPage : renderLogsFragment;
    return sendPage(response, problem === undefined ? 200 : 400, render(model));
  });

  return router;
}

function sequenceOf(text: string | null): number {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

/** Todos os que servem, sem limite: saem aos pedaços, e quem lê devagar não os junta na memória. */
async function sendFile(response: ServerResponse, logs: LogStore, { search, problem }: LogRequest): Promise<void> {
  if (!search) return sendText(response, 400, `${problem}\n`);
  setPageHeaders(response);
  response.setHeader('Content-Type', 'application/x-ndjson; charset=utf-8');
  response.setHeader('Content-Disposition', 'attachment; filename="logs.jsonl"');
  try {
    await pipeline(Readable.from(jsonLines(logs, search)), response);
  } catch (error) {
    // Quem pediu desistiu: não há a quem responder.
    if (!response.destroyed) throw error;
  }
}

async function* jsonLines(logs: LogStore, search: LogSearch): AsyncGenerator<string> {
  let next: LogSearch | undefined = { ...search, limit: FILE_CHUNK };
  while (next) {
    const { rows, older } = await findOlderLogs(logs, next);
    if (rows.length > 0) yield rows.map(logJsonLine).join('');
    next = older && { ...next, before: older };
  }
}

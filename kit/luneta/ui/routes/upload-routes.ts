/**
 * `/enviar`: um arquivo de traces, pelo formulário da busca (`multipart/form-data`, que o navegador manda sem JavaScript) ou
 * direto no corpo, em `application/json`. Quem recusa páginas de fora é `sameOriginWrites`, antes daqui.
 */
import type { IncomingMessage } from 'node:http';
import Router from 'router';
import { redirect } from '../../http/answer.ts';
import { BodyError, MemoryBudget, readBody, Scratch } from '../../http/body.ts';
import { mediaType } from '../../http/media-type.ts';
import { readTraceSummary } from '../../query/trace-summary.ts';
import { type StoredFile, storeTraceFile } from '../../receivers/store-trace-file.ts';
import { WireError } from '../../wire/wire-error.ts';
import { formatBytes } from '../../../format.ts';
import { shorten } from '../shown.ts';
import { UPLOAD_FIELD, UPLOAD_PATH } from '../pages/upload-form.tsx';
import { MAX_SHOWN_UPLOADS, renderUploadPage, type UploadOutcome } from '../pages/upload-page.tsx';
import { uploadTexts } from '../texts/upload.ts';
import type { UiDeps } from '../ui-deps.ts';
import { searchUrl, traceUrl } from '../urls.ts';
import { MAX_LIMIT } from '../search-params.ts';
import { sendPage } from './send-page.ts';

/** Um arquivo, e a soma dos que chegam ao mesmo tempo. */
export const MAX_UPLOAD_BYTES = 20 * 1024 * 1024;
export const MAX_UPLOADS_BYTES = 64 * 1024 * 1024;

const MAX_FORM_PARTS = 100;

/** O envio não pode ser lido; a mensagem é para quem enviou. */
class UploadError extends Error {
  readonly status: number;
  readonly fileName: string;

  constructor(status: number, message: string, fileName = '') {
    super(message);
    this.status = status;
    this.fileName = fileName;
  }
}

interface Upload {
  name: string;
  bytes: Uint8Array;
}

export function uploadRoutes({ store, ingest, now, context, colorsFor }: UiDeps): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });
  const budget = new MemoryBudget(MAX_UPLOADS_BYTES);
  const scratch = new Scratch();

  const page = (outcome: UploadOutcome): string => renderUploadPage({ context: context(), outcome, nowMs: now() });

  router.get(UPLOAD_PATH, (_request, response) => sendPage(response, 200, page({})));

  router.post(UPLOAD_PATH, async (request, response) => {
    try {
      const upload = await receiveUpload(request, budget, scratch);
      const stored = await storeUpload(upload);
      if (response.destroyed) return undefined;
      const remarks = stored.known.length + stored.rejectedSpans + stored.otherSignals > 0;
      if (!remarks && stored.traceIds.length > 0) return redirect(response, placeOf(stored), 303);
      const results = [...stored.traceIds, ...stored.known].slice(0, MAX_SHOWN_UPLOADS).flatMap((id) => {
        return readTraceSummary(store, id, { maxSpans: 1_000 }) ?? [];
      });
      const colors = colorsFor(results.flatMap(({ services }) => services.map(({ name }) => name)));
      const href = stored.traceIds.length > 1 ? placeOf(stored) : undefined;
      return sendPage(response, 200, page({ stored, results, colors, href }));
    } catch (error) {
      const failure = toUploadError(error);
      if (failure.status === 503) response.setHeader('Retry-After', '1');
      return sendPage(response, failure.status, page({ problem: failure.message, fileName: failure.fileName }));
    }
  });

  async function storeUpload({ name, bytes }: Upload): Promise<StoredFile> {
    // Enquanto espera a vez, o arquivo continua na memória.
    budget.hold(bytes.length);
    try {
      return await storeTraceFile(bytes, store, ingest);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      const status = error.code === 'too_large' ? 413 : error.code === 'unavailable' ? 503 : 400;
      throw new UploadError(status, error.message, name);
    } finally {
      budget.release(bytes.length);
    }
  }

  return router;
}

/** O trace, ou a busca que mostra os que acabaram de chegar. */
function placeOf({ traceIds, from, to }: StoredFile): string {
  if (traceIds.length === 1) return traceUrl(traceIds[0]);
  const limit = String(Math.min(traceIds.length, MAX_LIMIT));
  return searchUrl({ lookback: 'custom', start: String(from / 1_000n), end: String(to / 1_000n + 1n), limit });
}

/** @throws UploadError, BodyError */
async function receiveUpload(request: IncomingMessage, budget: MemoryBudget, scratch: Scratch): Promise<Upload> {
  const type = mediaType(request);
  const body = await readBody(request, MAX_UPLOAD_BYTES, budget, scratch);
  if (type === 'multipart/form-data') return fileOf(body, request.headers['content-type'] ?? '');
  if (/^application\/(json|x-ndjson|jsonl)$/.test(type)) return { name: '', bytes: body };
  throw new UploadError(415, uploadTexts.problem.wrongType(shorten(type)));
}

/** O Node lê formulários como os de um `fetch`; mas cada parte, mesmo vazia, lhe custa muito mais do que os seus bytes. */
async function fileOf(body: Buffer<ArrayBuffer>, contentType: string): Promise<Upload> {
  if (hasManyParts(body, contentType)) throw new UploadError(400, uploadTexts.problem.manyParts(MAX_FORM_PARTS));
  let file: FormDataEntryValue | null;
  try {
    const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
    file = form.get(UPLOAD_FIELD);
  } catch {
    throw new UploadError(400, uploadTexts.problem.form);
  }
  if (file === null || typeof file === 'string' || file.size === 0) {
    throw new UploadError(400, uploadTexts.problem.noFile);
  }
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

function hasManyParts(body: Buffer, contentType: string): boolean {
  const [, boundary] = /boundary="?([^";]+)/.exec(contentType) ?? [];
  if (!boundary) return false;
  const delimiter = Buffer.from(`--${boundary}`);
  let parts = 0;
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + delimiter.length)) {
    if (++parts > MAX_FORM_PARTS) return true;
  }
  return false;
}

function toUploadError(error: unknown): UploadError {
  if (error instanceof UploadError) return error;
  if (!(error instanceof BodyError)) throw error;
  const tooLarge = error.code === 'too_large';
  return new UploadError(
    error.status,
    tooLarge ? uploadTexts.problem.tooLarge(formatBytes(MAX_UPLOAD_BYTES)) : error.message,
  );
}

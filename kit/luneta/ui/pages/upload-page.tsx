/** `/enviar`: o formulário, o que há de errado com um arquivo, ou o que entrou dele quando há algo a dizer. */
import type { JSX } from 'preact';
import type { TraceSummary } from '../../query/trace-summary.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName, shownText } from '../shown.ts';
import type { StoredFile } from '../../receivers/store-trace-file.ts';
import { uploadTexts } from '../texts/upload.ts';
import { Layout, type PageContext } from './layout.tsx';
import { renderDocument } from './render.ts';
import { TraceList } from './trace-list.tsx';
import { UploadForm } from './upload-form.tsx';

/** Traces de um arquivo que a página lista. */
export const MAX_SHOWN_UPLOADS = 50;

/** Vazio antes do envio. */
export interface UploadOutcome {
  problem?: string;
  /** O arquivo com o problema; `''` se não se sabe. */
  fileName?: string;
  stored?: StoredFile;
  results?: readonly TraceSummary[];
  colors?: ServiceColors;
  /** Onde ver todos os que entraram. */
  href?: string;
}

interface UploadPageModel {
  context: PageContext;
  outcome: UploadOutcome;
  nowMs: number;
}

const t = uploadTexts;

export function renderUploadPage({ context, outcome, nowMs }: UploadPageModel): string {
  const { problem, fileName = '', stored } = outcome;
  return renderDocument(
    <Layout title={t.title} context={context} section="/search" island="search">
      <div class="upload-page">
        {problem !== undefined && <Problem problem={problem} fileName={fileName} />}
        {stored && <Stored {...outcome} stored={stored} nowMs={nowMs} />}
        <section class="notice">
          {stored || problem !== undefined ? <h2>{t.title}</h2> : <h1>{t.title}</h1>}
          <UploadForm />
        </section>
      </div>
      <p id="drop" class="drop" aria-hidden="true">
        {t.drop}
      </p>
    </Layout>,
  );
}

function Problem({ problem, fileName }: { problem: string; fileName: string }): JSX.Element {
  return (
    <div class="notice bad" role="alert">
      <h1>{t.problem.title(fileName === '' ? '' : shownName(fileName))}</h1>
      <p>{shownText(problem).shown}</p>
      <p>{t.problem.nothingStored}</p>
      <p class="faint">{t.problem.fix}</p>
    </div>
  );
}

function Stored({
  stored,
  results = [],
  colors = () => 1,
  href,
  nowMs,
}: UploadOutcome & { stored: StoredFile; nowMs: number }): JSX.Element {
  const { traceIds, known, rejectedSpans, reason, otherSignals } = stored;
  const total = traceIds.length + known.length;
  return (
    <section class="notice">
      <h1>{total > 0 ? t.stored.title(total) : t.stored.nothing}</h1>
      {known.length > 0 && <p>{t.stored.known(known.length)}</p>}
      {rejectedSpans > 0 && <p>{t.stored.rejected(rejectedSpans, reason)}</p>}
      {otherSignals > 0 && <p>{t.stored.otherSignals(otherSignals)}</p>}
      {results.length > 0 && <TraceList results={results} colors={colors} nowMs={nowMs} />}
      {total > results.length && <p class="faint">{t.stored.more(total - results.length)}</p>}
      {href && (
        <p class="buttons">
          <a class="button" href={href}>
            {t.stored.see}
          </a>
        </p>
      )}
    </section>
  );
}

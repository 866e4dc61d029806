/** O formulário que envia um arquivo de traces; sem JavaScript também. A ilha da busca aceita o arquivo solto na página. */
import type { JSX } from 'preact';
import { uploadTexts } from '../texts/upload.ts';

export const UPLOAD_PATH = '/enviar';
export const UPLOAD_FIELD = 'file';

export function UploadForm(): JSX.Element {
  return (
    <form class="upload-form" action={UPLOAD_PATH} method="post" enctype="multipart/form-data">
      <label class="field">
        <span>{uploadTexts.file}</span>
        <input
          type="file"
          name={UPLOAD_FIELD}
          accept=".json,.jsonl,.ndjson,application/json"
          aria-describedby="upload-hint"
          required
        />
      </label>
      <button type="submit" class="quiet">
        {uploadTexts.submit}
      </button>
      <small class="hint" id="upload-hint">
        {uploadTexts.lead}
      </small>
    </form>
  );
}

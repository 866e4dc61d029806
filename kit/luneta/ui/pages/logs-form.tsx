/** O formulário dos logs. */
import type { ComponentChildren, JSX } from 'preact';
import { LOG_LEVELS } from '../../query/log-level.ts';
import { type LogForm, MAX_LOG_LIMIT } from '../log-params.ts';
import { logTexts } from '../texts/logs.ts';
import { searchTexts } from '../texts/search.ts';
import { LookbackOptions, ServiceOptions } from './choices.tsx';

const t = logTexts.form;

export function LogsForm({ form, services }: { form: LogForm; services: readonly string[] }): JSX.Element {
  return (
    <details class="filters" open>
      <summary>{t.filters}</summary>
      <form id="busca" action="/logs" role="search" aria-label={logTexts.title}>
        <Field label={searchTexts.service}>
          <select name="service" id="service">
            <ServiceOptions services={services} chosen={form.service} />
          </select>
        </Field>
        <Field label={t.level}>
          <select name="level">
            <option value="">{t.anyLevel}</option>
            {LOG_LEVELS.map((level) => (
              <option key={level} value={level} selected={level === form.level}>
                {(level === 'fatal' ? t.worst : t.orWorse)(logTexts.levels[level])}
              </option>
            ))}
          </select>
        </Field>
        <div>
          <Field label={t.text}>
            <input
              name="text"
              value={form.text}
              placeholder={t.textPlaceholder}
              autocomplete="off"
              spellcheck={false}
              aria-describedby="text-hint"
            />
          </Field>
          <p class="hint" id="text-hint">
            {t.textHint}
          </p>
          <LogFilterHelp />
        </div>
        <Field label={t.traceId}>
          <input
            name="traceID"
            class="mono"
            value={form.traceID}
            placeholder={t.traceIdPlaceholder}
            autocomplete="off"
            spellcheck={false}
          />
        </Field>
        <Field label={searchTexts.lookback}>
          <select name="lookback" id="lookback">
            <LookbackOptions chosen={form.lookback === 'custom' ? '' : form.lookback} />
            <option value="custom" selected={form.lookback === 'custom'}>
              {searchTexts.custom}
            </option>
          </select>
        </Field>
        <fieldset id="custom-period" class="pair">
          <legend class="hidden">{searchTexts.custom}</legend>
          <Field label={searchTexts.start}>
            <input type="datetime-local" name="start" step="any" value={form.start} />
          </Field>
          <Field label={searchTexts.end}>
            <input type="datetime-local" name="end" step="any" value={form.end} />
          </Field>
          <p class="hint">{searchTexts.customHint}</p>
        </fieldset>
        <Field label={t.limit}>
          <input type="number" name="limit" min="1" max={MAX_LOG_LIMIT} value={form.limit} />
        </Field>
        {/* A ilha o preenche quando a pessoa desliga a atualização. */}
        <input
          type="hidden"
          id="live-field"
          name="live"
          value={form.live === '0' ? '0' : ''}
          disabled={form.live === '1'}
        />
        <div class="buttons">
          <button type="submit">{t.submit}</button>
          <a class="button quiet" href="/logs">
            {t.clear}
          </a>
        </div>
      </form>
    </details>
  );
}

export function LogFilterHelp(): JSX.Element {
  const { title, lead, examples } = logTexts.help;
  return (
    <details class="log-help">
      <summary>{title}</summary>
      <p>{lead}</p>
      <dl>
        {examples.map(([example, what]) => (
          <div key={example}>
            <dt>
              <code>{example}</code>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Field({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
    </label>
  );
}

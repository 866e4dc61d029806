/** O formulário da busca. Os nomes dos campos são os das URLs do Jaeger. */
import type { ComponentChildren, JSX } from 'preact';
import { MAX_LIMIT, type SearchForm as SearchFormValues } from '../search-params.ts';
import { MAX_CHOICES } from '../shown.ts';
import { searchTexts } from '../texts/search.ts';
import { RANGE_FIELDS } from '../trace-range.ts';
import { LookbackOptions, ServiceOptions } from './choices.tsx';

const t = searchTexts;

interface SearchFormProps {
  form: SearchFormValues;
  services: readonly string[];
  operations: readonly string[];
}

export function SearchForm({ form, services, operations }: SearchFormProps): JSX.Element {
  return (
    <details class="filters" open>
      <summary>{t.filters}</summary>
      <form id="busca" action="/search" aria-label={t.title}>
        <Field label={t.service}>
          <select name="service" id="service">
            <ServiceOptions services={services} chosen={form.service} />
          </select>
        </Field>
        <Field label={t.operation}>
          <input
            name="operation"
            value={form.operation}
            list="operations"
            placeholder={t.operationPlaceholder}
            autocomplete="off"
            spellcheck={false}
          />
          <datalist id="operations">
            {operations.slice(0, MAX_CHOICES).map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </Field>
        <Field label={t.tags} hint={t.tagsHint}>
          <input
            name="tags"
            value={form.tags}
            placeholder={t.tagsPlaceholder}
            autocomplete="off"
            spellcheck={false}
            aria-describedby="tags-hint"
          />
        </Field>
        <Field label={t.lookback}>
          <select name="lookback" id="lookback">
            <LookbackOptions chosen={form.lookback === 'custom' ? '' : form.lookback} />
            <option value="custom" selected={form.lookback === 'custom'}>
              {t.custom}
            </option>
          </select>
        </Field>
        <fieldset id="custom-period" class="pair">
          <legend class="hidden">{t.custom}</legend>
          <Field label={t.start}>
            <input type="datetime-local" name="start" step="any" value={form.start} />
          </Field>
          <Field label={t.end}>
            <input type="datetime-local" name="end" step="any" value={form.end} />
          </Field>
          <p class="hint">{t.customHint}</p>
        </fieldset>
        <div>
          <div class="pair">
            <Field label={t.minDuration}>
              <input
                name="minDuration"
                value={form.minDuration}
                placeholder={t.durationPlaceholder}
                spellcheck={false}
                aria-describedby="duration-hint"
              />
            </Field>
            <Field label={t.maxDuration}>
              <input
                name="maxDuration"
                value={form.maxDuration}
                placeholder={t.durationPlaceholder}
                spellcheck={false}
                aria-describedby="duration-hint"
              />
            </Field>
          </div>
          <p class="hint" id="duration-hint">
            {t.durationHint}
          </p>
        </div>
        <Field label={t.limit}>
          <input type="number" name="limit" min="1" max={MAX_LIMIT} value={form.limit} />
        </Field>
        {form.sort !== 'recent' && <input type="hidden" name="sort" value={form.sort} />}
        {form.scale !== 'linear' && <input type="hidden" name="scale" value={form.scale} />}
        {RANGE_FIELDS.filter((name) => form[name] !== '').map((name) => (
          <input key={name} type="hidden" name={name} value={form[name]} />
        ))}
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
          <a class="button quiet" href="/search">
            {t.clear}
          </a>
        </div>
      </form>
    </details>
  );
}

function Field({ label, hint, children }: { label: string; hint?: string; children: ComponentChildren }): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
      {hint && (
        <small class="hint" id="tags-hint">
          {hint}
        </small>
      )}
    </label>
  );
}

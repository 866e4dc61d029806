/** O formulário da busca. Os nomes dos campos são os das URLs do Jaeger. */
import type { ComponentChildren, JSX } from 'preact';
import { MAX_LIMIT, type SearchForm as SearchFormValues } from '../search-params.ts';
import { MAX_CHOICES, shownName } from '../shown.ts';
import { searchTexts } from '../texts/search.ts';
import { RANGE_FIELDS } from '../trace-range.ts';

/** Os períodos que se oferecem, aqui e no mapa de serviços. */
export const LOOKBACKS = ['5m', '15m', '1h', '3h', '12h', '1d', '2d', '1w', '4w'];
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
            <option value="">{t.allServices}</option>
            {withCurrent(services.slice(0, MAX_CHOICES), form.service).map((name) => (
              <option key={name} value={name} selected={name === form.service}>
                {shownName(name)}
              </option>
            ))}
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
            {withCurrent(LOOKBACKS, form.lookback === 'custom' ? '' : form.lookback).map((value) => (
              <option key={value} value={value} selected={value === form.lookback}>
                {lookbackLabel(value)}
              </option>
            ))}
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

/** Um valor vindo da URL que não está entre as opções vira uma opção: o formulário não pode mentir. */
export function withCurrent(options: readonly string[], current: string): readonly string[] {
  return current === '' || options.includes(current) ? options : [current, ...options];
}

/** `15m` → `Últimos 15 minutos`. */
export function lookbackLabel(value: string): string {
  const amount = Number.parseInt(value, 10);
  const unit = value.slice(String(amount).length);
  const names = unit === 'd' ? t.lookbackDays : unit === 'w' ? t.lookbackWeeks : t.lookbackUnits[unit];
  if (!names) return value;
  const feminine = unit === 'h' || unit === 'w';
  return amount === 1 ? t.lastOne(names[0], feminine) : t.lastMany(amount, names[1], feminine);
}

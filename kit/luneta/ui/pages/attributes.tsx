/** Atributos em tabela: chave, valor legível e tipo do OTLP. */
import type { ComponentChildren, JSX } from 'preact';
import { attributeText, lastValues } from '../../store/attribute-text.ts';
import type { Attribute, AttributeValue } from '../../store/model.ts';
import { MAX_SHOWN_ATTRIBUTES, shownName, shownText } from '../shown.ts';
import { texts } from '../texts.ts';
import { traceTexts } from '../texts/trace-page.ts';
import { filterTerm, tracePageUrl } from '../trace-params.ts';

const t = texts.span;

interface AttributesProps {
  attributes: readonly Attribute[];
  dropped?: number;
  label: string;
  /** Quantos mostrar, no máximo. */
  max?: number;
  /** Com ele, cada valor pode ser copiado e virar filtro do trace. */
  traceId?: string;
}

/** Um filtro maior que isto não cabe numa URL que se queira copiar. */
const MAX_FILTER_CHARS = 300;

export function Attributes({
  attributes,
  dropped = 0,
  label,
  max = MAX_SHOWN_ATTRIBUTES,
  traceId,
}: AttributesProps): JSX.Element {
  const values = lastValues(attributes);
  return (
    <>
      {attributes.length > 0 && (
        <table class="attributes" aria-label={label}>
          <thead class="hidden">
            <tr>
              <th>{t.key}</th>
              <th>{t.value}</th>
              <th>{t.type}</th>
              {traceId && <th>{texts.trace.actions}</th>}
            </tr>
          </thead>
          <tbody>
            {values.slice(0, max).map(({ key, value }) => (
              <tr key={key}>
                <th scope="row">{breakable(shownName(key))}</th>
                <td>
                  <Value value={value} />
                </td>
                <td class="type">{t.types[value.type]}</td>
                {traceId && (
                  <td class="acts">
                    <ValueActions attribute={{ key, value }} traceId={traceId} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {values.length > max && <p class="faint">{t.moreItems(values.length - max)}</p>}
      {dropped > 0 && <p class="faint">{t.dropped(dropped)}</p>}
    </>
  );
}

function ValueActions({ attribute: { key, value }, traceId }: { attribute: Attribute; traceId: string }): JSX.Element {
  const { byValue, copy } = traceTexts.filter;
  const text = attributeText(value);
  return (
    <>
      <button type="button" class="icon copy needs-js" data-copy title={copy} />
      {text.length <= MAX_FILTER_CHARS && (
        <a
          class="icon funnel"
          href={tracePageUrl(traceId, { find: filterTerm(key, text), only: true })}
          title={byValue}
        />
      )}
    </>
  );
}

/** Chaves longas quebram depois dos pontos, e não no meio de uma palavra. */
function breakable(key: string): ComponentChildren {
  const [first, ...rest] = key.split(/(?<=\.)/);
  return rest.length === 0 ? key : [first, ...rest.flatMap((part, i) => [<wbr key={i} />, part])];
}

function Value({ value }: { value: AttributeValue }): JSX.Element {
  switch (value.type) {
    case 'empty':
      return <i class="faint">{t.emptyValue}</i>;
    case 'string':
      return value.value === '' ? <i class="faint">{t.emptyText}</i> : <LongText class="v-string" text={value.value} />;
    case 'bytes':
      return (
        <>
          <LongText tag="code" text={Buffer.from(value.value).toString('base64')} />{' '}
          <span class="faint">{t.bytes(value.value.length)}</span>
        </>
      );
    case 'array':
    case 'kvlist':
      return <LongText tag="code" text={nestedText(value, 0)} />;
    default:
      return <span class="v-number">{String(value.value)}</span>;
  }
}

interface LongTextProps {
  text: string;
  tag?: 'code' | 'span';
  class?: string;
}

/** Um texto, cortado se for longo demais para ler numa página. */
export function LongText({ text, tag: Tag = 'span', class: className }: LongTextProps): JSX.Element {
  const { shown, rest } = shownText(text);
  return (
    <>
      <Tag class={className}>{shown}</Tag>
      {rest && <i class="faint">{rest}</i>}
    </>
  );
}

/** Listas e mapas numa notação de JSON com recuo; listas curtas de valores simples ficam numa linha. */
function nestedText(value: AttributeValue, level: number): string {
  const indent = `\n${'  '.repeat(level + 1)}`;
  const close = `\n${'  '.repeat(level)}`;
  switch (value.type) {
    case 'array': {
      const items = value.value.map((item) => nestedText(item, level + 1));
      const flat = `[${items.join(', ')}]`;
      if (flat.length <= 80 && !flat.includes('\n')) return flat;
      return `[${indent}${items.join(`,${indent}`)}${close}]`;
    }
    case 'kvlist': {
      const items = value.value.map((item) => `${JSON.stringify(item.key)}: ${nestedText(item.value, level + 1)}`);
      const flat = `{ ${items.join(', ')} }`;
      if (items.length === 0) return '{}';
      if (flat.length <= 80 && !flat.includes('\n')) return flat;
      return `{${indent}${items.join(`,${indent}`)}${close}}`;
    }
    case 'empty':
      return 'null';
    case 'bytes':
      return JSON.stringify(Buffer.from(value.value).toString('base64'));
    case 'string':
      return JSON.stringify(value.value);
    default:
      return String(value.value);
  }
}

/** Atributos em tabela: chave, valor legível e tipo do OTLP. */
import type { ComponentChildren, JSX } from 'preact';
import { lastValues } from '../../store/attribute-text.ts';
import type { Attribute, AttributeValue } from '../../store/model.ts';
import { texts } from '../texts.ts';

const t = texts.span;

interface AttributesProps {
  attributes: readonly Attribute[];
  dropped?: number;
  label: string;
}

export function Attributes({ attributes, dropped = 0, label }: AttributesProps): JSX.Element {
  return (
    <>
      {attributes.length > 0 && (
        <table class="attributes" aria-label={label}>
          <thead class="hidden">
            <tr>
              <th>{t.key}</th>
              <th>{t.value}</th>
              <th>{t.type}</th>
            </tr>
          </thead>
          <tbody>
            {lastValues(attributes).map(({ key, value }) => (
              <tr key={key}>
                <th scope="row">{breakable(key)}</th>
                <td>
                  <Value value={value} />
                </td>
                <td class="type">{t.types[value.type]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {dropped > 0 && <p class="faint">{t.dropped(dropped)}</p>}
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
      return value.value === '' ? <i class="faint">{t.emptyText}</i> : <span class="v-string">{value.value}</span>;
    case 'bytes':
      return (
        <>
          <code>{Buffer.from(value.value).toString('base64')}</code>{' '}
          <span class="faint">{t.bytes(value.value.length)}</span>
        </>
      );
    case 'array':
    case 'kvlist':
      return <code>{nestedText(value, 0)}</code>;
    default:
      return <span class="v-number">{String(value.value)}</span>;
  }
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

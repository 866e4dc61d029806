/** Um serviço com a sua cor, quantos spans tem e quantos falharam. */
import type { JSX } from 'preact';
import type { ServiceSummary } from '../../query/trace-summary.ts';
import { formatCount } from '../../../format.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { texts } from '../texts.ts';

interface ServiceChipProps {
  service: ServiceSummary;
  colors: ServiceColors;
}

export function ServiceChip({ service, colors }: ServiceChipProps): JSX.Element {
  const { name, spanCount, errorSpanCount } = service;
  const label = shownName(name);
  const errors = errorSpanCount > 0 ? texts.errors(errorSpanCount) : '';
  return (
    <span
      class={`chip c${colors(name)}${errors ? ' failed' : ''}`}
      title={texts.serviceChip(label, texts.spans(spanCount), errors)}
    >
      <i class="dot" />
      <span class="chip-name">{label}</span>
      <b>{formatCount(spanCount)}</b>
      {errors && <b class="bad">{formatCount(errorSpanCount)}</b>}
    </span>
  );
}

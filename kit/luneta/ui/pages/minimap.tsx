/**
 * O trace inteiro em poucos pixels de altura: quantos spans havia em andamento a cada momento e, abaixo, um traço por
 * span. Um `path` por serviço, e não 10.000 elementos. A ilha deixa arrastar para aproximar e mostra o trecho à vista.
 */
import type { JSX } from 'preact';
import type { TraceTree } from '../../query/trace-tree.ts';
import { StatusCode } from '../../store/model.ts';
import type { ServiceColors } from '../service-colors.ts';
import { texts } from '../texts.ts';
import { traceTexts } from '../texts/trace-page.ts';
import { finePercent, shareIn } from '../time-window.ts';
import type { TraceView } from '../trace-view.ts';

const WIDTH = 1_000;
const BUCKETS = 250;

export function Minimap({ view, colors }: { view: TraceView; colors: ServiceColors }): JSX.Element {
  const { tree, window } = view;
  const paths = new Map<number, string[]>();
  const errors: string[] = [];
  const total = tree.durationUs || 1;
  for (const { span, index, startUs, durationUs } of tree.nodes) {
    const color = colors(span.resource.serviceName);
    const x = Math.round((startUs / total) * WIDTH);
    const width = Math.max(Math.round((durationUs / total) * WIDTH), 1);
    const path = paths.get(color);
    const mark = `M${x} ${index}h${width}`;
    if (path) path.push(mark);
    else paths.set(color, [mark]);
    if (span.status.code === StatusCode.ERROR) errors.push(`M${Math.max(x + width - 3, 0)} ${index}h4`);
  }
  const rows = tree.nodes.length;
  const from = shareIn({ fromUs: 0, toUs: total }, window.fromUs);
  const to = shareIn({ fromUs: 0, toUs: total }, window.toUs || total);
  return (
    <div id="minimap" class="minimap" title={traceTexts.zoom.hint}>
      <svg class="density" viewBox={`0 0 ${BUCKETS} 1`} preserveAspectRatio="none" aria-hidden="true">
        <path d={density(tree)} />
      </svg>
      <svg
        class="marks"
        viewBox={`0 -1 ${WIDTH} ${rows + 1}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={texts.trace.minimap}
      >
        {[...paths].map(([color, marks]) => (
          <path key={color} class={`c${color}`} d={marks.join('')} />
        ))}
        {errors.length > 0 && <path class="errors" d={errors.join('')} />}
        <rect class="view" width={WIDTH} height="0" />
      </svg>
      <svg class="overlay" aria-hidden="true">
        <rect class="shade" width={finePercent(from)} height="100%" />
        <rect class="shade" x={finePercent(to)} width={finePercent(1 - to)} height="100%" />
        <rect class="brush" width="0" height="100%" />
      </svg>
    </div>
  );
}

/** A área de spans em andamento ao longo do tempo, de 0 a 1. */
function density({ nodes, durationUs }: TraceTree): string {
  const changes = new Int32Array(BUCKETS + 1);
  const total = durationUs || 1;
  for (const node of nodes) {
    const first = Math.min(Math.floor((node.startUs / total) * BUCKETS), BUCKETS - 1);
    const last = Math.min(Math.floor(((node.startUs + node.durationUs) / total) * BUCKETS), BUCKETS - 1);
    changes[first]++;
    changes[last + 1]--;
  }
  const levels: number[] = [];
  let running = 0;
  for (let i = 0; i < BUCKETS; i++) levels.push((running += changes[i]));
  const most = Math.max(...levels, 1);
  return `M0 1${levels.map((level) => `V${Number((1 - level / most).toFixed(3))}h1`).join('')}V1z`;
}

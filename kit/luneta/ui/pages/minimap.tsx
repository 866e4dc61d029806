/** O trace inteiro em poucos pixels de altura: um traço por span, um `path` por serviço (e não 10.000 elementos). */
import type { JSX } from 'preact';
import type { TraceTree } from '../../query/trace-tree.ts';
import type { ServiceColors } from '../service-colors.ts';
import { texts } from '../texts.ts';

const WIDTH = 1_000;

export function Minimap({ tree, colors }: { tree: TraceTree; colors: ServiceColors }): JSX.Element {
  const paths = new Map<number, string[]>();
  const total = tree.durationUs || 1;
  for (const { span, index, startUs, durationUs } of tree.nodes) {
    const color = colors(span.resource.serviceName);
    const x = Math.round((startUs / total) * WIDTH);
    const width = Math.max(Math.round((durationUs / total) * WIDTH), 1);
    const path = paths.get(color);
    const mark = `M${x} ${index}h${width}`;
    if (path) path.push(mark);
    else paths.set(color, [mark]);
  }
  return (
    <svg
      id="minimap"
      class="minimap"
      viewBox={`0 -1 ${WIDTH} ${tree.nodes.length + 1}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={texts.trace.minimap}
    >
      {[...paths].map(([color, marks]) => (
        <path key={color} class={`c${color}`} d={marks.join('')} />
      ))}
    </svg>
  );
}

/** Os processos da escala, um por linha: quem é, com que número, como está e onde atende. */
import { fit, truncate } from '../text-width.ts';
import { encode, MARK_STYLES, paint, type Style, type Terminal } from '../cli/terminal.ts';
import type { Component, ComponentState } from './component.ts';
import { scaleTexts as texts } from './texts.ts';

export type TableRow = Pick<Component, 'name' | 'pid' | 'state'> & { spec: Pick<Component['spec'], 'address'> };

const INDENT = '    ';
const GAP = '  ';
const STYLES: Readonly<Record<ComponentState, Style>> = {
  stopped: MARK_STYLES.unknown,
  starting: MARK_STYLES.warning,
  ready: MARK_STYLES.passed,
  ended: MARK_STYLES.failed,
};

export function componentTable(components: readonly TableRow[], terminal: Terminal): string[] {
  const [head, ...rows] = [
    [...texts.columns],
    ...components.map(({ name, pid, state, spec }) => [name, String(pid ?? '-'), texts.states[state], spec.address]),
  ].map((cells) => cells.map((cell) => encode(terminal, cell)));
  const widths = texts.columns.map((_, at) =>
    Math.max(...[head ?? [], ...rows].map((cells) => (cells[at] ?? '').length)),
  );
  const room = terminal.columns - 1 - INDENT.length;
  const line = (cells: readonly string[]): string =>
    truncate(cells.map((cell, at) => fit(cell, widths[at] ?? 0)).join(GAP), room).trimEnd();
  return [
    INDENT + paint(terminal, 'bold', line(head ?? [])),
    ...rows.map((cells, index) => {
      const text = INDENT + line(cells);
      const { state } = components[index] ?? {};
      // Só o estado tem cor: uma linha inteira dela esconderia o resto.
      const said = cells[2] ?? '';
      return state && said !== '' ? text.replace(said, () => paint(terminal, STYLES[state], said)) : text;
    }),
  ];
}

/** Atalhos de teclado da linha do tempo. Enter e espaço são do próprio `<summary>`. */
import type { TraceFinder } from './finder.ts';
import type { Rows } from './rows.ts';

export function handleKeys(rows: Rows, finder: TraceFinder, actions: Record<string, () => void>): void {
  const onRow: Record<string, (row: HTMLElement) => void> = {
    ArrowDown: (row) => rows.focus(rows.neighbour(row, 1)),
    ArrowUp: (row) => rows.focus(rows.neighbour(row, -1)),
    ArrowRight: (row) => {
      if (rows.isFolded(row)) rows.fold(row, false);
      else if (rows.hasChildren(row)) rows.focus(rows.neighbour(row, 1));
    },
    ArrowLeft: (row) => {
      const parent = rows.parentOf(row);
      if (rows.hasChildren(row) && !rows.isFolded(row)) rows.fold(row, true);
      else if (parent) rows.focus(parent);
    },
    Home: () => rows.focus(rows.all[0]),
    End: () => rows.focus(rows.last),
  };
  const anywhere: Record<string, () => void> = {
    '/': () => finder.input.select(),
    '?': actions.help,
    n: actions.next,
    N: actions.previous,
    e: actions['next-error'],
    o: () => finder.toggleOnly(),
    c: actions.critical,
    '+': actions['zoom-in'],
    '=': actions['zoom-in'],
    '-': actions['zoom-out'],
    '0': actions['zoom-reset'],
    z: actions['zoom-row'],
    ArrowDown: () => rows.focus(rows.current),
    ArrowUp: () => rows.focus(rows.current),
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target as HTMLElement;
    if (target === finder.input && event.key === 'Escape') {
      event.preventDefault();
      finder.clear();
      rows.focus(rows.current);
      return;
    }
    if (target.matches('input, select, textarea, dialog *')) return;
    const row = target.matches('#rows .r') ? rows.rowOf(target) : undefined;
    const idle = target === document.body || target.id === 'conteudo';
    const arrows = event.key.startsWith('Arrow');
    if (row && Object.hasOwn(onRow, event.key)) onRow[event.key](row);
    else if ((!arrows || idle) && Object.hasOwn(anywhere, event.key)) anywhere[event.key]();
    else return;
    event.preventDefault();
  });
}

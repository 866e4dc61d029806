/** A comparação, em linhas que nunca passam da largura: a marca diz o que houve também sem cor. */
import { fitMiddle, textWidth, truncate } from '../../../text-width.ts';
import { encode, paint, type Style, type Terminal } from '../../terminal.ts';
import { treeGlyphs } from '../../tree-glyphs.ts';
import type { ComparedNode, Outcome } from './compare-forests.ts';
import { ERROR_MARK } from './drawing.ts';
import { predictTexts } from './predict-texts.ts';

const MAX_ROWS = 60;
const MARGIN = '  ';
const GAP = '  ';
const MIN_NAME = 16;

const DRAWN: Readonly<Record<Outcome, string>> = {
  right: '✓',
  other_status: '!',
  moved: '→',
  missing: '✗',
  unforeseen: '+',
};
const PLAIN: typeof DRAWN = { right: 'ok', other_status: '! ', moved: '> ', missing: 'x ', unforeseen: '+ ' };
const STYLES: Readonly<Record<Outcome, Style>> = {
  right: 'green',
  other_status: 'yellow',
  moved: 'yellow',
  missing: ['bold', 'red'],
  unforeseen: ['bold', 'cyan'],
};

interface Row {
  branch: string;
  node: ComparedNode;
}

export function diffLines(roots: readonly ComparedNode[], terminal: Terminal): string[] {
  const { rows, hidden } = toRows(roots, terminal);
  const marks = terminal.drawing ? DRAWN : PLAIN;
  const room = terminal.columns - 1 - MARGIN.length - marks.right.length - 1;
  const cells = rows.map(({ branch, node }) => {
    const name = encode(terminal, `${node.name}${node.isError ? ` ${ERROR_MARK}` : ''}`);
    return { node, branch, name, note: encode(terminal, noteOf(node)) };
  });
  // A nota fica inteira enquanto o nome tiver o mínimo.
  const notes = Math.max(0, ...cells.map(({ note }) => textWidth(note)));
  const natural = Math.max(0, ...cells.map(({ branch, name }) => branch.length + textWidth(name)));
  const width = Math.min(natural, Math.max(MIN_NAME, room - notes - GAP.length));
  const dots = encode(terminal, '…');
  const lines = cells.map(({ node, branch, name, note }) => {
    const shown = truncate(note, Math.max(0, room - width - GAP.length), dots);
    const tree = truncate(branch, width, '');
    const text = `${marks[node.outcome]} ${tree}${fitMiddle(name, width - tree.length, dots)}${GAP}${shown}`;
    return MARGIN + paint(terminal, STYLES[node.outcome], text.trimEnd());
  });
  if (hidden > 0) lines.push(MARGIN + paint(terminal, 'dim', encode(terminal, predictTexts.hiddenRows(hidden))));
  return lines;
}

function toRows(roots: readonly ComparedNode[], terminal: Terminal): { rows: Row[]; hidden: number } {
  const { tee, corner, pipe, blank } = treeGlyphs(terminal);
  const rows: Row[] = [];
  let hidden = 0;
  const pending = roots.map((node) => ({ node, branch: '', below: '' })).toReversed();
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, branch, below } = next;
    if (rows.length < MAX_ROWS) rows.push({ node, branch });
    else hidden++;
    // De uma cadeia sem fim, os ramos que não se mostram também não se montam.
    const isShown = rows.length < MAX_ROWS;
    for (const [i, child] of node.children.toReversed().entries()) {
      const isLast = i === 0;
      pending.push({
        node: child,
        branch: isShown ? below + (isLast ? corner : tee) : '',
        below: isShown ? below + (isLast ? blank : pipe) : '',
      });
    }
  }
  return { rows, hidden };
}

function noteOf({ outcome, isError, drawnParent, hasOtherStatus }: ComparedNode): string {
  const status = predictTexts.status(isError);
  if (outcome === 'other_status') return status;
  if (outcome !== 'moved') return predictTexts.notes[outcome];
  const moved = predictTexts.moved(drawnParent);
  return hasOtherStatus ? `${moved}; ${status}` : moved;
}

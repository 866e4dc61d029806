/** A barra de quanto do curso já passou. */
import { paint, type Terminal } from '../../terminal.ts';

export function progressBar(done: number, total: number, width: number, terminal: Terminal): string {
  const filled = total === 0 ? 0 : Math.round((done / total) * width);
  const [full, empty] = terminal.drawing ? ['█', '░'] : ['#', '.'];
  return paint(terminal, 'green', full.repeat(filled)) + paint(terminal, 'dim', empty.repeat(width - filled));
}

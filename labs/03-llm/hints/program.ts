/** As dicas de quando um serviço não roda como antes: as mesmas em todo passo. */
import { programHints as hintsWith } from '../../program-hints.ts';

export const programHints = hintsWith({
  listen: '`export function listen(app: Express, port: number): void {`',
  kept: '`const readers: MetricReader[] = [`',
});

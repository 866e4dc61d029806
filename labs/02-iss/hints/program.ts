/** As dicas de quando o serviço não roda como antes: as mesmas em todo passo. */
import { programHints as hintsWith } from '../../program-hints.ts';

export const programHints = hintsWith({
  listen: '`export function listen(app: Express, { port, beforeStop }: ListenOptions): void {`',
  kept: '`const providers: { shutdown(): Promise<void> }[] = [meterProvider];`',
});

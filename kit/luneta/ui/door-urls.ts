/** Onde cada porta escuta, para as páginas que ensinam a mandar spans. */
import { DOORS } from '../doors.ts';

/** `http://127.0.0.1:4318`, `127.0.0.1:6832`…; uma porta fechada não aparece. */
export type DoorUrls = Readonly<Record<string, string>>;

export function defaultDoorUrls(): DoorUrls {
  return Object.fromEntries(
    Object.entries(DOORS).map(([name, { defaultPort, transport }]) => {
      const address = `127.0.0.1:${defaultPort}`;
      return [name, transport === 'udp' ? address : `http://${address}`];
    }),
  );
}

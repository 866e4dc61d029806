/** Uma Luneta de verdade e o doutor dela, com o relógio que o teste quiser. */
import { DOORS, PORT_NAMES } from '../../../doors.ts';
import { type Luneta, startLuneta } from '../../../start.ts';
import { ANY_PORTS } from '../../../testing/any-ports.ts';
import { createDiagnose, type Diagnosis, type DiagnosisDeps } from '../diagnose.ts';
import type { DoorView } from '../snapshot.ts';

export interface Patient {
  luneta: Luneta;
  /** Para programas: o endereço OTLP/HTTP. */
  env: { OTLP_URL: string };
  /** O diagnóstico pela API. */
  ask(query?: string): Promise<Diagnosis>;
  /** O diagnóstico de daqui a dois minutos: o que esperava um silêncio já o teve. */
  later(service?: string, deps?: Partial<DiagnosisDeps>): Promise<Diagnosis>;
}

const LATER_MS = 120_000;

export async function startPatient(maxBytes?: number): Promise<Patient> {
  const luneta = await startLuneta({ ports: ANY_PORTS, maxBytes });
  return {
    luneta,
    env: { OTLP_URL: `http://127.0.0.1:${luneta.ports.otlpHttp}` },
    ask: async (query = '') => {
      const response = await fetch(`http://127.0.0.1:${luneta.ports.ui}/api/diagnosis${query}`);
      return (await response.json()) as Diagnosis;
    },
    later: (service, deps) =>
      createDiagnose({
        store: luneta.store,
        doors: () => doorsOf(luneta),
        now: () => Date.now() + LATER_MS,
        ...deps,
      })(service),
  };
}

export function doorsOf({ doors, ports }: Pick<Luneta, 'doors' | 'ports'>): DoorView[] {
  return PORT_NAMES.flatMap((name) => {
    const stats = doors[name];
    return stats ? [{ name, port: ports[name] ?? DOORS[name].defaultPort, stats }] : [];
  });
}

export function codesOf({ findings }: Diagnosis): string[] {
  return findings.map(({ code }) => code);
}

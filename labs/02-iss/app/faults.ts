// Defeitos de propósito, para que haja o que investigar. Sem ISS_FAULT nem ISS_FAULT_FILE, este arquivo não faz nada.
//
// O que se escreve na variável, ou no arquivo: "slow:geolocator-service", e "@1732275600000" para só começar a essa hora.

import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { serviceName } from './telemetry';

export const FAULT_KINDS = ['slow', 'failing', 'dropped_header', 'n_plus_one'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Por quanto tempo vale o que se leu do arquivo. */
const REREAD_MS = 500;
const SLOW_MS = [600, 1100] as const;

const FAULT = /^(?<kind>\w+):(?<service>[\w-]+)(?:@(?<since>\d+))?$/;

let read = { text: '', atMs: -Infinity };

/** Este serviço está com este defeito, agora? */
export function hasFault(kind: FaultKind): boolean {
  const { kind: written, service, since = '0' } = FAULT.exec(faultText())?.groups ?? {};
  return written === kind && service === serviceName && Date.now() >= Number(since);
}

/** Demora, se é esse o defeito. */
export async function slowness(): Promise<void> {
  const [min, max] = SLOW_MS;
  if (hasFault('slow')) await delay(min + Math.random() * (max - min));
}

function faultText(): string {
  const file = process.env.ISS_FAULT_FILE;
  if (!file) return process.env.ISS_FAULT ?? '';
  const now = performance.now();
  if (now - read.atMs > REREAD_MS) read = { text: textOf(file), atMs: now };
  return read.text;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

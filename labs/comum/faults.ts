// Defeitos de propósito, para que haja o que investigar. Sem a variável, ou sem o arquivo de que ela fala, não fazem nada.
//
// O que se escreve numa ou no outro: "slow:gateway", e "@1732275600000" para só começar a essa hora.

import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export const FAULT_KINDS = ['slow', 'failing', 'dropped_header', 'n_plus_one', 'off_schema'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Por quanto tempo vale o que se leu do arquivo. */
const REREAD_MS = 500;
const SLOW_MS = [600, 1100] as const;

const FAULT = /^(?<kind>\w+):(?<service>[\w-]+)(?:@(?<since>\d+))?$/;

export interface FaultsOptions {
  /** Quem é este serviço: só o defeito que leva o nome dele é dele. */
  service: string;
  /** Com "ISS", o defeito vem em ISS_FAULT, ou no arquivo de que ISS_FAULT_FILE diz o caminho; este ganha. */
  prefix: string;
}

export interface Faults {
  /** Este serviço está com este defeito, agora? */
  hasFault(kind: FaultKind): boolean;
  /** Demora, se é esse o defeito. */
  slowness(): Promise<void>;
}

export function createFaults({ service, prefix }: FaultsOptions): Faults {
  let read = { text: '', atMs: -Infinity };

  function faultText(): string {
    const file = process.env[`${prefix}_FAULT_FILE`];
    if (!file) return process.env[`${prefix}_FAULT`] ?? '';
    const now = performance.now();
    if (now - read.atMs > REREAD_MS) read = { text: textOf(file), atMs: now };
    return read.text;
  }

  function hasFault(kind: FaultKind): boolean {
    const written = FAULT.exec(faultText())?.groups ?? {};
    return written.kind === kind && written.service === service && Date.now() >= Number(written.since ?? 0);
  }

  async function slowness(): Promise<void> {
    const [min, max] = SLOW_MS;
    if (hasFault('slow')) await delay(min + Math.random() * (max - min));
  }

  return { hasFault, slowness };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/** A Luneta, como alvo da experiência das falhas: um processo só, que guarda na memória. É com ela que se compara a escala. */
import path from 'node:path';
import { freePorts } from '../free-ports.ts';
import { DOORS, PORT_NAMES } from '../luneta/doors.ts';
import { findRepoRoot } from '../repo-root.ts';
import { Component } from './component.ts';
import type { Target } from './faults.ts';
import { storedInJaeger } from './stored-traces.ts';

export interface LunetaTarget extends Target {
  close(): Promise<void>;
}

/** @param folder Onde ela roda. @throws Error com o que ela disse, se não começa. */
export async function startLunetaTarget(folder: string, signal?: AbortSignal): Promise<LunetaTarget> {
  const [ui = 0, otlpHttp = 0] = await freePorts(2);
  const open: Readonly<Record<string, number>> = { ui, otlpHttp };
  const url = `http://127.0.0.1:${ui}`;
  const doors = PORT_NAMES.flatMap((name) => [`--${DOORS[name].flag}`, String(open[name] ?? 'off')]);
  const luneta = new Component(
    {
      name: 'luneta',
      command: process.execPath,
      args: [path.join(findRepoRoot(), 'kit', 'run.mjs'), 'luneta', ...doors, '--host', '127.0.0.1', '--json'],
      address: url,
      isReady: async () => (await fetch(`${url}/api/services`, { signal: AbortSignal.timeout(2000) })).ok,
    },
    folder,
  );
  await luneta.start(signal);
  return {
    stack: 'luneta',
    otlpUrl: `http://127.0.0.1:${otlpHttp}`,
    stored: (service) => storedInJaeger(url, service),
    // O que ela confirma já está guardado.
    isDrained: () => Promise.resolve(true),
    isWhole: () => Promise.resolve(luneta.state === 'ready'),
    faults: [{ killed: 'luneta', kill: () => luneta.kill(), restart: (stop) => luneta.start(stop) }],
    close: () => luneta.stop(),
  };
}

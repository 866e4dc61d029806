/** O que uma conferência do ambiente recebe e o que responde. */
import type { Ask } from './ask-http.ts';
import type { RunCommand } from './run-command.ts';

export interface EnvironmentCheck {
  /** Estável, para quem lê o `--json`: 'node_version', 'packages', 'docker', … */
  code: string;
  /** `missing` impede de seguir; com `warning` dá para seguir; de `not_needed`, o passo nem precisa. */
  state: 'ok' | 'warning' | 'missing' | 'not_needed';
  /** O que se achou, numa frase. */
  found: string;
  /** Como corrigir; não há quando está tudo bem. Da segunda linha em diante, comandos para copiar, um por linha. */
  fix?: string;
}

/** De que sistema são as instruções. O WSL é um Linux em que o Docker e a pasta do projeto costumam ser do Windows. */
export type System = 'windows' | 'macos' | 'linux' | 'wsl';

export interface Machine {
  /** A raiz do projeto. */
  root: string;
  system: System;
  env: NodeJS.ProcessEnv;
  home: string;
  /** Sem o "v": "20.20.2". */
  nodeVersion: string;
  run: RunCommand;
  ask: Ask;
}

export type Check = (machine: Machine) => Promise<EnvironmentCheck[]>;

export function systemOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, osRelease: string): System {
  if (platform === 'win32') return 'windows';
  if (platform === 'darwin') return 'macos';
  return env.WSL_DISTRO_NAME || /microsoft/i.test(osRelease) ? 'wsl' : 'linux';
}

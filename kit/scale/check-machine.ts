/** O que a escala em processos pede da máquina, e o que falta. */
import type { EnvironmentCheck, Machine } from '../cli/environment/check.ts';
import { findGateway } from './check-gateway.ts';
import { checkJava } from './check-java.ts';
import { checkScalePorts } from './check-ports.ts';
import { missingJars } from './jars.ts';
import { usualPorts } from './ports.ts';
import { stackSizes } from './start-stack.ts';
import { scaleTexts as texts } from './texts.ts';

/** Somando o que cada processo ocupa, com alguma carga; medido. */
const SMALL_BYTES = 1.5e9;
const FULL_BYTES = 3e9;

export interface ScaleMachine extends Pick<Machine, 'root' | 'system' | 'env' | 'run'> {
  /** Em bytes, a que se pode ocupar. */
  freeMemory: number;
}

export interface CheckedMachine {
  checks: EnvironmentCheck[];
  /** O executável do Collector, se há um que sirva. */
  collector?: string;
}

export interface ScaleNeeds {
  /** Um de cada. */
  small: boolean;
  /** Se são as de sempre; a experiência usa portas livres. */
  usualPorts: boolean;
}

/** Sempre na mesma ordem. */
export async function checkMachine(machine: ScaleMachine, needs: ScaleNeeds): Promise<CheckedMachine> {
  const { small } = needs;
  const { brokers, nodes } = stackSizes(small, 'ingester');
  const [java, gateway, ports] = await Promise.all([
    checkJava(machine),
    findGateway(machine),
    needs.usualPorts ? checkScalePorts(machine, usualPorts(brokers, nodes)) : [],
  ]);
  const checks = [...java, gateway.check, memoryCheck(machine.freeMemory, small), ...ports, jarsCheck(machine.env)];
  return { checks, collector: gateway.command };
}

function memoryCheck(free: number, small: boolean): EnvironmentCheck {
  const wanted = small ? SMALL_BYTES : FULL_BYTES;
  if (free >= wanted) return { code: 'memory', state: 'ok', found: texts.memory(free) };
  const fix = texts.littleMemoryFix(small);
  return { code: 'memory', state: 'warning', found: texts.littleMemory(free, wanted), fix };
}

/** O que falta baixar não impede nada: baixa-se ao ligar. */
function jarsCheck(env: NodeJS.ProcessEnv): EnvironmentCheck {
  const missing = missingJars(env).length;
  return { code: 'jars', state: 'ok', found: missing === 0 ? texts.jarsHere : texts.jarsMissing(missing) };
}

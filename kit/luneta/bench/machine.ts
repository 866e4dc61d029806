/** O estado da máquina: sem ele um número de desempenho não diz nada. */
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { formatNumber } from './format-number.ts';

export interface MachineState {
  date: string;
  node: string;
  platform: string;
  cpuModel: string;
  cpuCount: number;
  memoryBytes: number;
  /** Processos querendo CPU, média do último minuto. No Windows é sempre 0. */
  load: number;
}

export function readMachine(): MachineState {
  return {
    date: new Date().toISOString(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpuModel: cpus()[0]?.model.trim() ?? 'desconhecida',
    cpuCount: availableParallelism(),
    memoryBytes: totalmem(),
    load: loadavg()[0],
  };
}

export function describeMachine(state: MachineState): string {
  const memoryGb = formatNumber(state.memoryBytes / 1e9);
  return `${state.cpuCount} × ${state.cpuModel}, ${memoryGb} GB, ${state.platform}, Node ${state.node}`;
}

/** Antes de começar, a carga é toda dos outros; passando disto, o relógio de parede mede a disputa, não a Luneta. */
const BUSY_LOAD_PER_CPU = 0.25;
/** O bench ocupa por volta de um servidor e um cliente. */
const OWN_LOAD = 2;

/** Avisa quando outros programas disputaram a CPU; vazio quando não. */
export function describeBusy(start: MachineState, end: MachineState): string[] {
  const before = start.load > start.cpuCount * BUSY_LOAD_PER_CPU;
  const during = end.load > OWN_LOAD + end.cpuCount * BUSY_LOAD_PER_CPU;
  if (!before && !during) return [];
  const when = before && during ? 'antes e durante o bench' : before ? 'antes do bench' : 'durante o bench';
  return [
    `Atenção: a máquina estava ocupada ${when}. Compare segundos de CPU e a razão com o servidor que descarta;`,
    'vazão (spans/s) e milissegundos de relógio saem piores do que são.',
  ];
}

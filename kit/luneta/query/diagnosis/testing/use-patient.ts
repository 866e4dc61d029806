/** Uma Luneta nova para cada teste do arquivo, e os programas que mandam para ela, encerrados no fim. */
import { afterEach, beforeEach } from 'vitest';
import { until } from '../../../receivers/testing/raw-socket.ts';
import { type Patient, startPatient } from './doctor-of.ts';
import { startScript, type StudentProgram } from './programs.ts';

export interface Ward {
  /** A Luneta do teste em andamento. */
  readonly patient: Patient;
  /** O programa é encerrado no fim do teste. */
  running(program: StudentProgram): StudentProgram;
  /** Encerra já os programas, com o que tinham a mandar. */
  stopPrograms(): Promise<void>;
  /** Roda um programa com o SDK até o fim. */
  run(body: string, env?: Record<string, string>): Promise<void>;
  /** Espera que haja pelo menos tantos spans guardados. */
  spansArrive(count: number): Promise<void>;
}

export function usePatient(): Ward {
  const programs: StudentProgram[] = [];
  let current: Patient | undefined;
  const patientNow = (): Patient => {
    if (!current) throw new Error('a Luneta do teste só existe dentro dele');
    return current;
  };
  const running = (program: StudentProgram): StudentProgram => {
    programs.push(program);
    return program;
  };
  const stopPrograms = async (): Promise<void> => {
    await Promise.all(programs.splice(0).map((program) => program.stop()));
  };
  beforeEach(async () => {
    current = await startPatient();
  });
  afterEach(async () => {
    await stopPrograms();
    await current?.luneta.close();
  });
  return {
    get patient() {
      return patientNow();
    },
    running,
    stopPrograms,
    run: (body, env = {}) => running(startScript(body, { ...patientNow().env, ...env })).done(),
    spansArrive: (count) => until(() => patientNow().luneta.store.getStats().spans >= count, `${count} spans chegarem`),
  };
}

/** Como uma JVM da escala começa: pouca memória, e pronta depressa. */
import path from 'node:path';
import { findRepoRoot } from '../repo-root.ts';

// A partir da raiz: o Java lê daqui um arquivo-fonte.
export const SCALE_FOLDER = path.join(findRepoRoot(), 'kit', 'scale');

/** @param heapMb O que os objetos dela podem ocupar. @param args A classe, ou o jar, e os argumentos. */
export function javaCommand(heapMb: number, args: readonly string[]): { command: string; args: string[] } {
  return {
    command: 'java',
    args: [
      `-Xmx${heapMb}m`,
      // Vive menos do que levaria para o compilador otimizá-la: só o primeiro nível, e o coletor de lixo mais simples.
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      // Sem memória, sai: quem espera por ela fica sabendo, em vez de perguntar a um processo que já não responde.
      '-XX:+ExitOnOutOfMemoryError',
      `-Dlog4j2.configurationFile=${path.join(SCALE_FOLDER, 'log4j2.xml')}`,
      ...args,
    ],
  };
}

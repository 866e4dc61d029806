/** Há um Java que sirva? Com o compilador: o nó do OpenSearch é um arquivo .java, que ele compila ao começar. */
import type { EnvironmentCheck, Machine } from '../cli/environment/check.ts';
import { scaleTexts as texts } from './texts.ts';

/** O do Zipkin e o do Kafka. */
const LEAST_JAVA = 17;
const COMPILER = 'jdk.compiler';

export async function checkJava({ run, system }: Pick<Machine, 'run' | 'system'>): Promise<EnvironmentCheck[]> {
  const fix = texts.javaFix[system];
  const missing = (found: string): EnvironmentCheck[] => [{ code: 'java', state: 'missing', found, fix }];
  // No macOS, sem o Java, há um `java` que só diz onde o baixar, e termina com erro.
  const listed = await run('java', ['--list-modules']);
  if (listed.code !== 0) {
    // O 8, que não tem módulos, ao menos diz a versão, na saída de erros.
    const told = await run('java', ['-version']);
    const [, old] = /version "([^"]+)"/.exec(told.stderr) ?? [];
    return missing(told.code === 0 && old !== undefined ? texts.oldJava(old) : texts.noJava);
  }
  const [, version = ''] = /^java\.base@(\S+)/m.exec(listed.stdout) ?? [];
  if (!(Number.parseInt(version, 10) >= LEAST_JAVA)) return missing(texts.oldJava(version || '?'));
  if (!listed.stdout.includes(`${COMPILER}@`)) return missing(texts.jreOnly(version));
  return [{ code: 'java', state: 'ok', found: texts.jdk(version) }];
}

/** A escala, como alvo da experiência das falhas: o que se mata nela, e onde se procura o que ficou. */
import type { Fault, Target } from './faults.ts';
import { isConsumed, TOPIC } from './kafka.ts';
import type { Reader } from './read-scale-words.ts';
import type { Stack } from './start-stack.ts';
import { storedInStore } from './stored-traces.ts';

/** @param killed Os componentes, um de cada vez; `store` são todos os nós do store, juntos. */
export function stackTarget(name: Reader, stack: Stack, killed: readonly string[]): Target {
  // O grupo de cada leitor tem o nome dele.
  const isDrained = (): Promise<boolean> => isConsumed(stack.kafka, TOPIC, name);
  return {
    stack: name,
    otlpUrl: stack.otlpUrl,
    stored: (service) => storedInStore(stack.store, service),
    isDrained,
    // O leitor que voltou só lê quando o grupo o aceita: até lá, há o que ler.
    isWhole: async () => (await stack.isWhole()) && (await isDrained()),
    faults: killed.map((each) => faultOf(each, stack)),
  };
}

function faultOf(killed: string, stack: Stack): Fault {
  const own = stack.components.filter(({ name }) => name === killed || name.replace(/-\d+$/, '') === killed);
  if (own.length === 0) throw new Error(`A escala não tem "${killed}".`);
  return {
    killed,
    kill: () => Promise.all(own.map((component) => component.kill())),
    restart: (signal) => Promise.all(own.map((component) => component.start(signal))),
  };
}

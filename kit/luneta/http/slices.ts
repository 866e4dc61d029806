/**
 * Trabalho longo em fatias: uma resposta de centenas de milhares de spans leva segundos, e o processo é um só. Entre
 * duas fatias, as outras portas recebem, respondem e podem fechar.
 */
const SLICE_MS = 10;

/**
 * Devolve a função a chamar entre dois pedaços do trabalho: `undefined` se ainda há tempo nesta fatia, ou a promessa
 * que resolve quando a próxima começa.
 */
export function startSlices(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < SLICE_MS) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        since = performance.now();
        resolve();
      });
    });
  };
}

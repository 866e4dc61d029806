/**
 * Trabalho longo em fatias: uma resposta de centenas de milhares de spans leva segundos, e o processo é um só. Entre
 * duas fatias, as outras portas recebem, respondem e podem fechar. Vinte respostas longas esperam numa fila só: a cada
 * volta do laço de eventos anda uma, e quem pede pouco não espera por todas.
 */
const SLICE_MS = 10;

const waiting: (() => void)[] = [];

/**
 * Espera a vez na fila: a promessa resolve no começo de uma fatia. Chamada também antes de uma busca, que não para no
 * meio: muitas que chegam juntas vão uma por volta.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(runOne);
  });
}

/** O que o `resolve` acorda trabalha antes do próximo `setImmediate`, que só vem depois de ler os sockets. */
function runOne(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(runOne);
}

/**
 * Devolve a função a chamar entre dois pedaços do trabalho: `undefined` se ainda há tempo nesta fatia, ou a promessa
 * que resolve quando a próxima começa.
 */
export function startSlices(): () => Promise<void> | undefined {
  let since = performance.now();
  const pause = async (): Promise<void> => {
    await nextTurn();
    since = performance.now();
  };
  return () => (performance.now() - since < SLICE_MS ? undefined : pause());
}

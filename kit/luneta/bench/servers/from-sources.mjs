/** Inicia a Luneta das fontes mesmo que haja um pacote pronto: a mesma coisa que `kit/run.mjs` faz quando não há. */
import { register } from 'tsx/esm/api';

register();
const { main } = await import(new URL('../../main.ts', import.meta.url).href);
process.exitCode = await main(process.argv.slice(2));

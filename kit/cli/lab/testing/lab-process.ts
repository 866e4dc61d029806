/** O `lab` como processo, com a raiz de um teste: `tsx lab-process.ts RAIZ [comando…]`. */
import { main } from '../main.ts';

const [root, ...argv] = process.argv.slice(2);
process.exitCode = await main(argv, { root });

/** O `lab` como processo, com a raiz de um teste: `node lab-process.mjs RAIZ [comando…]`. O que o aluno roda: o pacote. */
import { loadProgram } from '../../../load-program.mjs';

const [root, ...argv] = process.argv.slice(2);
const { main } = await loadProgram('lab');
process.exitCode = await main(argv, { root });

// Confere se o pacote chegou inteiro:  node conferir.mjs
// O mesmo que `sha256sum -c SHA256SUMS`, em qualquer sistema. Código de saída 1: algum arquivo falta ou mudou.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const stick = path.dirname(self);

// O instalar.mjs importa daqui o que confere. Só o nome: a pasta pode ter chegado por um link ou por outra letra de disco.
if (path.basename(process.argv[1] ?? '') === path.basename(self)) process.exitCode = await main();

async function main() {
  const sums = readSums();
  if (!sums) {
    console.error(
      'O arquivo SHA256SUMS falta ou se estragou: este pacote está pela metade. Copie-o de novo de quem o fez.',
    );
    return 1;
  }
  let bad = 0;
  for await (const { name, problem } of damaged(sums)) {
    bad += 1;
    console.error(`${problem}  ${name}`);
  }
  if (bad === 0) console.log(`Tudo certo: ${sums.size} arquivos conferem.`);
  else console.error(`\n${bad} de ${sums.size} arquivos não conferem. Copie a pasta de novo.`);
  return bad === 0 ? 0 : 1;
}

/** De cada arquivo do pacote, o sha256. `undefined` se a lista falta ou não está inteira: é a última que se escreve. */
export function readSums() {
  const list = path.join(stick, 'SHA256SUMS');
  const text = fs.existsSync(list) ? fs.readFileSync(list, 'utf8') : '';
  if (!/^([0-9a-f]{64} {2}.+\n)+$/.test(text)) return undefined;
  const lines = text.split('\n').filter(Boolean);
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

/** Os que não conferem, um por um, assim que se sabe. */
export async function* damaged(sums) {
  for (const [name, sum] of sums) {
    const found = await sha256(path.join(stick, name));
    if (found !== sum) yield { name, problem: found === undefined ? 'falta' : 'mudou' };
  }
}

/** Aos pedaços: uma imagem do Docker não cabe na memória. `undefined` se não dá para ler. */
async function sha256(file) {
  const hash = createHash('sha256');
  try {
    for await (const chunk of fs.createReadStream(file)) hash.update(chunk);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

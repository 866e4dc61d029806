/** O que o Dockerfile da raiz diz de como o app roda: as variáveis da imagem e o programa. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface AppImage {
  /** As de `ENV`. */
  env: Readonly<Record<string, string>>;
  /** O programa do `CMD`, a partir da raiz: na imagem está em JavaScript, e aqui, na fonte dele. */
  entry: string;
  /** A porta de `EXPOSE`. */
  port: number;
}

/** @throws Error se o Dockerfile não diz o programa ou a porta: é um defeito nosso. */
export function readImage(root: string): AppImage {
  const text = readFileSync(path.join(root, 'Dockerfile'), 'utf8');
  // Só a última etapa vira imagem.
  const stage = text.slice(text.lastIndexOf('\nFROM '));
  const [, pairs = ''] = /^ENV (.+)$/m.exec(stage) ?? [];
  const [, program] = /^CMD \["node", "(.+)\.js"\]$/m.exec(stage) ?? [];
  const [, port] = /^EXPOSE (\d+)$/m.exec(stage) ?? [];
  if (program === undefined || port === undefined) throw new Error('O Dockerfile não diz o CMD ou o EXPOSE do app.');
  const env = Object.fromEntries([...pairs.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));
  return { env, entry: `${program}.ts`, port: Number(port) };
}

/** O Collector da plataforma: a imagem e a versão que o compose.yaml dela fixa valem também aqui. */
import path from 'node:path';
import { fieldsOf } from '../../read-answer.ts';
import { readSmallFile } from '../container/read-small-file.ts';

const COMPOSE = 'labs/plataforma/compose.yaml';

/** @throws Error se o compose.yaml não diz qual é. */
export async function pinnedCollector(root: string): Promise<{ image: string; version: string }> {
  // O leitor de YAML só se carrega para quem precisa dele.
  const { parse } = await import('./yaml-reader.ts');
  const { services } = fieldsOf(parse(readSmallFile(path.join(root, COMPOSE)), { merge: true }));
  const { image } = fieldsOf(fieldsOf(services).collector);
  const [, version] = /:(\d+(?:\.\d+)+)$/.exec(String(image)) ?? [];
  if (typeof image !== 'string' || version === undefined) throw new Error(`${COMPOSE} não diz a imagem do Collector.`);
  return { image, version };
}
